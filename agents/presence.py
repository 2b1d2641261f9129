"""Whether a text can hold any of some literals: answered for hundreds of rows out of one pass over the text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

GRAM = 4
WORTH_A_PASS = 30_000  # characters; a shorter text is searched as quickly as its grams are taken


def holds_any(text: str, literals: Iterable[str]) -> bool:
    """True when one of `literals` is in `text`."""
    grams = _grams(text) if len(text) > WORTH_A_PASS else None
    return any((grams is None or _possible(literal, grams)) and literal in text for literal in literals)


def _possible(literal: str, grams: frozenset[str]) -> bool:
    """False only when a part of `literal` is nowhere in the text of `grams`."""
    return all(literal[at : at + GRAM] in grams for at in range(len(literal) - GRAM + 1))


@lru_cache(maxsize=2)
def _grams(text: str) -> frozenset[str]:
    """Every run of four characters that is in `text`, line by line: what logs repeat is looked at once."""
    lines = "\n".join(set(text.split("\n")))
    return frozenset(map("".join, zip(lines, lines[1:], lines[2:], lines[3:], strict=False)))
