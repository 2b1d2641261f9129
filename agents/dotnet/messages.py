"""Errors of MSBuild, NuGet and Roslyn: code, place and project of each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.healing.rules import FailureContext
from mity.text.records import dataclass

_ERROR = re.compile(
    r"^[ \t]*(?P<file>[^\s(:][^(\n]*?|[A-Za-z]:[^(\n:]*?)(?:\((?P<line>\d+),(?P<column>\d+)[\d,]*\))?[ \t]*: error "
    r"(?P<code>[A-Z]{2,7}\d{3,5}): (?P<text>[^\n]*?)"
    r"(?: \[(?P<project>[^\[\]\n]+\.(?:\w*proj|slnx?))(?:::[^\]\n]*)?\])?[ \t]*$",
    re.MULTILINE,
)
_QUOTED = re.compile(r"['\"‘“„«]([^'\"’”»\n]+)['\"’”»]")


@dataclass(frozen=True, slots=True)
class Message:
    """One error: its code and text, the file of the project ("" for none), line and column, the project's file."""

    code: str
    text: str
    file: str
    line: int
    column: int
    project: str

    @property
    def quoted(self) -> list[str]:
        """The parts of the text that are in quotes."""
        return [str(found) for found in _QUOTED.findall(self.text)]


def errors(failure: FailureContext, *codes: str) -> Iterator[Message]:
    """The errors with one of the codes (all without any), each once, in their order."""
    seen: set[Message] = set()
    for found in _ERROR.finditer(failure.output):
        if codes and found["code"] not in codes:
            continue
        file = _inside(failure, found["file"])
        named = _inside(failure, found["project"] or "")
        project = next((path for path in (named, file) if path.endswith("proj")), "")
        line, column = int(found["line"] or 0), int(found["column"] or 0)
        message = Message(found["code"], found["text"].strip(), file, line, column, project)
        if message not in seen:
            seen.add(message)
            yield message


def _inside(failure: FailureContext, path: str) -> str:
    return (failure.inside(path.strip().replace("\\", "/")) or "") if path else ""
