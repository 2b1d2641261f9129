"""Words and commands while they are read, and what is said of words that may hold no value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from mity.text.records import dataclass, field
from mity.workflow.shell_tables import DYNAMIC

_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)\+?=")
Danger = tuple["Word", str]
"""A word that may hold no value, and what it is."""
Check = Callable[[Sequence["Word"]], Iterator[Danger]]


@dataclass(slots=True)
class Word:
    """A word of a command: its text without quotes, and the numbers of the values in it.

    `plain` tells one without quotes; `subscript` one with a value in an array subscript; `many` one with an expansion
    that may be no word at all even within quotes, as `"$@"` is.
    """

    text: str = ""
    holes: list[int] = field(default_factory=list)
    plain: bool = True
    subscript: bool = False
    many: bool = False

    @property
    def fades(self) -> bool:
        """True for a word that may be none when the command runs, so that the next one takes its place."""
        return bool(self.text) and not self.text.strip(DYNAMIC) and not self.holes and (self.plain or self.many)

    @property
    def assigns(self) -> str:
        """The variable that the word assigns to, where it is such a word."""
        match = _ASSIGNMENT.match(self.text)
        return match["name"] if match else ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in the text: from `start` to `end`. With a `name` it is a variable that was given one before."""

    start: int
    end: int
    name: str = ""


@dataclass(slots=True)
class Line:
    """Commands that are joined by pipes; `code` tells that one of them runs what it reads."""

    code: bool = False


@dataclass(slots=True)
class Frame:
    """Commands of one level, such as those of a `$( )`, and how far they are read.

    `holes` are the values in all of them, `command` in the one that is read, `stdin` in what that one reads, `pipe` in
    those whose output it reads, and `fed` in what the whole level reads. `depth` counts open groups.
    """

    words: list[Word] = field(default_factory=list)
    word: Word | None = None
    holes: list[int] = field(default_factory=list)
    command: list[int] = field(default_factory=list)
    stdin: list[int] = field(default_factory=list)
    pipe: list[int] = field(default_factory=list)
    fed: list[int] = field(default_factory=list)
    line: Line = field(default_factory=Line)
    redirect: str = ""
    depth: int = 0
    pipe_depth: int = 0
    piped: bool = False
    grouped: bool = False
    condition: bool = False
    array: bool = False
    cases: int = 0
    pattern: bool = False


def with_values(words: Sequence[Word], what: str) -> Iterator[Danger]:
    """The words that hold values."""
    for word in words:
        if word.holes:
            yield word, what
