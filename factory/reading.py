"""Reading files that others wrote: regular ones only, and so many bytes at most.

A pipe, a device or a socket in the place of a file would never end or never begin; a file of gigabytes would not fit.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

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
