"""TOML with a missing quote, comma or equals sign, or with typographic quotes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from mity.agents.project_files import editable, files, named
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.toml_data import parse_toml

_TRIGGER = re.compile(r"TOML|Toml|\(at line \d+, column \d+\)|at end of document\)|--> \S+\.toml:\d")
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_MOST_ROUNDS = 4
_UNQUOTED_END = re.compile(r"""^(?P<head>[^"'#]*(?:"[^"\n]*"[^"'#]*)*)"(?P<text>[^"'\n#\[\]{}]*?)(?P<tail>,?)\s*$""")
_UNQUOTED_START = re.compile(r"""^(?P<head>\s*(?:[\w.-]+\s*=\s*)?)(?P<text>[A-Za-z][^"'\[\]{}#=]*)"(?P<tail>,?)\s*$""")
_NO_EQUALS = re.compile(r"""^(?P<head>\s*[\w.-]+)\s+(?P<text>["'\[{].*)$""")
_HEADER = re.compile(r"^\s*\[\[?[\w.\-\"' ]+$")


class TomlPunctuation(Rule):
    """Adds one sign on the line that is wrong, when only one way of doing so makes the file TOML."""

    id = "toml-punctuation"
    title = "fix the punctuation of a TOML file"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _TRIGGER.search(failure.output):
            return None
        for path in dict.fromkeys(
            (*named(failure, ".toml"), *files(failure, "pyproject.toml"), *files(failure, ".toml"))
        ):
            text = failure.read(path)
            if text is None or (error := wrong(text)) is None or "twice" in error or "overwrite" in error:
                continue
            if "<<<<<<< " in text:
                return None
            found = {_key(data): made for made, data in repair(text, _MOST_ROUNDS)} if editable(path) else {}
            if len(found) != 1:
                return Advice(f"{path} is not valid TOML ({error}): correct it")
            data = next(iter(found.values())).encode()
            return Fix(
                self.id, f"fix the punctuation of {path}", (Edit(path, data),), scope=(path,), cause=ErrorType.CONFIG
            )
        return None


def wrong(text: str) -> str | None:
    """What Python says of a text that is not TOML; None when it is TOML."""
    try:
        parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        return str(error)
    return None


def repair(text: str, rounds: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every version that one sign a round makes TOML, with its data."""
    place = _PLACE.search(wrong(text) or "")
    lines = text.split("\n")
    number = int(place[1]) if place else len(lines)
    for made in _candidates(lines, min(number, len(lines)) - 1):
        error = wrong(made)
        if error is None:
            yield made, parse_toml(made)
        elif rounds > 1 and _further(error, number):
            yield from repair(made, rounds - 1)


def _further(error: str, line: int) -> bool:
    place = _PLACE.search(error)
    return place is not None and int(place[1]) > line


def _candidates(lines: list[str], index: int) -> Iterator[str]:
    """The text with one sign more on the line of the error, or a comma on the line with a value before it."""
    line = lines[index]
    for made in _line_candidates(line):
        yield "\n".join([*lines[:index], made, *lines[index + 1 :]])
    before = next(
        (i for i in range(index - 1, -1, -1) if lines[i].strip() and not lines[i].lstrip().startswith("#")), -1
    )
    if (
        before >= 0
        and re.search(r"""["'\]}\w]\s*(?:#.*)?$""", lines[before])
        and not lines[index].lstrip().startswith("[")
    ):
        value, sign, comment = _split_comment(lines[before])
        yield "\n".join([*lines[:before], f"{value.rstrip()},{sign and ' ' * 2}{sign}{comment}", *lines[before + 1 :]])


def _line_candidates(line: str) -> Iterator[str]:
    if any(sign in line for sign in "“”„‟"):
        yield re.sub("[“”„‟]", '"', line)
    if found := _UNQUOTED_END.match(line):
        yield f'{found["head"]}"{found["text"]}"{found["tail"]}'
    if found := _UNQUOTED_START.match(line):
        yield f'{found["head"]}"{found["text"]}"{found["tail"]}'
    if (made := re.sub(r"""("[^"\n]*")(?=[ \t]+")""", r"\1,", line)) != line:
        yield made
    if found := _NO_EQUALS.match(line):
        yield f"{found['head']} = {found['text']}"
    if _HEADER.match(line):
        yield line.rstrip() + ("]]" if line.lstrip().startswith("[[") else "]")


def _split_comment(line: str) -> tuple[str, str, str]:
    """A line before and after the comment sign that is outside strings."""
    found = re.match(r"""(?:"[^"]*"|'[^']*'|[^"'#])*""", line)
    end = found.end() if found else len(line)
    return line[:end], line[end : end + 1], line[end + 1 :]


def _key(data: dict[str, Any]) -> str:
    return repr(data)
