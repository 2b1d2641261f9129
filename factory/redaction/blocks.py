"""Documents that hold nothing but secrets: those of Kubernetes, whose names say nothing of their values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.text.patterns import regex

Span = tuple[int, int]

_KIND = regex(r"^[ \t]*(?:-[ \t]{1,4})?\"?kind\"?[ \t]*:[ \t]*\"?Secret\"?[ \t]*,?[ \t]*\r?$", re.MULTILINE)
_END = regex(r"^---", re.MULTILINE)
_HEAD = regex(r"^[ \t]*(?:-[ \t]{1,4})?\"?(?:data|stringData)\"?[ \t]*:[ \t]*\{?[ \t]*\r?$", re.MULTILINE)
_ROW = regex(
    r"[ \t]{1,40}[\"']?[\w.\-/]{1,200}[\"']?[ \t]*:[ \t]{1,4}[\"']?(?P<v>[^\s\"'|>{}\[\],][^\r\n\"',]{3,4000})"
)
_COMPACT_KIND = regex(r"\"kind\"[ \t]{0,4}:[ \t]{0,4}\"Secret\"")
_COMPACT = regex(r"\"(?:data|stringData)\"[ \t]{0,4}:[ \t]{0,4}\{(?P<rows>[^{}\n]{1,60000})\}")
_PAIR = regex(r"\"[\w.\-/]{1,200}\"[ \t]{0,4}:[ \t]{0,4}\"(?P<v>[^\"\\\n]{4,8000})\"")
_LINE = regex(r"[^\n]*\n?")


def kept_apart(text: str) -> Iterator[Span]:
    """Where a manifest of Kubernetes that is a secret has its values."""
    if "Secret" not in text or "ata" not in text:
        return
    if _COMPACT_KIND.search(text):  # as programs write it, on one line
        for rows in _COMPACT.finditer(text):
            yield from (pair.span("v") for pair in _PAIR.finditer(text, *rows.span("rows")))
    start = 0
    for end in (*(found.start() for found in _END.finditer(text)), len(text)):
        if _KIND.search(text, start, end):
            for head in _HEAD.finditer(text, start, end):
                yield from _values(text, head.end() + 1, end)
        start = end


def _values(text: str, place: int, end: int) -> Iterator[Span]:
    while place < end:
        line = _LINE.match(text, place, end)
        if line is None or not line[0].strip() or not line[0][0].isspace():
            return
        if row := _ROW.match(text, place, line.end()):
            yield row.span("v")
        place = line.end()
