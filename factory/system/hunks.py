"""The lines that a unified difference adds, by file and number."""

from __future__ import annotations

import re

_FILE = re.compile(r'^\+\+\+ (?:"?b/)(?P<path>.*?)"?\t?$')
_HUNK = re.compile(r"^@@ -\d+(?:,(?P<gone>\d+))? \+(?P<start>\d+)(?:,(?P<new>\d+))? @@")


def added_lines(diff: str) -> dict[str, dict[int, str]]:
    """Each line that a difference without context adds, without its end: path to number to text.

    Numbers count from 1 in the new file. Lines of a hunk are counted, so that nothing in them is taken for a heading.
    """
    found: dict[str, dict[int, str]] = {}
    path, at, new, gone = "", 0, 0, 0
    for line in diff.split("\n"):
        if new > 0 and line.startswith("+"):
            found.setdefault(path, {})[at] = line[1:].rstrip("\r")
            at, new = at + 1, new - 1
        elif gone > 0 and line.startswith("-"):
            gone -= 1
        elif (new > 0 or gone > 0) and line.startswith(" "):
            at, new, gone = at + 1, new - 1, gone - 1
        elif hunk := _HUNK.match(line):
            at, new, gone = int(hunk["start"]), int(hunk["new"] or "1"), int(hunk["gone"] or "1")
        elif match := _FILE.match(line):
            path = unquoted(match["path"])
    return found


def unquoted(path: str) -> str:
    """A path as git writes it within quotes, read: its escapes are bytes of UTF-8."""
    if "\\" not in path:
        return path
    pieces = re.split(rb"\\([0-7]{3}|.)", path.encode())
    short = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}
    read = [
        piece if at % 2 == 0 else bytes([int(piece, 8)]) if len(piece) == 3 else short.get(piece, piece)
        for at, piece in enumerate(pieces)
    ]
    return b"".join(read).decode("utf-8", "replace")
