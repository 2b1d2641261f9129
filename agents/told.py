"""Where the sentences stand that tell what broke in a log of which no row knows more than that it broke."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mity.agents.ending import is_bad, is_bare
from mity.agents.normalise import Log
from mity.agents.wording import meant
from mity.healing.model import ErrorType

_BACK = 8  # lines ahead of the one that only tells of a failure
_CHAIN = 5  # lines behind an error that may say why

Place = tuple[int, int]


def told(log: Log, places: Iterable[Place]) -> tuple[ErrorType, tuple[str, ...]]:
    """The class that the first of these lines tells which tells one, and that line as it was printed."""
    for place in places:
        kind = meant(log.text[slice(*place)])
        if kind is not ErrorType.UNKNOWN:
            return kind, log.printed(*place)
    return ErrorType.UNKNOWN, ()


def complaints(text: str, end: int) -> list[Place]:
    """The lines ahead of offset `end` that speak of a failure and of more than an exit code, the first one first."""
    found: list[Place] = []
    for _ in range(_BACK):
        start = text.rfind("\n", 0, max(0, end)) + 1
        line = text[start:end].strip()
        if is_bad(line) and not is_bare(line):
            found.append((start, end))
        if start == 0:
            break
        end = start - 1
    return found[::-1]


def following(text: str, start: int) -> Iterator[Place]:
    """The line at offset `start` and those behind it that are indented or name a cause."""
    for number in range(_CHAIN):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if number and line.strip() and not line.startswith((" ", "\t", "Caused by", "Cause:", "error:")):
            return
        yield start, end
        start = end + 1
        if start >= len(text):
            return
