"""Reading files that others wrote: regular ones only, so many bytes at most, and data of any depth.

A pipe, a device or a socket in the place of a file would never end or never begin; a file of gigabytes would not fit.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import tomllib
from pathlib import Path
from typing import Any, BinaryIO

MOST = 16 << 20
"""Bytes of a file that is read whole; no manifest, lock file or source is longer."""


class Unfit(OSError):
    """A file that cannot be read as a whole; `strerror` says why, as the system's own reasons do."""


def read_bytes(path: Path, most: int = MOST) -> bytes:
    """The content of a regular file of at most `most` bytes. Raises OSError, for other files Unfit."""
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(most + 1) if size <= most else b""
    if size > most or len(data) > most:
        raise Unfit(errno.EFBIG, f"it is larger than {most:,} bytes", str(path))
    return data


def read_end(path: Path, most: int) -> bytes:
    """The last `most` bytes of a regular file. Raises OSError, for other files Unfit."""
    with open_regular(path) as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - most))
        return file.read(most)


def open_regular(path: Path) -> BinaryIO:
    """A regular file open for reading. Raises OSError, for other files Unfit; it never waits for another process."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        if stat.S_ISDIR(mode):
            raise Unfit(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        raise Unfit(errno.EINVAL, "it is no regular file", str(path))
    return os.fdopen(handle, "rb")


def read_text(path: Path, encoding: str = "utf-8", most: int = MOST) -> str:
    """The text of a regular file, with its line ends as `\\n`. Raises OSError, UnicodeDecodeError."""
    return read_bytes(path, most).decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def load_json(text: str | bytes) -> Any:
    """The value in a JSON text. Raises ValueError, also for one that is nested too deeply."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def load_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises TOMLDecodeError, also for depth, and for numbers that Python does not take."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError as error:
        raise tomllib.TOMLDecodeError("it is nested too deeply") from error
    except ValueError as error:
        raise tomllib.TOMLDecodeError(str(error)) from error
