"""Output of a tool for patterns that look at whole lines: bounded, so that none of them takes seconds for one line."""

from __future__ import annotations

from functools import lru_cache

LONGEST = 1_500
USUAL = 300
_KEPT = 8


@lru_cache(maxsize=4)
def shortened(text: str) -> str:
    """The text with over-long lines cut; of many long ones only the first and the last eight are left that long.

    Compilers print lines of a hundred letters, and what a message says stands at its beginning.
    """
    if len(text) <= USUAL:
        return text
    lines = text.split("\n")
    long = [number for number, line in enumerate(lines) if len(line) > USUAL]
    spared = {*long[:_KEPT], *long[-_KEPT:]}
    for number in long:
        lines[number] = lines[number][: LONGEST if number in spared else USUAL]
    return "\n".join(lines)
