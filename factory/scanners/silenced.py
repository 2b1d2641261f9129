"""What a project itself keeps from its scanners: their settings, and comments by which they pass over a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.reading import read_bytes
from mity.scanners.files import ProjectFiles
from mity.scanners.model import Scanner

_READ = 1 << 20
_MOST = 50
_LONGEST = 60


def silenced(scanner: Scanner, files: ProjectFiles) -> tuple[str, ...]:
    """Where a project tells a scanner to look away, as `FILE` or `FILE:LINE (words)`; at most 50, and how many more.

    Whether there is anything to be seen behind it is not known.
    """
    found = [name for marker in scanner.settings for name in files.having(marker)]
    if scanner.comments:
        pattern = re.compile(scanner.comments)
        names = files.matching(scanner.files) if scanner.files else files.names
        found += [place for name in names for place in _places(files, name, pattern)]
    found += [f"{files.excluded} files by `exclude` in the settings"] if files.excluded else []
    kept = list(dict.fromkeys(found))
    return tuple(kept if len(kept) <= _MOST else [*kept[:_MOST], f"and {len(kept) - _MOST} more"])


def _places(files: ProjectFiles, name: str, pattern: re.Pattern[str]) -> Iterator[str]:
    try:
        text = read_bytes(files.root / name).decode("utf-8", "replace")[:_READ]
    except OSError:
        return
    line, start = 1, 0
    for one in pattern.finditer(text):
        line += text.count("\n", start, one.start())
        start = one.start()
        words = " ".join(one[0].split())
        yield f"{name}:{line} ({words[:_LONGEST]})"
