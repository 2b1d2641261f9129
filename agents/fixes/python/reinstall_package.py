"""A package that is only partly installed, or built for another Python, is reinstalled."""

from __future__ import annotations

import re

from mity.agents.python.environment import environment, is_install, pip_install
from mity.agents.python.evidence import missing_name
from mity.agents.python.names import top
from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_OTHER_BUILD = re.compile(
    r"ImportError: [^\n]{0,300}[\\/](?:site|dist)-packages[\\/](\w{1,100})[\\/.][^\n]{0,400}"
    r"(?:undefined symbol|cannot open shared object|file too short|invalid ELF|mach-o|incompatible architecture)"
)
_INSIDE = re.compile(
    r"cannot import name '\w+' from (?:partially initialized module )?'(\w++)[\w.]*+' "
    r"\((?:[^)\n]{0,300}site-packages|unknown location)"
)
_KINDS = (ErrorType.DEPENDENCY, ErrorType.RUNTIME, ErrorType.BUILD, ErrorType.UNKNOWN)


class ReinstallPackage(Rule):
    """Installs exactly the version that is already installed; no other package changes."""

    id = "reinstall-package"
    title = "reinstall a partly installed package"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type not in _KINDS or is_install(failure):
            return None
        name, version = self._package(failure)
        if not name:
            return None
        flag = "--reinstall" if failure.tools.get("uv") else "--force-reinstall"
        commands = pip_install(failure, f"{name}=={version}", flag, "--no-deps")
        title = f"install {name} {version} again: some of its files are missing"
        return Fix(self.id, title, commands=commands) if commands else None

    def _package(self, failure: FailureContext) -> tuple[str, str]:
        """Distribution and version of the package that is damaged, when it is installed."""
        found = environment(failure)
        if found is None:
            return "", ""
        other = {match[1] for match in _OTHER_BUILD.finditer(failure.output)}
        inside = {match[1] for match in _INSIDE.finditer(failure.output)}
        for module in sorted({*other, *inside, top(missing_name(failure))} - {""}):
            name = found.provider(module)
            version = found.installed().get(name, "")
            if version and (module in other or found.lacks_files(name)):
                return name, version
        return "", ""
