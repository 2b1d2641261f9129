"""Columns of tables whose heading says that their values are secrets: CSV, tabs, frames, and columns in line."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from mity.redaction.names import is_secret_name
from mity.text.patterns import regex

Span = tuple[int, int]

_WORDS = ("password", "secret", "token", "passwd", "api_key", "apikey")
_IN_LINE = regex(r"\S+(?:[ ]\S+)?(?=[ ]{2,}|\s*$)")
_HEADING = regex(r"[\"' ]*[A-Za-z_][\w \-]{1,40}[\"' ]*")
_INSERT = regex(
    r"(?i:\binsert\s{1,4}into)\s{1,4}[\w.\"`\[\]]{1,120}\s{0,4}\((?P<columns>[\w\s,\"`\[\]]{1,1000})\)\s{0,4}(?i:values)\s{0,4}"
)
_ROW = regex(r"\((?P<row>(?:[^()']|'[^'\n]{0,2000}'){1,4000})\)\s{0,4},?\s{0,4}")
_TEXT = regex(r"\s{0,4}(?:[NEe]?'(?P<text>[^'\n]{0,2000})'|[^,']{1,400})(?:,|$)")
_LONGEST_ROWS = 20_000
_MOST_ROWS = 200
_LEAST = 8


def tabled(text: str) -> Iterator[Span]:
    """Where a table holds values of a column that is named like a secret."""
    low = text.lower()
    if not any(word in low for word in _WORDS):
        return
    yield from _inserted(text)
    end = 0
    for line in re.finditer(r"[^\n]{4,400}\n", text):
        if line.start() >= end and any(word in line[0].lower() for word in _WORDS):
            for sign in (",", "\t", ";", "|", "│"):
                columns = _secret_columns(line[0], sign)
                if columns:
                    end = yield from _rows(text, line.end(), sign, columns)
                    break
            else:
                end = yield from _in_line(text, line)


def _inserted(text: str) -> Iterator[Span]:
    """The values of rows in statements of SQL whose columns are named like secrets."""
    for found in _INSERT.finditer(text) if "VALUES" in text or "values" in text else ():
        columns = [name.strip(' "`[]') for name in found["columns"].split(",")]
        named = {number for number, name in enumerate(columns) if is_secret_name(name)}
        for row in _ROW.finditer(text, found.end(), found.end() + _LONGEST_ROWS) if named else ():
            values = list(_TEXT.finditer(text, *row.span("row")))
            if len(values) != len(columns):
                break
            for number in named:
                if len(value := values[number]["text"] or "") >= _LEAST and any(map(str.isdigit, value)):
                    yield values[number].span("text")


def _secret_columns(line: str, sign: str) -> tuple[set[int], int] | None:
    cells = line.rstrip("\r\n").split(sign)
    if len(cells) < 2 or not all(_HEADING.fullmatch(cell) for cell in cells if cell.strip()):
        return None
    named = {number for number, cell in enumerate(cells) if is_secret_name(cell.strip(" \"'").replace(" ", "_"))}
    return (named, len(cells)) if named else None


def _rows(text: str, place: int, sign: str, columns: tuple[set[int], int]) -> Generator[Span, None, int]:
    """The cells of the rows below a heading, as long as these have as many columns; returns where the table ends."""
    named, width = columns
    for _ in range(_MOST_ROWS):
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        cells = text[place:stop].split(sign)
        if len(cells) != width and not set(text[place:stop]) <= set("-+| =│┼─"):
            break
        start = place
        for number, cell in enumerate(cells):
            value = cell.strip(" \"'\r")
            if number in named and len(value) >= _LEAST and " " not in value and any(map(str.isdigit, value)):
                at = start + cell.index(value)
                yield at, at + len(value)
            start += len(cell) + len(sign)
        place = stop + 1
        if place > len(text):
            break
    return place


def _in_line(text: str, heading: re.Match[str]) -> Generator[Span, None, int]:
    """The same where columns only stand in line: values that begin where a heading begins."""
    cells = list(_IN_LINE.finditer(heading[0]))
    if len(cells) < 2 or not all(_HEADING.fullmatch(cell[0]) for cell in cells):
        return heading.end()
    named = [cell.start() for cell in cells if is_secret_name(cell[0].replace(" ", "_"))]
    place = heading.end()
    for _ in range(_MOST_ROWS if named else 0):
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        line = text[place:stop]
        if line.count("  ") == 0 and len(line.split()) < len(cells):
            break
        for at in named:
            value = line[at:].split(" ")[0].rstrip("\r") if at < len(line) and line[at - 1 : at] in ("", " ") else ""
            if len(value) >= _LEAST and any(map(str.isdigit, value)):
                yield place + at, place + at + len(value)
        place = stop + 1
        if place > len(text):
            break
    return place
