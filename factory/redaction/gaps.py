"""What may stand between two parts of a value: ends of lines, colours, hidden signs, frames of tables, pieces of code.

Each alternative begins with a letter of its own. So the search passes over a text where none of these letters stands,
in place of trying every alternative at each place: most of the time that known values take went there.
"""

from __future__ import annotations

import re

from mity.text.patterns import regex

_UNSEEN = "\r\b\0\x7f\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(map(chr, range(0xFE00, 0xFE10)))
BETWEEN = regex(
    "\x1b\\[[0-?]*[ -/]*[@-~]|\x1b[\\]PX^_][^\x07\x1b]{0,2000}(?:\x07|\x1b\\\\?)?|\x1b[@-Z\\\\-_]"
    "|\x9b[0-?]*[ -/]*[@-~]|\\\\\r?\n[ \t]*|\r\n[ \t]*|\n[ \t]*|" + "|".join(map(re.escape, _UNSEEN))
)
"""What nobody sees, and ends of lines with the indent behind them."""

_JOIN = r"(?:[+.,&~]|\|\||\.\.|<>|\+\+|\\)?[ \t]?"
"""How languages put two texts together."""
_NEXT = (
    r"\n[ \t]*(?:E(?=[ \t])|[+\-│┃|>#*]|\[[A-Z]{4,8}\]|\d{1,6}[ \t]{0,4}[|│:]"
    r"|\d{4}-\d\d-\d\d[T ][\d:.,]{5,15}Z?|[\w.\-]{1,40}[ \t]{1,8}\|"
    r"|npm (?:ERR!|error|warn|WARN|notice))?[ \t]*[+\-?.]?[ \t]?[\"'`]?"
)
"""An end of a line, and what tools write before the next one."""
_LOGGED = r"[^\"\n]{0,60}\}\r?\n\{[^\n]{0,120}?\"(?:log|message|msg|line|text|data|output)\"[ ]?:[ ]?\""
"""The end of one line of JSON, and the beginning of the text in the next."""
FRAME = regex(
    "|".join(
        (
            rf"\"{_LOGGED}|\\n\"{_LOGGED}",
            *(f"{quote}[ \\t]?{_JOIN}\\r?{_NEXT}|{quote}[ \\t]?{_JOIN}{quote}" for quote in "\"'`"),
            *(rf"{mark}\r?{_NEXT}" for mark in (" [│┃|]", "\t[│┃|]", "│", "┃", r"\|", "↵", "⏎", "↩", "=", r"\\\\")),
            rf"\r{_NEXT}|{_NEXT}",
            r"\]\]><!\[CDATA\[|\*\*|~~|</?\w{1,20}(?:[ ][^<>\n]{0,100})?/?>(?:</?\w{1,20}(?:[ ][^<>\n]{0,100})?/?>)*",
        )
    )
)
"""What else may stand there in differences, tables, logs and code; a value may hold such signs itself."""
CUT = regex(r"(?:\\n)?[\"'`]?[ \t]{0,8}(?:[+.,&~|│┃↵⏎↩=]|\|\||\.\.|<>|\+\+)?[ \t]{0,8}(?:\}[ \t]{0,4})?\r?\n\Z")
"""What may stand behind a part of a value at the end of a line."""
SINGLE = regex(r"[ \t]{0,8}(?:\d{1,6}[ \t]{0,4}[|:.)][ \t]{0,4})?[^\w\s]?[!-~][^\w\s]?,?\r?\n")
"""A line of one sign, with a number before it or quotes around it."""
STRUCK = regex(r"([^\n])\x08(?=\1)")
"""A letter that is printed twice in one place, as printers made it bold."""
