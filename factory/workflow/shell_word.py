"""Words of a command, and what is said of those that may hold no value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)\+?=")
Danger = tuple["Word", str]
"""A word that may hold no value, and what it is."""
Check = Callable[[Sequence["Word"]], Iterator[Danger]]


@dataclass(slots=True)
class Word:
    """A word of a command: its text without quotes, and the numbers of the values in it.

    `plain` tells one without quotes; `subscript` one with a value in an array subscript.
    """

    text: str = ""
    holes: list[int] = field(default_factory=list)
    plain: bool = True
    subscript: bool = False

    @property
    def assigns(self) -> str:
        """The variable that the word assigns to, where it is such a word."""
        match = _ASSIGNMENT.match(self.text)
        return match["name"] if match else ""


def with_values(words: Sequence[Word], what: str) -> Iterator[Danger]:
    """The words that hold values."""
    for word in words:
        if word.holes:
            yield word, what
