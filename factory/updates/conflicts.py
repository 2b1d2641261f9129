"""What owner and template both changed: found in a merged tree, told with both sides, settled in favour of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mity.system.three_way import MARK
from mity.text.records import dataclass

MINE, TEMPLATE = "mine", "template"
ALL = "*"
"""Stands for every path in what was settled."""
_OWN, _BASE, _NEW, _END = (f"{sign * MARK}" for sign in "<|=>")
_LONGEST = 12
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that both sides changed: where they begin in the owner's file, and both sides."""

    line: int
    mine: tuple[str, ...]
    template: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"line": self.line, "mine": list(self.mine), "template": list(self.template)}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that could not be merged: why, in a clause, and the places in it."""

    path: str
    why: str
    hunks: tuple[Hunk, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"path": self.path, "why": self.why, "hunks": [hunk.to_json() for hunk in self.hunks]}

    def lines(self) -> Iterator[str]:
        """The conflict for a person, both sides one below the other."""
        yield f"{self.path}: {self.why}"
        for hunk in self.hunks:
            yield f"  line {hunk.line}"
            for name, side in (("yours", hunk.mine), ("template", hunk.template)):
                shown = side[:_LONGEST] or ("(nothing)",)
                yield from (f"    {name:<8} | {line}" for line in shown)
                if len(side) > _LONGEST:
                    yield f"    {name:<8} | … {len(side) - _LONGEST} more lines"


def find_conflict(path: str, merged: Path, base: Path, own: Path, new: Path) -> Conflict:
    """What is the matter with a path that git left unmerged; the folders are the result and the three sides."""
    there = [_is_there(folder / path) for folder in (base, own, new)]
    text = _text(merged / path)
    hunks = tuple(_hunks(text)) if text is not None else ()
    if there[1] and not there[2]:
        return Conflict(path, "you changed it, and the template has removed or moved it")
    if there[2] and not there[1]:
        return Conflict(path, "you removed or moved it, and the template has changed it")
    if not hunks:
        return Conflict(path, "you and the template both changed it, and it cannot be merged line by line")
    if not there[0]:
        return Conflict(path, "it is there on both sides, and what mity once wrote of it is not known", hunks)
    return Conflict(path, "you and the template changed the same lines", hunks)


def settle(path: str, merged: Path, own: Path, new: Path, side: str) -> bytes | None:
    """The bytes of a file after all its conflicts were decided for one side; None when it goes. Raises OSError."""
    text = _text(merged / path)
    if text is not None and any(line.startswith(_OWN) for line in _LINE.findall(text)):
        return "".join(_settled(text, side)).encode("utf-8", "surrogateescape")
    chosen = (own if side == MINE else new) / path
    return chosen.read_bytes() if chosen.is_file() else None


def side_for(path: str, settled: Mapping[str, str]) -> str:
    """Who was given the right in a file; empty when nobody decided."""
    return settled.get(path, settled.get(ALL, ""))


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


def _text(path: Path) -> str | None:
    """A text with the line ends that it has; None for what is none."""
    if path.is_symlink() or not path.is_file():
        return None
    data = path.read_bytes()
    return None if b"\0" in data else data.decode("utf-8", "surrogateescape")


def _settled(text: str, side: str) -> Iterator[str]:
    part = ""
    for line in _LINE.findall(text):
        if line.startswith(_OWN):
            part = MINE
        elif part and line.startswith(_BASE):
            part = "base"
        elif part and line.startswith(_NEW):
            part = TEMPLATE
        elif part and line.startswith(_END):
            part = ""
        elif part in ("", side):
            yield line


def _hunks(text: str) -> Iterator[Hunk]:
    """The conflicts of a merged text; lines are counted in the owner's file."""
    part, number, begins = "", 0, 1
    sides: dict[str, list[str]] = {MINE: [], TEMPLATE: []}
    for line in _LINE.findall(text):
        if line.startswith(_OWN):
            part, begins, sides = MINE, number + 1, {MINE: [], TEMPLATE: []}
        elif part and line.startswith(_BASE):
            part = "base"
        elif part and line.startswith(_NEW):
            part = TEMPLATE
        elif part and line.startswith(_END):
            part = ""
            yield Hunk(begins, _shown(sides[MINE]), _shown(sides[TEMPLATE]))
        elif part in sides:
            sides[part].append(line.rstrip("\r\n"))
            number += part == MINE
        elif not part:
            number += 1


def _shown(lines: list[str]) -> tuple[str, ...]:
    return tuple(line.encode("utf-8", "replace").decode("utf-8") for line in lines)
