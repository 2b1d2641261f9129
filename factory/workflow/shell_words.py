"""Quotes and expansions in a text for the shell, as far as it takes to see where its values stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from mity.workflow.shell_tables import DYNAMIC
from mity.workflow.shell_word import Frame, Line, Spot, Word

BARE, QUOTED, COMMENT = "bare", "quoted", "comment"
"""Where a value can stand: as a word or part of one, within double quotes, in a comment."""
SINGLE = "inside single quotes"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PARAMETER = re.compile(r"#?(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?!\[)(?::[-+=?]|[-+=?#%/^,@]|$)")
_SPECIAL = frozenset("0123456789@*#?$!-")


class ShellWords:
    """Reads words. `places` has where each value stands, `problems` why one cannot stand there.

    Both go by the number of the value in `spots`, to which uses of `tainted` variables are added. `assigned` are the
    variables that were given a value.
    """

    def __init__(self, text: str, spots: Sequence[Spot], tainted: frozenset[str]) -> None:
        self.spots = list(spots)
        self.places: dict[int, str] = {}
        self.problems: dict[int, str] = {}
        self.assigned: set[str] = set()
        self._text = text
        self._at = 0
        self._end = len(text)
        self._starts: Mapping[int, int] = {spot.start: number for number, spot in enumerate(spots)}
        self._order = list(self._starts)
        self._tainted = tainted
        self._frames: list[Frame] = []
        self._documents: list[tuple[str, str, bool, Frame, Line]] = []
        self._doubt = ""

    def _code(self, closer: str) -> list[int]:
        """Reads commands up to `closer`, behind which it stops. Returns the values in them."""
        raise NotImplementedError

    def _value(self, place: str) -> None:
        """Takes in the value at this place."""
        number = self._starts[self._at]
        if self._doubt:
            self._bad(number, self._doubt)
        elif self._at and self._text[self._at - 1] == "$":
            self._bad(number, "right behind `$`")
        self._at = self.spots[number].end
        self.places[number] = place
        self._take(number)

    def _take(self, number: int) -> None:
        frame = self._frames[-1]
        frame.holes.append(number)
        frame.command.append(number)
        if frame.word is not None:
            frame.word.holes.append(number)

    def _bad(self, number: int, why: str) -> None:
        self.problems.setdefault(number, why)

    def _variable(self, name: str, start: int, why: str = "") -> None:
        """Takes in a use of a variable that may hold a value."""
        if name in self._tainted:
            self.spots.append(Spot(start, start + len(name), name))
            self._take(len(self.spots) - 1)
            if why:
                self._bad(len(self.spots) - 1, why)

    def _forbidden(self, end: int, why: str, *, names: bool = True) -> None:
        """Passes over a part in which no value may be, nor a variable that holds one where `names` are looked for."""
        for number in self._within(self._at, end):
            self._bad(number, why)
            self._take(number)
        for match in NAME.finditer(self._text, self._at, end) if names and self._tainted else ():
            self._variable(match[0], match.start(), why)
        self._at = end

    def _within(self, start: int, end: int) -> range:
        """The numbers of the values between two places; values are numbered in their order."""
        return range(bisect_left(self._order, start), bisect_left(self._order, end))

    def _word(self) -> Word:
        frame = self._frames[-1]
        if frame.word is None:
            frame.word = Word()
        return frame.word

    def _add(self, text: str) -> None:
        self._word().text += text

    def _skip(self, at: int, closer: str, escapes: bool) -> int:
        """The index of the next `closer`, or the end; what values hold is passed over."""
        while at < self._end and self._text[at] != closer:
            number = self._starts.get(at)
            at = self.spots[number].end if number is not None else at + 1 + (escapes and self._text[at] == "\\")
        return min(at, self._end)

    def _balanced(self, at: int, opens: str, closes: str) -> int:
        """The index behind the sign that closes the one at `at`, or the end."""
        depth = 0
        while at < self._end:
            number = self._starts.get(at)
            if number is None:
                depth += (self._text[at] == opens) - (self._text[at] == closes)
                at += 1 + (self._text[at] == "\\")
            else:
                at = self.spots[number].end
            if depth == 0:
                break
        return min(at, self._end)

    def _quoted(self, sign: str, within: bool = False) -> None:
        """Reads a part of a word that is quoted or filled in; `within` tells that it is within double quotes."""
        if sign == "\\":
            self._escape()
        elif sign == "'":
            self._single(self._at + 1)
        elif sign == '"':
            self._word().plain = False
            self._at += 1
            self._double(self._end, '"')
        elif sign == "`":
            self._add(DYNAMIC)
            self._forbidden(min(self._skip(self._at + 1, "`", escapes=True) + 1, self._end), "in backticks")
        else:
            self._dollar(within)

    def _escape(self) -> None:
        number = self._starts.get(self._at + 1)
        if number is not None:
            self._bad(number, "right behind a backslash")
            self._at += 1
        elif self._text.startswith("\\\n", self._at):
            self._at += 2
        else:
            self._word().plain = False
            self._add(self._text[self._at + 1 : self._at + 2])
            self._at += 2

    def _single(self, start: int) -> None:
        at = self._skip(start, "'", escapes=False)
        self._word().plain = False
        self._add(self._text[start:at])
        self._at = start
        self._forbidden(at, SINGLE, names=False)
        self._at = min(at + 1, self._end)

    def _double(self, end: int, closer: str) -> None:
        """Reads what is within double quotes, or a here-document, up to `closer` or `end`."""
        before, self._end = self._end, end
        while self._at < end:
            sign = self._text[self._at]
            if self._at in self._starts:
                self._add(DYNAMIC)
                self._value(QUOTED)
            elif sign == closer:
                self._at += 1
                break
            elif sign == "\\" and self._at + 1 not in self._starts:
                self._add(self._text[self._at + 1 : self._at + 2])
                self._at += 2
            elif sign in "\\`$":
                self._quoted(sign, within=True)
            else:
                self._add(sign)
                self._at += 1
        self._end = before

    def _dollar(self, within: bool) -> None:
        following = self._text[self._at + 1 : self._at + 3]
        self._add(DYNAMIC)
        self._word().many |= following[:1] == "@"
        if following == "((" or following[:1] == "[":
            self._forbidden(self._balanced(self._at + 1, *("()" if following == "((" else "[]")), "in arithmetic")
        elif following[:1] == "(":
            self._at += 2
            self._nested(")")
        elif following[:1] == "{":
            self._expansion()
        elif following[:1] == "'" and not within:
            self._single(self._at + 2)
            if self._text[self._at - 2 : self._at - 1] == "\\":
                self._doubt = "behind a text in $' ' that shells read differently"
        elif name := NAME.match(self._text, self._at + 1):
            self._variable(name[0], self._at + 1)
            self._at = name.end()
        else:
            special = following[:1] in _SPECIAL and self._at + 1 not in self._starts
            self._at += 2 if following and special else 1

    def _nested(self, closer: str) -> None:
        """Reads commands within a word; their values are values of the word."""
        word = self._word()
        for number in self._code(closer):
            self._take(number)
        word.text += DYNAMIC

    def _expansion(self) -> None:
        """Passes over `${…}`, in which no value may be; a variable that holds one may, where it is no number."""
        end = self._balanced(self._at + 1, "{", "}")
        self._word().many |= "@" in self._text[self._at : end]
        match = _PARAMETER.match(self._text, self._at + 2, max(end - 1, self._at + 2))
        if match:
            self._variable(match["name"], match.start("name"))
        self._forbidden(end, "inside ${ }", names=match is None)
