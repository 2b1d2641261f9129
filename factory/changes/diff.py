"""Two versions of a file compared for people, and counted for limits."""

from __future__ import annotations

import difflib
from collections import Counter


def unified(path: str, before: bytes | None, after: bytes | None) -> str:
    """The difference as a unified diff, one line for bytes that are no text. None stands for a missing file."""
    try:
        lines = [(data or b"").decode("utf-8").splitlines(keepends=True) for data in (before, after)]
    except UnicodeDecodeError:
        return f"{path}: bytes changed\n"
    names = ("/dev/null" if before is None else f"a/{path}", "/dev/null" if after is None else f"b/{path}")
    text = difflib.unified_diff(lines[0], lines[1], *names)
    return "".join(line if line.endswith("\n") else line + "\n" for line in text)


def count_lines(before: bytes | None, after: bytes | None) -> int:
    """Lines taken away and lines added, line ends apart; order does not count."""
    old, new = Counter((before or b"").splitlines()), Counter((after or b"").splitlines())
    return (new - old).total() + (old - new).total()
