"""The places that javac reports. Its words depend on the language of the machine, so they are not used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.healing.rules import FailureContext
from mity.text.records import dataclass

_PLACES = re.compile(
    r"^\[ERROR\] +(?P<file>\S[^\n]*?\.java):\[(?P<line>\d+),(?P<column>\d+)\] ?(?P<text>[^\n]*)"
    r"|^(?P<plain>(?:[A-Za-z]:)?[^\s:][^:\n]*\.java):(?P<number>\d+): (?!warning)(?P<said>[^\n]*)",
    re.MULTILINE,
)
_SHOWN = re.compile(r"\n(?P<code>[^\n]*)\n(?P<before>[ \t]*)\^[ \t]*(?:\n|\Z)")
"""How javac itself shows the place: the line of code, and a sign below it."""
_TASK = re.compile(r"^(?::[\w.-]+)+(?=/[^\s:]+\.java:\d+: )", re.MULTILINE)
"""What an old Gradle has printed of its task when javac begins to speak."""
_IMPORT = re.compile(r"^\s*import\s+(?P<static>static\s+)?(?P<path>\w+(?:\.\w+)*)(?P<all>\.\*)?\s*;")
_NAME = re.compile(r"[A-Z]\w*")
_OUTER = re.compile(r"\b(?<!\.)[A-Z]\w*$")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One error: the file relative to the project, line and column (0: unknown), the text and the line of code."""

    file: str
    line: int
    column: int
    text: str
    code: str

    @property
    def imported(self) -> tuple[str, str]:
        """Package and class that the line imports; a class of "*" stands for all. Empty when it is no import."""
        found = _IMPORT.match(self.code)
        if found is None:
            return "", ""
        if found["all"] and not found["static"]:
            return found["path"], "*"
        parts = found["path"].split(".")
        end = next((i for i, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
        return ".".join(parts[:end]), parts[end]

    @property
    def name(self) -> str:
        """The capitalised name at the column, or before the dot at the column, if it is a class name."""
        if not self.column:
            return ""
        code, place = self.code.expandtabs(8), self.column - 1
        found = _NAME.match(code[place:]) or (_OUTER.search(code[:place]) if code[place : place + 1] == "." else None)
        return found.group() if found else ""


def complaints(failure: FailureContext) -> list[Complaint]:
    """The errors in files of the project, each once, in their order."""
    return list(dict.fromkeys(_found(failure)))


def _found(failure: FailureContext) -> Iterator[Complaint]:
    text = _TASK.sub("", failure.output)
    for match in _PLACES.finditer(text):
        file = failure.inside(match["file"] or match["plain"])
        if file is None:
            continue
        line = int(match["line"] or match["number"])
        lines = (failure.read(file) or "").splitlines()
        code = lines[line - 1] if 0 < line <= len(lines) else ""
        shown = None if match["column"] else _SHOWN.match(text, match.end())
        column = int(match["column"] or 0) or (len(shown["before"]) + 1 if shown and shown["code"] == code else 0)
        yield Complaint(file, line, column, (match["text"] or match["said"]).strip(), code)
