"""What is changed in a project while somebody works on a copy of it: found, and put back, also where git ignores it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
from collections.abc import Iterator
from fnmatch import translate
from functools import cache
from pathlib import Path
from types import TracebackType

from mity.changes.record import ASIDE, KEPT
from mity.system.files import ignored_folder, storage_error
from mity.system.scratch import Scratch
from mity.system.trees import digest
from mity.text.records import dataclass

_PASSED_OVER = (
    *(
        ".mity/logs",
        ".mity/locks",
        ".mity/aside",
        ".mity/artifacts",
        ".idea",
        ".vs",
        ".git/objects",
        ".git/logs",
        ".git/lfs",
    ),
    *(".git/FETCH_HEAD", ".git/ORIG_HEAD", ".git/gc.*", ".git/*.lock", ".git/refs/remotes", ".git/COMMIT_EDITMSG"),
)
"""What mity itself, an editor or a fetch of the user's writes meanwhile, and what nothing is run from."""
_DATA = ("*.log", "*.db", "*.db-*", "*.sqlite", "*.sqlite3", "*.sqlite-*", "*.sqlite3-*", "*.pid", "*.sock", "*.swp")
"""Data of a program that may be running: to put it back would do more harm than it could."""
_QUIET = ("*/__pycache__/*", "__pycache__/*", ".git/index", "*_cache/*", "*_cache")
"""What tools write by the way: put back without a word."""
_LINKED = (".venv", "venv", "env", "node_modules", "vendor")
"""Folders at the top that commands run from, and that are looked at where they are links too."""
_MOST_BYTES = 1 << 30
_LARGEST = 256 << 20


@dataclass(frozen=True, slots=True)
class _Seen:
    """A path as it was: what the system says of it, where a link led, and whether its content was kept."""

    info: os.stat_result
    target: str = ""
    kept: str = ""

    @property
    def folder(self) -> bool:
        return stat.S_ISDIR(self.info.st_mode)

    def looks_like(self, other: os.stat_result) -> bool:
        """True when nobody has touched it; the time of the last change of status cannot be set back."""
        one, two = self.info, other
        if self.folder:
            return one.st_mode == two.st_mode
        return (one.st_mode, one.st_size, one.st_mtime_ns, one.st_ctime_ns, one.st_ino) == (
            *(two.st_mode, two.st_size, two.st_mtime_ns, two.st_ctime_ns, two.st_ino),
        )


class ProjectWatch:
    """Watches `project` for the time of a `with` block, in which nobody may change it.

    `put_back` says what was changed, and undoes it. What stands in the place of the old content, which may also be
    somebody else's work, is moved to `.mity/aside/<run_id>`.
    """

    def __init__(self, project: Path, run_id: str = "agent") -> None:
        self._project = project
        self._aside = project / ASIDE / run_id
        self._seen: dict[str, _Seen] = {}
        self._bytes = 0
        self._whole = False

    def __enter__(self) -> ProjectWatch:
        self._folder = Scratch("watch")
        try:
            for path, info in self._walk():
                self._seen[path] = self._remember(path, info)
            self._whole = True
        except BaseException:
            self._folder.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._folder.close()

    def put_back(self) -> list[str]:
        """Makes the project as it was; returns the paths that somebody changed. Raises StorageError."""
        try:
            now = dict(self._walk())
            changed = sorted(path for path in {*self._seen, *now} if self._differs(path, now.get(path)))
            for path in changed:
                self._restore(path)
        except OSError as error:
            raise storage_error("put back what was changed in", self._project, error) from error
        return [path for path in changed if not _matches(path, _QUIET)]

    def _walk(self) -> Iterator[tuple[str, os.stat_result]]:
        """Every path of the project with what the system says of it, folders before what is in them."""
        open_ = [""]
        while open_:
            above = open_.pop()
            with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                with os.scandir(self._project / above) as found:
                    entries = sorted(found, key=lambda one: one.name)
                for entry in entries:
                    path = f"{above}/{entry.name}".lstrip("/")
                    if _matches(path, _PASSED_OVER):
                        continue
                    folder = entry.is_dir(follow_symlinks=not above and self._enters(entry))
                    if not folder and _matches(entry.name, _DATA):
                        continue
                    with contextlib.suppress(FileNotFoundError):
                        yield path, entry.stat(follow_symlinks=False)
                        open_ += [path] if folder else []

    def _enters(self, entry: os.DirEntry[str]) -> bool:
        """Whether a folder at the top is looked into where it is a link: not when the link was made meanwhile."""
        was = self._seen.get(entry.name)
        known = not self._whole or (was is not None and was.target == _target(Path(entry.path)))
        return entry.name in _LINKED and known

    def _remember(self, path: str, info: os.stat_result) -> _Seen:
        full = self._project / path
        if stat.S_ISLNK(info.st_mode):
            return _Seen(info, str(full.readlink()))
        fits = stat.S_ISREG(info.st_mode) and info.st_size <= min(_LARGEST, _MOST_BYTES - self._bytes)
        if not fits:
            return _Seen(info)
        kept = self._folder.path / str(len(self._seen))
        try:
            shutil.copyfile(full, kept)
        except (FileNotFoundError, PermissionError):
            return _Seen(info)
        self._bytes += info.st_size
        return _Seen(info, kept=str(kept))

    def _differs(self, path: str, now: os.stat_result | None) -> bool:
        was = self._seen.get(path)
        if was is None or now is None:
            return True
        if was.looks_like(now):
            return False
        if was.info.st_mode != now.st_mode or not was.kept:
            return not (was.target and was.target == _target(self._project / path))
        return digest(Path(was.kept)) != digest(self._project / path)  # or it was touched, or linked once more

    def _restore(self, path: str) -> None:
        """Parents come before what is in them, so nothing is written through a link that was put in their place."""
        full, was = self._project / path, self._seen.get(path)
        now = _lstat(full)
        if was is None:
            if now is not None:
                self._move_aside(path)
            return
        if was.folder and now is not None and stat.S_ISDIR(now.st_mode):
            full.chmod(stat.S_IMODE(was.info.st_mode))
            return
        if now is not None:
            self._move_aside(path)
        if was.folder:
            full.mkdir(mode=stat.S_IMODE(was.info.st_mode), parents=True)
        elif was.target:
            full.symlink_to(was.target)
        elif was.kept:
            shutil.copyfile(was.kept, full)
            full.chmod(stat.S_IMODE(was.info.st_mode))
            os.utime(full, ns=(was.info.st_atime_ns, was.info.st_mtime_ns))
        else:  # its content is lost: what it belongs to has to be installed again
            self._move_aside(path.partition("/")[0])

    def _move_aside(self, path: str) -> None:
        full = self._project / path
        if _lstat(full) is None:
            return
        ignored_folder(self._project / ASIDE)
        free = self._aside / (path if full.is_dir() and not full.is_symlink() else f"{path}{KEPT}")
        place, number = free, 1
        while _lstat(place) is not None:
            place, number = free.with_name(f"{free.name}.{number}"), number + 1
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(full, place)


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(translate(name) for name in names))


def _matches(path: str, names: tuple[str, ...]) -> bool:
    return _pattern(names).match(path) is not None


def _target(path: Path) -> str:
    return str(path.readlink()) if path.is_symlink() else ""


def _lstat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
