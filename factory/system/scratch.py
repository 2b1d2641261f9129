"""Scratch folders: private, and gone when their work is over, however it ended."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from mity.errors import StorageError
from mity.system.files import storage_error

try:
    import fcntl
except ImportError:  # Windows has no such locks: there the system's own cleaning takes what a kill left
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

_PREFIX = "mity-scratch-"
_SWEEP_EVERY_S = 60.0

_swept: dict[str, float] = {}


class Scratch:
    """A new folder of its owner alone, until `close` or the end of a `with` block, which gives its path.

    The process holds a lock on it for as long as it lives, and whoever makes the next one removes those that nobody
    holds: so what a kill left goes, in whatever container or process namespace it was made.
    """

    def __init__(self, purpose: str, within: Path | None = None) -> None:
        """Makes it in `within`, a folder of this user's, else in the system's temporary folder. Raises StorageError.

        `purpose` is part of its name.
        """
        from tempfile import TemporaryDirectory, gettempdir  # not needed by most verbs

        try:
            place = str(within or gettempdir())
            sweep(place, time.monotonic())
            prefix = f"{'.' if within else ''}{_PREFIX}{purpose}-"
            self._folder, self._lock = _held(partial(TemporaryDirectory, prefix=prefix, dir=place))
        except OSError as error:
            if within:
                raise storage_error("write", within, error) from error
            why = error.strerror or str(error)
            raise StorageError(f"no temporary folder can be made: {why}; set TMPDIR to one that can") from error
        self.path = Path(self._folder.name).resolve()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Removes the folder with all that is in it. What cannot be removed now is left to a later one."""
        self._folder.cleanup()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def sweep(place: str, now: float) -> None:
    """Removes scratch folders in `place` that no living process holds, and nothing else.

    `now` is the time in seconds by any clock: within a minute of the last look there is none.
    """
    if fcntl is None or now - _swept.get(place, -_SWEEP_EVERY_S) < _SWEEP_EVERY_S:
        return
    _swept[place] = now
    with contextlib.suppress(PermissionError), os.scandir(place) as entries:
        for left in [entry.path for entry in entries if entry.name.removeprefix(".").startswith(_PREFIX)]:
            _remove_unheld(left)


def _held(make: Callable[..., TemporaryDirectory[str]]) -> tuple[TemporaryDirectory[str], int | None]:
    """A new folder and its lock, which is None where the system has no such locks."""
    while True:
        folder = make(ignore_cleanup_errors=True)
        try:
            return folder, _locked(folder.name)
        except (BlockingIOError, FileNotFoundError):  # somebody swept it before it was locked
            folder.cleanup()
        except OSError:  # a file system without locks
            return folder, None


def _locked(folder: str) -> int | None:
    """A lock on a folder; None where the system has none. Raises OSError, BlockingIOError where somebody holds it."""
    if fcntl is None:
        return None
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.lstat(folder)  # whoever held it may have removed it meanwhile
    except BaseException:
        os.close(lock)
        raise
    return lock


def _remove_unheld(folder: str) -> None:
    """Removes a folder of this user that nobody holds; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        lock = _locked(folder)
        if lock is None:
            return
        try:
            if os.fstat(lock).st_uid == os.geteuid():
                _remove(folder)
        finally:
            os.close(lock)


def _remove(folder: str) -> None:
    """Removes a folder, also where its owner made parts of it read-only."""
    import shutil

    for above, names, _ in os.walk(folder):
        for name in names:
            path = Path(above, name)
            if not path.is_symlink():
                with contextlib.suppress(OSError):
                    path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
