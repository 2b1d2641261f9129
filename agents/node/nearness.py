"""Which of several names of JavaScript one is meant by a mistyped one, whatever the case of its letters."""

from __future__ import annotations

from collections.abc import Iterable

from mity.agents.near import near

_SHORTEST = 3
_LONG = 6


def meant(wrong: str, names: Iterable[str]) -> list[str]:
    """The names nearest to `wrong`, if they are near enough: one slip, or two in a name of six letters or more."""
    return near(wrong, names, two_from=_LONG, cased=False) if len(wrong) >= _SHORTEST else []
