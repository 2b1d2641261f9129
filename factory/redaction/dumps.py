"""Dumps of bytes, as `hexdump -C` and `xxd` print them: addresses, bytes, and what they stand for beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.text.patterns import regex

_ROW = regex(
    r"^[ \t]{0,8}(?:0x)?[0-9A-Fa-f]{4,16}:?[ \t]{1,4}"
    r"(?P<bytes>(?:[0-9A-Fa-f]{2}){1,2}(?:[ \t]{1,3}(?:[0-9A-Fa-f]{2}){1,2}){0,31})"
    r"(?:[ \t]{1,40}[^\n]{0,40})?$",
    re.MULTILINE,
)
_LETTERS = regex(
    r"^(?:[0-7]{7}|[0-9a-f]{8})(?P<signs>(?:[ ]{1,3}(?:\\[0abtnvfr]|[0-7]{3}|[!-~])){1,16})[ ]{0,4}$", re.MULTILINE
)
"""A row as `od -c` prints it: each sign by itself."""
_OCTAL = regex(r"^[0-7]{7,8}(?P<words>(?:[ ]{1,3}(?:[0-7]{6}|[0-7]{3})){1,16})[ ]{0,4}$", re.MULTILINE)
"""A row as `od` prints it of itself, two bytes a word, the lower one first; with `-b` one byte a word."""
_LEAST = 2
_OF_TWO = 6


def dumps(text: str) -> Iterator[tuple[int, int, str]]:
    """Each dump in a text: from, to, and the text that its bytes are, signs without a letter as dots."""
    start = end = -1
    read = bytearray()
    for row in _ROW.finditer(text):
        if end >= 0 and text[end : row.start()].strip():
            yield start, end, _shown(read)
            start = -1
        if start < 0:
            start, read = row.start("bytes"), bytearray()
        read += bytes.fromhex("".join(row["bytes"].split()))
        end = row.end()
    if start >= 0 and len(read) >= _LEAST:
        yield start, end, _shown(read)


def letters(text: str) -> Iterator[tuple[int, int, str]]:
    """The same for dumps of letters: from, to, and the text without what is no letter."""
    start = end = -1
    read = ""
    for row in _LETTERS.finditer(text):
        if end >= 0 and text[end : row.start()].strip():
            yield start, end, read
            start = -1
        if start < 0:
            start, read = row.start("signs"), ""
        read += "".join(sign for sign in row["signs"].split() if len(sign) == 1)
        end = row.end()
    if start >= 0:
        yield start, end, read


def octals(text: str) -> Iterator[tuple[int, int, str]]:
    """The same for dumps of numbers to the base eight."""
    start = end = -1
    read = bytearray()
    for row in _OCTAL.finditer(text):
        if end >= 0 and text[end : row.start()].strip():
            yield start, end, _shown(read)
            start = -1
        if start < 0:
            start, read = row.start("words"), bytearray()
        for word in row["words"].split():
            read += (
                (int(word, 8) & 0xFFFF).to_bytes(2, "little") if len(word) == _OF_TWO else bytes((int(word, 8) & 255,))
            )
        end = row.end()
    if start >= 0:
        yield start, end, _shown(read)


def _shown(data: bytearray) -> str:
    return data.decode("latin-1")
