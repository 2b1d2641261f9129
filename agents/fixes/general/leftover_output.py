"""A file or folder left by an earlier run or a person where a tool needs to write its results."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"(?:FileExistsError|NotADirectoryError|IsADirectoryError|PermissionError|OSError): \[(?:Errno|WinError) \d+\]"
    r"[^'\n]{0,300}'(?P<path>[^'\n]+)'"
    r"|must be a filename, given: (?P<report>\S+)|(?:mkdir|rm|cp|mv): [^'\n]{0,300}'(?P<shell>[^'\n]+)'"
)
_KEPT = (".venv", "venv", "node_modules")  # the environment has a rule of its own
_DATA = ("*.db*",)  # a database is never in the way


class LeftoverOutput(Rule):
    """Moves a generated file or folder that is in the way aside; the tool creates it again."""

    id = "leftover-output"
    title = "move old results out of the way"

    def propose(self, failure: FailureContext) -> Proposal | None:
        places = [next(filter(None, found.groups())) for found in _TRIGGER.finditer(failure.output)]
        if failure.diagnosis.kind == "evidence":
            places += [str(path) for path in self._odd(failure)]
        for place in dict.fromkeys(places):
            name = self._generated(failure, place)
            if name:
                return Fix(self.id, f"move {name} out of the way", move_aside=(name,))
        return None

    def _odd(self, failure: FailureContext) -> list[Path]:
        """Folders where the stack expects a file as evidence."""
        patterns = [*(failure.stack.artefacts if failure.stack else ())]
        patterns += [failure.stack.report.path] if failure.stack and failure.stack.report else []
        return [path for pattern in patterns for path in failure.root.glob(pattern) if path.is_dir()]

    def _generated(self, failure: FailureContext, place: str) -> str:
        """The outermost part of the path that is generated and there; empty for everything else."""
        full = Path(place) if Path(place).is_absolute() else failure.root / place
        try:
            parts = full.relative_to(failure.root).parts
        except ValueError:
            return ""
        for depth, part in enumerate(parts, 1):
            if any(fnmatch(part, pattern) for pattern in (*_KEPT, *_DATA)):
                return ""
            if any(fnmatch(part, pattern) for pattern in failure.ignore):
                name = PurePosixPath(*parts[:depth])
                return str(name) if (failure.root / name).exists() else ""
        return ""
