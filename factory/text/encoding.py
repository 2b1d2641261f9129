"""Text files by their byte order mark: what editors and shells of other systems write."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(data: bytes) -> str | None:
    """The text of `data` without byte order marks, by its mark or its pattern of zeros; None when it is no text.

    Zeros at the very end, which a crash leaves, are not text.
    """
    try:
        for mark, codec in _MARKS:
            if data.startswith(mark):
                return data[len(mark) :].decode(codec).lstrip("\ufeff").rstrip("\0")
        text = data.decode(_without_mark(data)).rstrip("\0")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def plain(data: bytes) -> bool:
    """True for UTF-8 without mark and without zeros, which is how every tool reads text."""
    try:
        return not data.startswith(codecs.BOM_UTF8) and "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def same_text(one: bytes, other: bytes) -> bool:
    """True when two files hold the same characters, whatever their encoding and their line ends."""
    first, second = decoded(one), decoded(other)
    if first is None or second is None:
        return False
    return first.replace("\r\n", "\n") == second.replace("\r\n", "\n")


def _without_mark(data: bytes) -> str:
    """The encoding of data that has no mark: Latin text in UTF-16 has a zero in every other byte."""
    even, odd = data[0:4000:2], data[1:4000:2]
    if odd and odd.count(0) > len(odd) * 0.6 and not even.count(0):
        return "utf-16-le"
    if even and even.count(0) > len(even) * 0.6 and not odd.count(0):
        return "utf-16-be"
    return "utf-8"
