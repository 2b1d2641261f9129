"""What the go command and its compiler say, with the places in the project."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.healing.rules import FailureContext
from mity.text.records import dataclass

_PLACE = re.compile(
    r"^(?:vet: )?(?P<file>[^\s:][^:\n]*\.go|go\.mod|go\.work):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<text>[^\n]+)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Message:
    """One complaint: a file of the project, its line and column (from 1; 0 for none), and what is wrong there."""

    file: str
    line: int
    column: int
    text: str


def messages(failure: FailureContext) -> list[Message]:
    """The complaints about files of the project, each once, in their order."""
    return list(dict.fromkeys(_found(failure)))


def _found(failure: FailureContext) -> Iterator[Message]:
    for found in _PLACE.finditer(failure.output):
        file = failure.inside(found["file"])
        if file is not None and not file.startswith("vendor/"):
            yield Message(file, int(found["line"]), int(found["column"] or 0), found["text"].strip())
