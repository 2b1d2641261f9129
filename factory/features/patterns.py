"""Regular expressions of fields: only what means the same in every language of the stacks."""

from __future__ import annotations

import re
from collections.abc import Sequence

_EXOTIC = re.compile(r"\(\?|\\[^dwsDWS.\-+*?()\[\]{}|^$/\\]|[*+?}]\+|\[\^?\]|\{,|\[\[|&&|--|~~")
"""Groups with options, escapes, possessive repeats, and what means something else inside brackets elsewhere."""


def check_pattern(pattern: str, examples: Sequence[str], lengths: tuple[int, int], *, unique: bool) -> None:
    """Raises ValueError for a pattern that not every language has, and for examples that are too few or do not fit.

    `lengths` are the least and the greatest count of characters; a `unique` field needs three examples.
    """
    try:
        fits = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"pattern {pattern!r} is no regular expression: {error}") from error
    if _EXOTIC.search(pattern) or not pattern.isascii() or not pattern.isprintable():
        raise ValueError(f"pattern {pattern!r} uses what not every language's regular expressions have")
    if len(examples) < (wanted := 3 if unique else 1):
        raise ValueError(f"{wanted} different examples are needed")
    least, most = lengths
    for text in examples:
        if not fits.fullmatch(text) or not least <= len(text) <= most:
            raise ValueError(f"the example {text!r} does not fit the pattern and the lengths")
