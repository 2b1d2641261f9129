"""Did-you-mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that helps after an unknown name: the nearest known one, or the list of all."""
    names = sorted(known)
    if near := nearest(word, names):
        return f"did you mean '{near}'?"
    return f"known: {', '.join(names)}" if names else "none is known"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that is nearest to a word; empty where none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return near[0] if near else ""


def meant(word: str, known: Iterable[str]) -> str:
    """A sentence for a word that may well be right: the known one that it is a misspelling of; empty for most words."""
    near = difflib.get_close_matches(word, sorted(known), 1, 0.8)
    return f"did you mean '{near[0]}'?" if near else ""


def only_near(word: str, known: Iterable[str]) -> str:
    """The known name that is meant, where just one is near; empty where none or several are."""
    near = difflib.get_close_matches(word, sorted(known), n=2)
    return near[0] if len(near) == 1 else ""
