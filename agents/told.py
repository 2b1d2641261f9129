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
_AROUND = (3, 5)  # lines ahead of a complaint and behind it that may show the place in a source
_NEAR = 1_200  # characters of these on either side
_PLACED = re.compile(  # a file, by its ending, and a line of it
    r"(?:^|[\s(\[\"':])(?:[\w.@~-]{0,80}[\\/]){0,30}[\w@+-]{1,120}\.[A-Za-z][\w+]{0,7}"
    r"(?:[\"']?,? line \d|:\d{1,6}\b|\(\d{1,6}, ?\d)",
    re.MULTILINE,
)
_EXCERPT = re.compile(r"^[\s>]{0,8}\d{1,6} {0,2}[|│][^\n]{0,200}\n[\s|│·]{0,200}[\^~]", re.MULTILINE)
_NO_SOURCE = re.compile(  # endings of settings and of texts, and words of what is not compiled but runs
    r"\.(?:ya?ml|toml|jsonc?|json5|ini|cfg|conf|xml|env|properties|gradle|tf|tfvars|hcl|sh|bash|lock|md|txt|log|csv|service"
    r"|plist|rules)\b|dockerfile|makefile|\btraceback\b|\bstack ?trace\b|^\s{0,8}at \S|\b_?(?:test|spec)s?[_/.]|\[c\]:",
    re.IGNORECASE | re.MULTILINE,
)
_CONTINUED = (" ", "\t", "Caused by", "Cause:", "error:", "> ", "- ", "* ", "[")

Place = tuple[int, int]


def told(log: Log, places: Iterable[Place]) -> tuple[ErrorType, tuple[str, ...]]:
    """The class that the first of these lines tells which tells one, and that line as it was printed."""
    for place in places:
        if is_advice(log.text[slice(*place)]):
            continue
        kind = meant(log.text[slice(*place)])
        if kind in (ErrorType.UNKNOWN, ErrorType.CONFIG) and _of_a_source(log.text, place):
            kind = ErrorType.BUILD
        if kind is not ErrorType.UNKNOWN:
            return kind, log.printed(*place)
    return ErrorType.UNKNOWN, ()


def _of_a_source(text: str, place: Place) -> bool:
    """Whether a complaint is shown with the line of a source that it is about, as compilers of any language do."""
    start, end = max(0, place[0] - _NEAR), place[1] + _NEAR
    ahead = text[start : place[0]].splitlines()[-_AROUND[0] :]
    near = "\n".join((*ahead, *text[place[0] : end].splitlines()[: _AROUND[1]]))
    return bool(_PLACED.search(near) or _EXCERPT.search(near)) and not _NO_SOURCE.search(near)


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
