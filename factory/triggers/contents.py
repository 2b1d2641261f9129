"""The files that triggers wait for: what they hold, told apart by content, whatever their times say."""

from __future__ import annotations

import hashlib
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from mity.changes.protected import matches
from mity.errors import UsageError
from mity.reading import read_bytes
from mity.system.files import inside
from mity.system.trees import tree

MOST_FILES = 20_000
_LARGEST = 16 << 20
OURS = (".mity", "node_modules", ".venv", "venv", ".tox", ".mypy_cache", ".pytest_cache", ".ruff_cache")
_WILD = frozenset("*?")
_RACY_NS = 2_000_000_000
Stamp = tuple[int, int, int, int]


class Contents:
    """The contents of the files below `root` that fit globs; a file that looks untouched is not read again."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, tuple[Stamp, str]] = {}

    def look(self, globs: tuple[str, ...]) -> dict[str, str]:
        """Each path with the id that git gives its content. Raises UsageError for more files than are looked at."""
        found: dict[str, tuple[Stamp, str]] = {}
        for path in self._paths(globs):
            if len(found) == MOST_FILES:
                raise UsageError(f"triggers wait for more than {MOST_FILES:,} files: narrow their `filter`")
            try:
                info = (self._root / path).lstat()
                if not stat.S_ISREG(info.st_mode):  # a link may lead to what is nobody's business here
                    continue
                stamp = (info.st_mtime_ns, info.st_ctime_ns, info.st_size, info.st_ino)
                known = self._known.get(path)
                if known is not None and known[0] == stamp:
                    found[path] = known
                else:
                    blob = blob_id(read_bytes(self._root / path, _LARGEST))
                    settled = info.st_ctime_ns + _RACY_NS < time.time_ns()
                    found[path] = (stamp if settled else (0, 0, 0, 0), blob)
            except OSError:  # gone meanwhile, no regular file, or nothing that may be read
                continue
        self._known = found
        return {path: blob for path, (_, blob) in found.items()}

    def _paths(self, globs: tuple[str, ...]) -> Iterator[str]:
        seen: set[str] = set()
        for base in folders_of(globs):
            folder = self._root / base
            if not folder.is_dir() or folder.is_symlink() or not inside(self._root, folder):
                continue
            for below in tree(folder, OURS):
                path = f"{base}/{below}" if base else str(below)
                if path not in seen and matches(path, globs):
                    seen.add(path)
                    yield path


def folders_of(globs: tuple[str, ...]) -> list[str]:
    """The folders below which the files of globs lie, without those that lie in another one."""
    found = set()
    for glob in globs:
        parts = glob.split("/")[:-1]
        plain = next((number for number, part in enumerate(parts) if _WILD & set(part)), len(parts))
        found.add("/".join(parts[:plain]))
    if "" in found:
        return [""]
    return sorted(one for one in found if not any(one != other and one.startswith(f"{other}/") for other in found))


def blob_id(data: bytes) -> str:
    """The id that git gives a content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
