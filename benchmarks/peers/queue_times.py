"""When steps ran, told in the same way by both sides of row 15: eight bytes for each, in files of a folder."""

from __future__ import annotations

import os
import struct
import time
from pathlib import Path

TIMES = "MITY_BENCH_TIMES"
"""The variable that names the folder; without it nothing is noted."""
_handles: dict[int, int] = {}


def note() -> None:
    """Notes that a step runs now."""
    if not (folder := os.environ.get(TIMES)):
        return
    pid = os.getpid()
    if pid not in _handles:
        _handles[pid] = os.open(Path(folder) / str(pid), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(_handles[pid], struct.pack("d", time.time()))


def noted(folder: Path) -> list[float]:
    """All that was noted, in seconds of the clock."""
    return [one for path in folder.iterdir() for (one,) in struct.iter_unpack("d", path.read_bytes())]
