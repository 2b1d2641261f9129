"""Signs of UTF-8 that a console of Windows read in its own code page, put right: `Γ£ù` is `✗`, `ÔöÇ` is `─`."""

from __future__ import annotations

import re

_PAGES = {"Γ": "cp437", "Ô": "cp850", "â": "cp1252"}
_SIGN = re.compile("[ΓÔâ][^\x00-\x7f]{2}")  # three bytes that begin with E2: arrows, frames, ticks, crosses


def mended(lines: list[str], text: str) -> list[str]:
    """The lines of `text` with such signs put right, each still one line; those of a text without them as they are."""
    if not any(first in text for first in _PAGES):
        return lines
    return [line if line.isascii() else _SIGN.sub(_sign, line) for line in lines]


def _sign(found: re.Match[str]) -> str:
    """The sign that was meant, else what stands there."""
    read = found.group()
    page = _PAGES[read[0]]
    try:
        return b"".join(_byte(letter, page) for letter in read).decode("utf-8")
    except UnicodeError:
        return read


def _byte(letter: str, page: str) -> bytes:
    """A byte as it was; code page 1252 leaves five of them without a letter."""
    return letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else page)
