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
from typing import Any

MOST = 16 << 20
"""Bytes of a file that is read whole; no manifest, lock file or source is longer."""


class Unfit(OSError):
    """A file that cannot be read as a whole; `strerror` says why, as the system's own reasons do."""


def read_bytes(path: Path, most: int = MOST) -> bytes:
    """The content of a regular file of at most `most` bytes. Raises OSError, for other files Unfit."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    with os.fdopen(handle, "rb") as file:
        info = os.fstat(handle)
        if stat.S_ISDIR(info.st_mode):
            raise Unfit(errno.EISDIR, "it is a folder", str(path))
        if not stat.S_ISREG(info.st_mode):
            raise Unfit(errno.EINVAL, "it is no regular file", str(path))
        data = file.read(most + 1) if info.st_size <= most else b""
    if info.st_size > most or len(data) > most:
        raise Unfit(errno.EFBIG, f"it is larger than {most:,} bytes", str(path))
    return data


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
