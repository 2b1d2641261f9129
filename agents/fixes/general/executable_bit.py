"""A script without execute permission, which Windows and zip files do not keep."""

from __future__ import annotations

import re

from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"""(?<![^\s:"'`])["'`]?(?P<path>[^\s:"'`]++)["'`]?: (?:\[Errno 13\] )?[Pp]ermission denied"""
    r"""|[Pp]ermission denied: '(?P<late>[^'\n]+)'"""
)


class ExecutableBit(Rule):
    """Allows execution to everyone who may read the script."""

    id = "executable-bit"
    title = "make the script executable"

    def propose(self, failure: FailureContext) -> Proposal | None:
        for found in _TRIGGER.finditer(failure.output):
            path = failure.inside(found["path"] or found["late"])
            if path is None or not editable(path) or not (failure.read_bytes(path) or b"").startswith(b"#!"):
                continue
            mode = (failure.root / path).stat().st_mode & 0o777
            wanted = mode | (mode & 0o444) >> 2
            if wanted != mode:
                return Fix(self.id, f"make {path} executable", (Edit(path, mode=wanted),), scope=(path,))
        return None
