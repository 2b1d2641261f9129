"""Which of several names one is meant by a mistyped one: by letters that are wrong, missing, too many or swapped."""

from __future__ import annotations

from collections.abc import Iterable


def meant(wrong: str, names: Iterable[str]) -> list[str]:
    """The names nearest to `wrong`, if they are near enough: one slip, or two in a name of six letters or more."""
    far = {name: slips(wrong, name) for name in set(names) if name and name != wrong}
    least = min(far.values(), default=9)
    allowed = 2 if len(wrong) > 5 else 1
    if least > allowed or len(wrong) < 3:
        return []
    return sorted(name for name, count in far.items() if count == least)


def slips(one: str, other: str) -> int:
    """How many letters must be added, dropped, changed or swapped with their neighbour, whatever their case."""
    one, other = one.lower(), other.lower()
    if abs(len(one) - len(other)) > 2:
        return 9
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, sign in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
