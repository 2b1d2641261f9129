"""The numbers of a workspace's runs: each is given once, however many processes begin runs at the same time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock, Timeout

from mity.errors import BusyError
from mity.reading import read_bytes
from mity.system.files import CAREFUL, ignored_folder, storage_error

_WAIT_S = 60.0
_MOST = 32


def next_number(folder: Path, known: Iterable[int]) -> int:
    """A number above those `known` and above every one that was given before; `folder` keeps the last one.

    Raises StorageError, BusyError.
    """
    last = folder / "last-run"
    try:
        ignored_folder(folder)
        with FileLock(folder / "last-run.lock", timeout=_WAIT_S, mode=0o600):
            number = max(_given(last), *known, 0) + 1
            _keep(last, b"%d\n" % number)
    except Timeout as error:
        raise BusyError(f"another process has held {folder / 'last-run.lock'} for a minute: look at it") from error
    except OSError as error:
        raise storage_error("write", folder, error) from error
    return number


def _keep(path: Path, text: bytes) -> None:
    """Writes the last number in place, so that a kill leaves no second file; through no link. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | CAREFUL, 0o600)
    try:
        os.write(handle, text)
        os.ftruncate(handle, len(text))
    finally:
        os.close(handle)


def _given(path: Path) -> int:
    """The last number that was given; 0 where nobody knows. What is out of all proportion was not written by mity."""
    try:
        text = read_bytes(path, _MOST).strip()
    except FileNotFoundError:
        return 0
    return int(text) if text.isdigit() and len(text) <= 9 else 0
