"""Did-you-mean."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

_SHORTEST, _MOST = 3, 3


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that helps after an unknown name: the known ones that have it as a part, the nearest, or all."""
    names = sorted(known)
    if near := _with_part(word.lower(), names) or [one for one in [nearest(word, names)] if one]:
        quoted = " or ".join(f"'{name}'" for name in near)
        return f"did you mean {quoted}?"
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


def _with_part(word: str, names: Sequence[str]) -> list[str]:
    """The names of which one part begins with a word, as `python-fastapi` with `fastapi`; none where they are many."""
    if len(word) < _SHORTEST or word in map(str.lower, names):
        return []
    found = [name for name in names if any(part.startswith(word) for part in re.split(r"[-_./]", name.lower()))]
    return found if len(found) <= _MOST else []
