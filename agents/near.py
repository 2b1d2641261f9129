"""Names that differ by a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Iterable

_TWO_FROM = 5


def near(
    word: str, known: Iterable[str], *, two_from: int = _TWO_FROM, shortest: int = 1, cased: bool = True
) -> list[str]:
    """The known names that differ from `word` by a slip, the nearest only, in order; `word` itself is none.

    A slip is a letter that is missing, added, wrong or in its neighbour's place: one of them, in words of at least
    `two_from` letters two. Words and names of fewer than `shortest` letters are near nothing. Where names are not
    `cased`, a letter in the other case is no slip.
    """
    if len(word) < shortest:
        return []
    most = 2 if len(word) >= two_from else 1
    found = {
        name: away
        for name in known
        if name != word and len(name) >= shortest and (away := _distance(word, name, most, cased)) <= most
    }
    least = min(found.values(), default=0)
    return sorted(name for name, away in found.items() if away == least)


def nearest(word: str, known: Iterable[str]) -> str:
    """The one name that is near; "" where none or several are."""
    found = near(word, known)
    return found[0] if len(found) == 1 else ""


def _distance(one: str, other: str, most: int, cased: bool) -> int:
    """How many slips make `other` of `one`; any number above `most` when it is more."""
    if not cased:
        one, other = one.lower(), other.lower()
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, letter in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != letter))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == letter:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
