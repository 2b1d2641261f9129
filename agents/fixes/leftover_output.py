"""Something that an earlier run or a person left where a tool wants to write its results."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"(?:FileExistsError|NotADirectoryError|IsADirectoryError|PermissionError|OSError): \[(?:Errno|WinError) \d+\]"
    r"[^'\n]*'(?P<path>[^'\n]+)'"
    r"|must be a filename, given: (?P<report>\S+)|(?:mkdir|rm|cp|mv): [^'\n]*'(?P<shell>[^'\n]+)'"
)
_KEPT = (".venv", "venv", "node_modules")  # the environment has a rule of its own
_DATA = ("*.db*",)  # a database is never in the way


class LeftoverOutput(Rule):
    """Moves a generated file or folder that is in the way aside; it is made anew."""

    id = "leftover-output"
    title = "move old results out of the way"

    def applies(self, case: FailureContext) -> bool:
        return case.diagnosis.kind == "evidence" or _TRIGGER.search(case.output) is not None

    def plan(self, case: FailureContext) -> Proposal | None:
        places = [next(filter(None, found.groups())) for found in _TRIGGER.finditer(case.output)]
        if case.diagnosis.kind == "evidence":
            places += [str(path) for path in self._odd(case)]
        for place in dict.fromkeys(places):
            name = self._generated(case, place)
            if name:
                return Fix(self.id, f"move {name} out of the way", move_aside=(name,))
        return None

    def _odd(self, case: FailureContext) -> list[Path]:
        """Folders that stand where the stack expects a file as proof."""
        patterns = [*(case.stack.artefacts if case.stack else ())]
        patterns += [case.stack.report.path] if case.stack and case.stack.report else []
        return [path for pattern in patterns for path in case.root.glob(pattern) if path.is_dir()]

    def _generated(self, case: FailureContext, place: str) -> str:
        """The outermost part of the path that is generated and there; empty for everything else."""
        full = Path(place) if Path(place).is_absolute() else case.root / place
        try:
            parts = full.relative_to(case.root).parts
        except ValueError:
            return ""
        for depth, part in enumerate(parts, 1):
            if any(fnmatch(part, pattern) for pattern in (*_KEPT, *_DATA)):
                return ""
            if any(fnmatch(part, pattern) for pattern in case.ignore):
                name = PurePosixPath(*parts[:depth])
                return str(name) if (case.root / name).exists() else ""
        return ""
