"""The worst inputs of a pattern, derived from the pattern itself: what it repeats, after what must come before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_CATEGORIES = {
    op.CATEGORY_DIGIT: "7",
    op.CATEGORY_NOT_DIGIT: "a",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_WORD: "-",
}
_TRIED = "a 7-_./:'\"(,x=A\t[é"


def pumps(pattern: str, flags: int = 0) -> list[tuple[str, str]]:
    """Pairs of what leads to a repetition and what it repeats, each once, for every repetition without a near end."""
    return list(dict.fromkeys(_pumps(list(parser.parse(pattern, flags)), "")))


def _pumps(items: list[Any], before: str) -> Iterator[tuple[str, str]]:
    for kind, value in items:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, inner = value
            if most > 50:
                for piece in dict.fromkeys(_samples(list(inner))):
                    yield before, piece
                    yield "", before + piece
            yield from _pumps(list(inner), before)
            before += _sample(list(inner)) * max(least, 1 if most == 1 else least)
            continue
        for part in _parts(kind, value):
            yield from _pumps(part, before)
        before += _sample([(kind, value)])


def _parts(kind: Any, value: Any) -> list[list[Any]]:
    if kind is op.SUBPATTERN:
        return [list(value[3])]
    if kind is op.BRANCH:
        return [list(branch) for branch in value[1]]
    if kind is op.ATOMIC_GROUP:
        return [list(value)]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [list(value[1])]
    return []


def _samples(items: list[Any]) -> Iterator[str]:
    """Texts that a part matches: of one set its several kinds of letters, else one."""
    if len(items) == 1 and items[0][0] in (op.IN, op.ANY, op.NOT_LITERAL):
        yield from _members(*items[0])
    elif items:
        yield _sample(items)
        if items[0][0] is op.BRANCH or (items[0][0] is op.SUBPATTERN and len(items) == 1):
            for part in _parts(*items[0]):
                yield _sample(part)


def _members(kind: Any, value: Any) -> list[str]:
    if kind is op.ANY:
        return ["a", " ", "x:", "'"]
    compiled = {sign: _in(kind, value, sign) for sign in _TRIED}
    found = [sign for sign, fits in compiled.items() if fits][:4]
    return found or [_sample([(kind, value)])]


def _in(kind: Any, value: Any, sign: str) -> bool:
    if kind is op.NOT_LITERAL:
        return ord(sign) != value
    negated, hit = False, False
    for one, what in value:
        if one is op.NEGATE:
            negated = True
        elif one is op.LITERAL:
            hit |= ord(sign) == what
        elif one is op.RANGE:
            hit |= what[0] <= ord(sign) <= what[1]
        elif one is op.CATEGORY:
            hit |= bool(re.match({v: k for k, v in _CLASSES.items()}[what], sign))
    return hit != negated


_CLASSES = {
    r"\d": op.CATEGORY_DIGIT,
    r"\D": op.CATEGORY_NOT_DIGIT,
    r"\s": op.CATEGORY_SPACE,
    r"\S": op.CATEGORY_NOT_SPACE,
    r"\w": op.CATEGORY_WORD,
    r"\W": op.CATEGORY_NOT_WORD,
}


def _sample(items: list[Any]) -> str:
    """One text that the items match, the shortest that is easy to find."""
    made = ""
    for kind, value in items:
        if kind is op.LITERAL:
            made += chr(value)
        elif kind is op.IN:
            made += next((s for s in _TRIED if _in(kind, value, s)), "") or _first(value)
        elif kind is op.ANY:
            made += "a"
        elif kind is op.NOT_LITERAL:
            made += "a" if value != ord("a") else "b"
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            made += _sample(list(value[2])) * min(value[0], 30)
        elif kind in (op.SUBPATTERN, op.BRANCH, op.ATOMIC_GROUP):
            made += _sample(next(iter(_parts(kind, value)), []))
    return made


def _first(value: Any) -> str:
    return next((chr(w if k is op.LITERAL else w[0]) for k, w in value if k in (op.LITERAL, op.RANGE)), "")
