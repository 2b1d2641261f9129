"""What a linter or type checker says of certain files, told apart from what it said before a change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

MOST = 5_000
"""Complaints that are kept for comparison."""
_NUMBERS = re.compile(r"\d+")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def complaints(output: str, files: Iterable[str] | None = None) -> list[str]:
    """The lines of `output` that name one of `files`, and those below a line that does; all lines without `files`.

    Numbers are taken out: lines of a file move when it is changed.
    """
    names = None if files is None else [name for name in files if name]
    found: list[str] = []
    within = False
    for line in _COLOURS.sub("", output).replace("\\", "/").splitlines():
        if not line.strip():
            within = False
            continue
        named = names is None or any(name in line for name in names)
        within = named or (within and line[0].isspace())
        if within:
            found.append(_NUMBERS.sub("#", line.strip()))
    return found[:MOST]


def added(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """The complaints of `after` that `before` has not, or not as often."""
    return list((Counter(after) - Counter(before)).elements())
