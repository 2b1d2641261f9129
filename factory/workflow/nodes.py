"""Values of a definition that know their place in the file, and what they are as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mity.text.records import dataclass

BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line of YAML."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB]..\\u....|x..|u.{4}|U.{8}|(?P<folded>(?:\r\n|[\r\n\x85\u2028\u2029])\s*)|.)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place. `value` is a text, a list of nodes, or a mapping of texts to (key node, value node).

    `plain` tells a text without quotes, which may be a number or a word of YAML; `raw` is the text as the file has it,
    with quotes, escapes and indentation. `line` and `column` count from 1.
    """

    value: Any
    line: int
    column: int
    plain: bool = False
    width: int = 1
    file: str = ""
    raw: str = ""

    @property
    def data(self) -> Any:
        """The value as plain data, by the core schema of YAML 1.2."""
        if isinstance(self.value, list):
            return [one.data for one in self.value]
        if isinstance(self.value, dict):
            return {name: node.data for name, (_, node) in self.value.items()}
        return core_value(self.value) if self.plain else self.value

    def texts(self) -> Iterator[Node]:
        """Every text in it, names in mappings too."""
        if isinstance(self.value, str):
            yield self
        for one in self.value if isinstance(self.value, list) else ():
            yield from one.texts()
        for key, value in self.value.values() if isinstance(self.value, dict) else ():
            yield from (key, *value.texts())

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of the character `index` of a text, also in quotes, blocks and folded lines."""
        if not self.raw or self.raw == self.value:
            return self.line, self.column + index
        at = _aligned(self.raw, self.value, index)
        breaks = list(BREAK.finditer(self.raw, 0, at))
        if not breaks:
            return self.line, self.column + at
        return self.line + len(breaks), at - breaks[-1].end() + 1


def core_value(text: str) -> Any:
    """What a plain scalar is: null, a boolean, a number or a text.

    A number is one only when writing it gives the same text again: `1.10`, `010`, `0x1F` and `1e3` stay texts, as do
    `on`, `no` and `24:00`, so no value loses how it was written.
    """
    if text.lower() in _WORDS and text in {text.lower(), text.upper(), text.capitalize()}:
        return _WORDS[text.lower()]
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text) if "." in text else int(text)
    return number if str(number) == text else text


def _aligned(raw: str, value: str, index: int) -> int:
    """The index in `raw` of the character `index` of the `value` that it stands for."""
    properties = _PROPERTIES.match(raw)
    at = properties.end() if properties else 0
    style = raw[at : at + 1]
    if style in ("|", ">"):
        header = BREAK.search(raw, at)
        at = header.end() if header else at
    elif style in ("'", '"'):
        at += 1
    done = 0
    while done < index and at < len(raw):
        at, done = _next(raw, value, at, done, style)
    while at < len(raw) and raw[at].isspace() and raw[at] != value[index : index + 1]:
        at += 1
    return min(at, max(len(raw) - 1, 0))


def _next(raw: str, value: str, at: int, done: int, style: str) -> tuple[int, int]:
    """One character further in both: an escape is one character, white space may be more of one than of the other."""
    if style == '"' and raw[at] == "\\" and (escape := _ESCAPE.match(raw, at)):
        return escape.end(), done + (escape["folded"] is None)
    if style == "'" and raw[at] == "'":
        return at + 2, done + 1
    if raw[at] == value[done]:
        return at + 1, done + 1
    return (at + 1, done) if raw[at].isspace() else (at, done + 1)
