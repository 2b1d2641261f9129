"""`main` in package.json names a file that the build does not write."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.node.messages import said
from mity.agents.node.nearness import meant
from mity.agents.node.packages import MANIFEST, manifest
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(
    r"Cannot find module '[^'\n]+'|Unable to find Electron app at|No electron app entry file found"
    r"|Application entry file \"[^\"]+\" in the|main entry point to your app was not found"
)
_SCRIPTS = (".cjs", ".mjs", ".js")


class EntryPoint(Rule):
    """Names the only script in the folder whose name differs in the suffix alone, else in case or by a slip."""

    id = "entry-point"
    title = "set the entry point to the file that the build writes"

    def propose(self, failure: FailureContext) -> Proposal | None:
        main = manifest(failure).get("main")
        if not isinstance(main, str) or (failure.root / main).exists():
            return None
        place, output = PurePosixPath(main), said(failure)
        if not _SAID.search(output) or place.name not in output:
            return None
        there = sorted(p.name for p in (failure.root / place.parent).glob(f"{place.stem}.*") if p.suffix in _SCRIPTS)
        text = failure.read(MANIFEST) or ""
        if not there:  # of another case, or mistyped
            beside = [p.name for p in (failure.root / place.parent).glob("*") if p.suffix in _SCRIPTS]
            there = [n for n in beside if n.lower() == place.name.lower()] or meant(place.name, beside)
        if len(there) != 1:
            return Advice(
                f"package.json sets main to {main}, which does not exist: build first, or name the built file"
            )
        made = str(place.with_name(there[0]))
        quoted = re.compile(rf"(\"main\"\s*:\s*\"){re.escape(main)}\"")
        edit = Edit(MANIFEST, quoted.sub(lambda found: f'{found[1]}{made}"', text, count=1).encode())
        return Fix(self.id, f"set main in package.json to {made} instead of {main}", (edit,), scope=(MANIFEST,))
