"""A native package that was built for another runtime: rebuilt for Electron by its own tool, or reported."""

from __future__ import annotations

import glob
import re

from mity.agents.node.messages import said
from mity.agents.node.packages import declared, package_of
from mity.command import Command
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(r"NODE_MODULE_VERSION \d+\. This version of Node\.js requires|different Node\.js version")
_MODULE = re.compile(r"node_modules[\\/](?P<name>(?:@[^\\/\s]+[\\/])?[^\\/\s'\"]+)[\\/][^\s'\"]{0,400}\.node\b")
_BUNDLED = re.compile(r"[\\/](?P<stem>[^\\/\s'\"]+?)(?:-[\w-]{8})?\.node['\"]")
_TOOLS = ("@electron/rebuild/lib/cli.js", "electron-rebuild/lib/cli.js")
_TIMEOUT_S = 600.0


class NativeRebuild(Rule):
    """The hint that the message itself gives, `npm rebuild`, builds for Node and not for Electron."""

    id = "native-rebuild"
    title = "rebuild a native package for Electron"

    def propose(self, failure: FailureContext) -> Proposal | None:
        text = said(failure)
        if not _SAID.search(text):
            return None
        found = _MODULE.search(text)
        name = package_of(found["name"].replace("\\", "/")) if found else _bundled(failure, text)
        if not name:
            return None
        node = failure.tools.get("node")
        tool = next((t for t in _TOOLS if (failure.root / "node_modules" / t).is_file()), "")
        if "electron" in declared(failure) and node and tool:
            command = Command((node, f"node_modules/{tool}", "-f", "-w", name), failure.root, timeout=_TIMEOUT_S)
            again = () if found else tuple(failure.commands("build"))
            return Fix(self.id, f"rebuild {name} for Electron", commands=(command, *again))
        way = (
            f"npx --no-install electron-rebuild -f -w {name}"
            if "electron" in declared(failure)
            else f"npm rebuild {name}"
        )
        return Advice(f"{name} was built for another version of Node: rebuild it for this version", way)


def _bundled(failure: FailureContext, text: str) -> str:
    """The package that holds the program which a bundler copied beside its output, often with a hash in its name."""
    found = _BUNDLED.search(text)
    if found is None:
        return ""
    holders = (name for name in declared(failure) if (failure.root / "node_modules" / name).is_dir())
    pattern = f"**/{glob.escape(found['stem'])}.node"
    return next((name for name in holders if next((failure.root / "node_modules" / name).glob(pattern), None)), "")
