"""Two versions of a file compared for people, and counted for limits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator


def unified(path: str, before: bytes | None, after: bytes | None) -> str:
    """The difference as a unified diff, one line for bytes that are no text. None stands for a missing file."""
    try:
        lines = [(data or b"").decode("utf-8").splitlines(keepends=True) for data in (before, after)]
    except UnicodeDecodeError:
        return f"{path}: bytes changed\n"
    names = ("/dev/null" if before is None else f"a/{path}", "/dev/null" if after is None else f"b/{path}")
    text = _unified(lines[0], lines[1], names)
    return "".join(line if line.endswith("\n") else line + "\n" for line in text)


def patch_of(
    path: str, before: bytes | None, after: bytes | None, executable: tuple[bool, bool] = (False, False)
) -> str | None:
    """The difference in the form that `git apply` takes; None for bytes that are no text. None is a missing file.

    `executable` says so of the file before and after; a file may differ in that alone.
    """
    try:
        lines = [(data or b"").decode("utf-8").split("\n") for data in (before, after)]
    except UnicodeDecodeError:
        return None
    old, new = ([f"{line}\n" for line in rows[:-1]] + ([rows[-1]] if rows[-1] else []) for rows in lines)
    was, mode = ("100755" if one else "100644" for one in executable)
    kind = f"new file mode {mode}\n" if before is None else f"deleted file mode {was}\n" if after is None else ""
    kind = kind or (f"old mode {was}\nnew mode {mode}\n" if was != mode else "")
    names = ("/dev/null" if before is None else f"a/{path}", "/dev/null" if after is None else f"b/{path}")
    rows = _unified(old, new, names)
    body = "".join(row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows)
    return f"diff --git a/{path} b/{path}\n{kind}{body}"


def count_lines(before: bytes | None, after: bytes | None) -> int:
    """Lines taken away and lines added, line ends apart; order does not count."""
    old, new = Counter((before or b"").splitlines()), Counter((after or b"").splitlines())
    return (new - old).total() + (old - new).total()


def count_new_lines(before: bytes | None, after: bytes | None) -> int:
    """Different lines that were not there before; white space does not count, nor does a binary file."""
    if b"\0" in (before or b""):
        return 0
    old, new = (
        {re.sub(rb"\s+", b" ", line.strip()) for line in (data or b"").splitlines()} for data in (before, after)
    )
    return len(new - old)


def added_text(before: bytes | None, after: bytes | None) -> str:
    """The lines that `after` has more than `before`."""
    return "".join((Counter(_lines(after)) - Counter(_lines(before))).elements())


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "replace").splitlines(keepends=True)


def _unified(old: list[str], new: list[str], names: tuple[str, str]) -> Iterator[str]:
    import difflib  # loaded by what shows a difference: most runs change nothing

    return difflib.unified_diff(old, new, *names)
