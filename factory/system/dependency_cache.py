"""Dependency trees kept for the next application with the same lock: linked or copied from mity's own cache.

An entry is a folder `tree/` and a manifest of its files with their sizes and times. Taking an entry checks every file
against the manifest: a tree that somebody changed is thrown away, and the application installs as usual. Entries come
and go by renames, so several mity processes share them without a lock.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import platformdirs

from mity.errors import StorageError
from mity.reading import read_bytes
from mity.system.files import private_folder
from mity.system.scratch import Scratch
from mity.text.data import parse_json

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

KEPT = 16
"""Entries that stay; the ones used longest ago go."""
_MANIFEST = "manifest.json"
_CLONE = 0x40049409  # FICLONE of linux/fs.h


class DependencyCache:
    """The trees of this user. No method raises OSError: a cache that fails is a cache that is empty."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(platformdirs.user_cache_dir("mity")) / "trees"

    def take(self, key: str, target: Path, *, link: bool) -> int:
        """Puts the tree of `key` in the place of `target`; the number of its files, 0 when there is no such tree.

        With `link` the files are hard links into the cache and read-only, but for those at the top of the tree,
        which package managers rewrite in place. Whom the missing right to write does not stop gets copies.
        """
        entry = self.folder / key
        if not entry.is_dir():
            return 0
        new = target.with_name(f"{target.name}.mity-new")
        try:
            shutil.rmtree(new, ignore_errors=True)
            count = _place(entry, new, link=link)
            if target.exists():
                shutil.rmtree(target)
            new.rename(target)
            os.utime(entry)
            return count
        except (OSError, ValueError, KeyError, TypeError):
            self._drop(entry)
            return 0
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def keep(self, key: str, source: Path, exclude: tuple[str, ...], *, link: bool) -> int:
        """Keeps a copy of `source` (hard links with `link`) under `key`; the number of its files, 0 when it failed."""
        if not source.is_dir() or (self.folder / key).exists():
            return 0
        try:
            private_folder(self.folder)
            with Scratch("new", self.folder) as scratch:
                entry = scratch / "entry"
                files = _copy(source, entry / "tree", exclude, link=link)
                (entry / _MANIFEST).write_text(json.dumps(files), encoding="utf-8")
                entry.rename(self.folder / key)
            self._prune()
            return len(files)
        except (OSError, StorageError):
            return 0

    def _drop(self, entry: Path) -> None:
        """Removes an entry: first out of everybody's sight, then from the disk."""
        with contextlib.suppress(OSError, StorageError), Scratch("old", self.folder) as scratch:
            entry.rename(scratch / "entry")

    def _prune(self) -> None:
        entries = [path for path in self.folder.iterdir() if not path.name.startswith(".")]
        for entry in sorted(entries, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
            self._drop(entry)


def _place(entry: Path, target: Path, *, link: bool) -> int:
    """Makes `target` from an entry. Raises ValueError when a file is not what the manifest says, OSError."""
    files = parse_json(read_bytes(entry / _MANIFEST, 1 << 28))
    made: set[str] = set()
    target.mkdir(parents=True)
    for name, mode, size, time_ns, leads_to in files:
        source, place = entry / "tree" / name, target / name
        if (folder := os.path.dirname(name)) not in made:  # noqa: PTH120 - tens of thousands of them
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(folder)
        found = source.lstat()
        if (found.st_size, found.st_mtime_ns) != (size, time_ns) and not leads_to:
            raise ValueError(f"{source} was changed")
        if leads_to:
            place.symlink_to(leads_to)
        elif link and folder and _kept_from_writing():
            os.link(source, place)
        else:
            _copy_file(source, place)
            place.chmod(stat.S_IMODE(mode))
    return len(files)


def _copy(source: Path, target: Path, exclude: tuple[str, ...], *, link: bool) -> list[tuple[str, int, int, int, str]]:
    """Copies a tree without what is excluded: each file's path, mode, size, time, and where it leads if a link."""
    files = []
    for name, path in _files(source, lambda name: any(fnmatch(name, pattern) for pattern in exclude)):
        found, place = path.lstat(), target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        leads_to = str(path.readlink()) if stat.S_ISLNK(found.st_mode) else ""
        if leads_to:
            place.symlink_to(leads_to)
        elif link and "/" in name and _kept_from_writing():
            path.chmod(stat.S_IMODE(found.st_mode) & ~0o222)
            os.link(path, place)
        else:
            _copy_file(path, place)
        files.append((name, found.st_mode, found.st_size, found.st_mtime_ns, leads_to))
    return files


def _kept_from_writing() -> bool:
    """Whether a file without the right to be written is safe from this user, so that applications may share it."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0


def _copy_file(source: Path, place: Path) -> None:
    """A file with content, mode and times of its own, its blocks shared where the file system can. Raises OSError."""
    with contextlib.suppress(OSError), source.open("rb") as old, place.open("wb") as new:
        if fcntl is not None:
            fcntl.ioctl(new.fileno(), _CLONE, old.fileno())
            shutil.copystat(source, place)
            return
    shutil.copy2(source, place)


def _files(root: Path, excluded: Callable[[str], bool]) -> Iterator[tuple[str, Path]]:
    """Every file and link below `root` with its relative path."""
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        prefix = "" if here == root else f"{here.relative_to(root).as_posix()}/"
        folders[:] = [name for name in folders if not excluded(f"{prefix}{name}")]
        links = [name for name in folders if (here / name).is_symlink()]
        for name in (*names, *links):
            if not excluded(f"{prefix}{name}"):
                yield f"{prefix}{name}", here / name
