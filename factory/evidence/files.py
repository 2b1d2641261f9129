"""Files that an attempt is to make: those that were there before are told apart from those that it made."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from types import TracebackType

from platformdirs import user_state_path

from mity.changes.protected import matches
from mity.errors import StorageError, UsageError
from mity.reading import open_regular, read_end
from mity.system.files import check_unlinked, ignored_folder, inside, private_folder, storage_error, write_atomic
from mity.system.trees import digest

CACHE = ".mity/cache"
_ASIDE = "earlier-"
_NOT_NEW = (_ASIDE, "before-")
"""How folders in the cache begin that hold earlier results; stations have theirs."""
_PART = 4096


def regular_files(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """The regular files that match one of the patterns, within the folder and through no link, by name.

    Raises StorageError for a pattern that is none, UsageError for one with `..` in it.
    """
    found: set[Path] = set()
    for pattern in patterns:
        if ".." in PurePosixPath(pattern).parts:
            raise UsageError(f"'{pattern}' may lead out of {folder}: give a glob below it, without '..'")
        below = "/*" if PurePosixPath(pattern).name == "**" else ""  # before Python 3.13 `**` alone is only folders
        try:
            matches = list(folder.glob(pattern + below))
        except (ValueError, NotImplementedError, IndexError) as error:
            raise StorageError(f"'{pattern}' names no files below {folder}: {error}; give a relative glob") from error
        found |= {path for path in matches if not path.is_symlink() and path.is_file() and inside(folder, path)}
    return sorted(path for path in found if not _aside(path.relative_to(folder)))


def _aside(path: Path) -> bool:
    """Whether a file is an earlier one that is aside meanwhile, or within git."""
    top, *below = path.parts
    in_cache = len(below) > 1 and f"{top}/{below[0]}" == CACHE
    return top == ".git" or (in_cache and below[1].startswith(_NOT_NEW))


class Earlier:
    """The files that were there before an attempt, for the time of a `with` block around it.

    `reports` are moved aside, so that nothing but the attempt can have made what is there afterwards; one that was not
    made again comes back at the end. So are those of `others` that git ignores: a tool that finds its own result would
    not make it again. All other files stay where they are, because the attempt may work on them, and count as made when
    they look different afterwards.
    """

    def __init__(self, folder: Path, reports: Iterable[Path], others: Iterable[Path]) -> None:
        self._folder = folder
        self._reports = list(reports)
        self._others = list(others)
        self._aside: Path | None = None
        self._moved: list[Path] = []
        self._looks: dict[Path, tuple[int, ...]] = {}

    def __enter__(self) -> Earlier:
        """Moves aside and remembers. Raises StorageError, with everything in its place."""
        check_unlinked(self._folder / CACHE)
        _restore_leftovers(self._folder / CACHE)
        ignored = _ignored(self._folder) if self._others else frozenset()
        generated = [path for path in self._others if _below(path.relative_to(self._folder), ignored)]
        self._looks = {path: _look(path) for path in self._others if path not in generated}
        moving = [*self._reports, *generated]
        if not moving:
            return self
        cache = self._folder / CACHE
        try:
            ignored_folder(cache)
            self._aside = Path(tempfile.mkdtemp(prefix=f"{_ASIDE}{os.getpid()}-", dir=cache))
            _remember(self._aside)
            for path in moving:
                _move(path, self._aside / path.relative_to(self._folder))
                self._moved.append(path)
        except OSError as error:
            self._put_back()
            raise storage_error("move earlier results aside in", self._folder, error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._put_back()

    def made(self, path: Path) -> bool:
        """Whether the attempt made a file that is there now."""
        return path not in self._looks or self._looks[path] != _look(path)

    def gone(self, patterns: Iterable[str]) -> list[str]:
        """Relative paths of files that were there before, match a pattern, and were not made again."""
        names = [path.relative_to(self._folder).as_posix() for path in self._moved if not path.exists()]
        return sorted(name for name in names if matches(name, patterns))

    def _put_back(self) -> None:
        if self._aside is None:
            return
        _restore(self._aside, self._folder)
        _mark(self._aside).unlink(missing_ok=True)
        self._aside = None
        cache = self._folder / CACHE
        if [path.name for path in cache.iterdir()] == [".gitignore"]:
            shutil.rmtree(cache, ignore_errors=True)
            with contextlib.suppress(OSError):  # there is more in it
                cache.parent.rmdir()


def looks_like(path: Path, sign: re.Pattern[str]) -> bool:
    """Whether the first or last part of a file has the sign of a kind of report."""
    try:
        with open_regular(path) as file:
            head = file.read(_PART)
        text = (head + read_end(path, _PART)).decode("utf-8", "replace")
    except OSError:
        return False
    return sign.search(text) is not None


def described(folder: Path, path: Path) -> dict[str, object]:
    """Path, size in bytes and SHA-256 of a file."""
    return {"path": path.relative_to(folder).as_posix(), "size": path.stat().st_size, "sha256": digest(path)}


def _look(path: Path) -> tuple[int, ...]:
    info = path.stat()
    return (info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns)


def _move(path: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    path.rename(place)


def _restore(aside: Path, folder: Path) -> None:
    """Puts back what is aside and was not made again, and removes the rest."""
    for path in sorted(one for one in aside.rglob("*") if one.is_file() and not one.is_symlink()):
        place = folder / path.relative_to(aside)
        with contextlib.suppress(OSError):  # somebody made a file where its folder was
            if not place.exists() and inside(folder, place):
                _move(path, place)
    shutil.rmtree(aside, ignore_errors=True)


def _mark(aside: Path) -> Path:
    """The file in this user's state that tells that a folder of earlier results is ours, and came with no clone."""
    name = hashlib.sha256(os.fsencode(aside.absolute())).hexdigest()
    return user_state_path("mity") / "earlier" / name


def _remember(aside: Path) -> None:
    with contextlib.suppress(OSError, StorageError):  # what a kill then leaves aside stays there
        private_folder(_mark(aside).parent)
        write_atomic(_mark(aside), b"", durable=False, private=True)


def _restore_leftovers(cache: Path) -> None:
    """Puts back what a killed mity of this user had moved aside."""
    left = [
        path for path in cache.glob(f"{_ASIDE}*-*") if path.is_dir() and not path.is_symlink() and _mark(path).is_file()
    ]
    if not left:
        return
    import psutil  # slow to load, and a leftover is rare

    for path in left:
        pid = path.name.removeprefix(_ASIDE).partition("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            _restore(path, cache.parent.parent)
            _mark(path).unlink(missing_ok=True)


def _ignored(folder: Path) -> frozenset[str]:
    from mity.system.git import Repository  # slow to load, and most steps declare no artefacts
    from mity.system.git_calls import GitError

    try:
        return frozenset(Repository(folder).ignored())
    except GitError:
        return frozenset()


def _below(path: Path, places: frozenset[str]) -> bool:
    name = PurePosixPath(path.as_posix())
    return str(name) in places or any(f"{one}/" in places for one in name.parents)
