"""What commands printed: its last lines, parts of it, and where a text stands in it, by reads of bounded size."""

from __future__ import annotations

from pathlib import Path

from mity.reading import open_regular, read_end
from mity.text.records import dataclass
from mity.text.visible import uncoloured

PART = 64 << 10
"""Bytes of a transcript that are shown at once."""
SEARCHED = 32 << 20
"""Bytes that are searched at once."""
MOST_FOUND = 200
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a transcript: where they begin and end, in bytes, and how large all of it is."""

    lines: list[str]
    start: int
    end: int
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """Lines in which a text stands, by number from 1; `more` when some were left out, or not all was searched."""

    lines: list[tuple[int, str]]
    more: bool


def last_lines(path: Path, most: int) -> list[str]:
    """The last lines of a transcript, in 8 kB at most; nothing where it cannot be read."""
    try:
        data = read_end(path, 8192)
    except OSError:
        return []
    return [_line(row) for row in data.splitlines()[-most:] if row.strip()]


def part(path: Path, start: int | None = None) -> Part:
    """The lines from byte `start` on; without it the last ones. Raises OSError."""
    with open_regular(path) as file:
        size = file.seek(0, 2)
        begin = max(0, size - PART) if start is None else min(max(start, 0), size)
        file.seek(max(begin - 1, 0))
        if begin and file.read(1) != b"\n":
            file.readline(PART)  # the rest of a line that began before
        begin = file.tell()
        data = file.read(PART)
        whole = data.rfind(b"\n") + 1
        if 0 < whole < len(data) and begin + len(data) < size:
            data = data[:whole]
    return Part([_line(row) for row in data.splitlines()], begin, begin + len(data), size)


def search(path: Path, text: str, most: int = MOST_FOUND, bytes_: int = SEARCHED) -> Found:
    """The first `most` lines that have `text` in them, whatever its case, of so many bytes. Raises OSError."""
    wanted, found, number, read = text.lower(), [], 0, 0
    with open_regular(path) as file:
        while row := file.readline(PART):
            number, read = number + 1, read + len(row)
            line = _line(row)
            if wanted in line.lower():
                found.append((number, line))
            if len(found) >= most or read >= bytes_:
                return Found(found, more=bool(file.read(1)))
    return Found(found, more=False)


def _line(data: bytes) -> str:
    text = uncoloured(data.decode("utf-8", "replace").rstrip("\r\n"))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
