"""The places that javac reports. Its words depend on the language of the machine, so they are not used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mity.healing.rules import FailureContext

_PLACES = re.compile(
    r"^\[ERROR\] +(?P<file>\S[^\n]*?\.java):\[(?P<line>\d+),(?P<column>\d+)\] ?(?P<text>[^\n]*)"
    r"|^(?P<plain>(?:[A-Za-z]:)?[^\s:][^:\n]*\.java):(?P<number>\d+): (?!warning)(?P<said>[^\n]*)",
    re.MULTILINE,
)
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
    for match in _PLACES.finditer(failure.output):
        file = failure.inside(match["file"] or match["plain"])
        if file is None:
            continue
        line = int(match["line"] or match["number"])
        lines = (failure.read(file) or "").splitlines()
        code = lines[line - 1] if 0 < line <= len(lines) else ""
        yield Complaint(file, line, int(match["column"] or 0), (match["text"] or match["said"]).strip(), code)
