"""Errors of rustc with their places, and the changes that its help proposes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mity.healing.rules import FailureContext
from mity.text.records import dataclass

_HEAD = re.compile(r"error(?:\[(?P<code>\w+)\])?: (?P<text>.*)")
_PLACE = re.compile(r"^ *--> (?P<file>[^\n]+?):(?P<line>\d+):(?P<column>\d+)$", re.MULTILINE)
_HELP = re.compile(r"^help: (?P<title>.*)\n(?P<body>(?:[ \d.].*\n?)*)", re.MULTILINE)
_ROW = re.compile(r"^ *(?P<number>\d+) (?P<sign>[|+~-])(?: (?P<text>.*))?$")
_MARKS = re.compile(r"^ *\| (?P<marks>[ +~]*[+~][ +~]*)$")
_TAB = "    "  # how rustc prints one


@dataclass(frozen=True, slots=True)
class Change:
    """One line that a help proposes: the line `number` (from 1) becomes `text`, or `text` goes in before it."""

    number: int
    text: str
    inserted: bool
    was: str = ""  # what the line must hold now


@dataclass(frozen=True, slots=True)
class Help:
    """A proposal under an error: its title, and the lines it shows changed; several when there are choices."""

    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One error: its code ("" for none), its text, the file of the project and the line, its proposals."""

    code: str
    text: str
    file: str
    line: int
    helps: tuple[Help, ...]
    body: str


def errors(failure: FailureContext) -> Iterator[Message]:
    """The errors of rustc in files of the project, in their order."""
    for block in re.split(r"\n\s*\n", failure.output):
        start = re.search(r"^error(?:\[\w+\])?: ", block, re.MULTILINE)
        head = _HEAD.match(block, start.start()) if start else None
        place = _PLACE.search(block, head.end()) if head else None
        if head is None or place is None:
            continue
        file = failure.inside(place["file"])
        if file is not None:
            helps = tuple(Help(found["title"], tuple(_changes(found["body"]))) for found in _HELP.finditer(block))
            yield Message(head["code"] or "", head["text"], file, int(place["line"]), helps, block[head.start() :])


def _changes(body: str) -> Iterator[Change]:
    """The changed lines that a help shows; none if it is about another file."""
    if _PLACE.search(body):
        return
    lines = body.splitlines()
    gone: dict[int, str] = {}
    for index, line in enumerate(lines):
        row = _ROW.match(line)
        if row is None:
            continue
        number, text = int(row["number"]), row["text"] or ""
        if row["sign"] == "-":
            gone[number] = text
        elif row["sign"] == "+":
            was = gone.pop(number, None)
            yield Change(number, text, inserted=was is None, was=was or "")
        elif row["sign"] == "|" and index + 1 < len(lines) and (marks := _MARKS.match(lines[index + 1])):
            kept = (c for c, mark in zip(text, marks["marks"].ljust(len(text)), strict=False) if mark != "+")
            if "~" not in marks["marks"]:
                yield Change(number, text, inserted=False, was="".join(kept))


def changed(text: str, changes: Sequence[Change]) -> str | None:
    """The text with the lines replaced; None if a line differs from what rustc printed, or a line would be inserted."""
    lines = text.split("\n")
    for change in {change.number: change for change in changes}.values():
        index = change.number - 1
        old = lines[index].rstrip("\r") if index < len(lines) else ""
        if change.inserted or _bare(old) != _bare(change.was):
            return None
        indent = old[: len(old) - len(old.lstrip())]
        ending = "\r" if lines[index].endswith("\r") else ""
        lines[index] = indent + change.text.lstrip() + ending
    return "\n".join(lines)


def _bare(line: str) -> str:
    """A line without white space: rustc prints tabs as spaces, and marks no space at the end of what it adds."""
    return re.sub(r"\s+", "", line)
