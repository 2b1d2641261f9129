"""Text that others wrote, made safe to show: what steers a terminal or deceives the eye becomes a visible escape."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\U0001d159\U00016fe4")
"""Letters and signs that nobody sees."""
_UNASSIGNED = re.compile("[\ufff0-\ufff8\U000e0000-\U000e0fff\ufdd0-\ufdef]")
"""Places that Unicode keeps for signs that nobody sees, and for none at all."""
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILE = re.compile(f"(?<={_MARK}{{4}}){_MARK}{{1,10000}}")
"""Marks above and below a letter that is full of them, by which one line covers others."""
_COLOUR = re.compile("\x1b\\[[0-9;:]{0,40}m")
_IDLE_SELECTOR = re.compile(
    "(?<![^\x00-\x7f\ufe00-\ufe0f\U000e0100-\U000e01ef])(?<![0-9#*](?=\ufe0f))[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
    "|(?<![\u1800-\u180a\u1810-\u18aa])[\u180b-\u180d\u180f]"
)
"""Signs that choose between forms of the sign before them, where that has none: each could carry a hidden byte."""
_SHORT = {"\n": "\\n", "\r": "\\r", "\b": "\\b", "\x1b": "\\e"}


def visible(text: str) -> str:
    """One line of text: control characters, line ends, marks of direction and hidden signs as escapes; tabs stay."""
    if text.isprintable() and text.isascii():
        return text
    shown = "".join(_SHORT.get(sign) or _escape(sign) if _hidden(sign) else sign for sign in text)
    shown = _PILE.sub(lambda found: "".join(map(_escape, found[0])), shown)
    return _IDLE_SELECTOR.sub(lambda found: "".join(map(_escape, found[0])), shown)


def visible_lines(text: str) -> str:
    """The same for text of several lines, which stay lines."""
    return "\n".join(map(visible, text.split("\n")))


def uncoloured(text: str) -> str:
    """A line that a tool printed without its colours, which say nothing."""
    return _COLOUR.sub("", text) if "\x1b" in text else text


def visible_json(text: str) -> str:
    """JSON text whose hidden characters are escapes of JSON, so that it means the same."""
    if text.isascii():
        return text.replace("\x7f", "\\u007f")
    shown = "".join(_json_escape(sign) if sign != "\n" and _hidden(sign) else sign for sign in text)
    shown = _PILE.sub(lambda found: "".join(map(_json_escape, found[0])), shown)
    return _IDLE_SELECTOR.sub(lambda found: "".join(map(_json_escape, found[0])), shown)


def _hidden(sign: str) -> bool:
    return sign != "\t" and (
        unicodedata.category(sign) in _HIDDEN
        or sign in _BLANKS
        or _UNASSIGNED.match(sign) is not None
        or ord(sign) & 0xFFFE == 0xFFFE
    )


def _escape(sign: str) -> str:
    code = ord(sign)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(sign: str) -> str:
    return "".join(f"\\u{unit:04x}" for unit in _units(ord(sign)))


def _units(code: int) -> tuple[int, ...]:
    """The one or two units of UTF-16 that stand for a character."""
    return (code,) if code < 0x10000 else (0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF))
