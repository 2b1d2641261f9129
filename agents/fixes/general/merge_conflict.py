"""An unfinished merge: a person chooses the side, never mity."""

from __future__ import annotations

import re

from mity.agents.node.modules import SCRIPTS
from mity.agents.project_files import files
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rule

_MARKS = re.compile(r"^(?:<{7}(?: .*)?|>{7}(?: .*)?)\r?$", re.MULTILINE)
_TEXT = (".py", ".toml", ".json", ".yaml", ".yml", ".txt", ".lock", ".cfg", ".ini", ".env", ".example", ".mako", ".sh",
         ".rs", ".go", ".mod", ".cs", ".csproj", ".props", ".slnx",
         ".java", ".kt", ".xml", ".properties", ".sql", *SCRIPTS, ".css", ".scss", ".html")  # fmt: skip
_CLASSES = (ErrorType.BUILD, ErrorType.CONFIG, ErrorType.DEPENDENCY, ErrorType.RUNTIME, ErrorType.UNKNOWN)
_MOST = 3


class MergeConflict(Rule):
    """Reports the places of conflict markers."""

    id = "merge-conflict"
    title = "report the merge conflict markers"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type not in _CLASSES:
            return None
        places = [place for path in files(failure, *_TEXT) if (place := _place(failure, path))]
        if not places:
            return None
        shown = ", ".join(places[:_MOST]) + (" …" if len(places) > _MOST else "")
        return Advice(f"{shown} contains an unresolved merge conflict: choose a side, then try again", "git status")


def _place(failure: FailureContext, path: str) -> str:
    """File and line of the first conflict, if the file contains both of its markers."""
    text = failure.read(path) or ""
    marks = list(_MARKS.finditer(text)) if "<<<<<<<" in text else []
    signs = {mark.group()[0] for mark in marks}
    return f"{path}:{text.count(chr(10), 0, marks[0].start()) + 1}" if signs == {"<", ">"} else ""
