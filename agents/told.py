"""Where the sentences stand that tell what broke in a log of which no row knows more than that it broke."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mity.agents.ending import is_advice, is_bad, is_bare
from mity.agents.normalise import Log
from mity.agents.wording import meant, says_nothing
from mity.healing.model import ErrorType

_BACK = 8  # lines ahead of the one that only tells of a failure
_CHAIN = 16  # lines behind an error that may say why
_SIGNED = re.compile(r"[\s>]{0,12}[a-z][\w.+-]{0,30}: \S")  # by the program that complains
_CONTINUED = (" ", "\t", "Caused by", "Cause:", "error:", "> ", "- ", "* ", "[")

Place = tuple[int, int]


def told(log: Log, places: Iterable[Place]) -> tuple[ErrorType, tuple[str, ...]]:
    """The class that the first of these lines tells which tells one, and that line as it was printed."""
    for place in places:
        if is_advice(log.text[slice(*place)]):
            continue
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


def following(text: str, start: int, end: int, whole: bool) -> Iterator[Place]:
    """The lines of `text[start:end]` and those behind them that are indented or name a cause.

    With `whole` those behind a first one that says nothing count whatever they look like.

    Where the first one says nothing, what is quoted below it is the end of another output: then from the last one up.
    """
    silent = says_nothing(text[text.rfind("\n", 0, start) + 1 : end])
    places = list(_block(text, start, end, whole and silent))
    if silent:
        places.reverse()
        yield from (place for place in places if _SIGNED.match(text[slice(*place)]))
    yield from places


def _block(text: str, start: int, end: int, whole: bool) -> Iterator[Place]:
    """The lines from offset `start` on, as far as they belong to what ends at `end`; all that may when `whole`."""
    start = text.rfind("\n", 0, start) + 1
    above = ":"
    for _ in range(_CHAIN):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        line = text[start:stop]
        if not whole and not above.endswith(":") and start > end and line.strip() and not line.startswith(_CONTINUED):
            return
        yield start, stop
        above = line.strip() or above
        start = stop + 1
        if start >= len(text):
            return
