"""Changes of files as the system tells them: the extra `watch`. `waking` loads it where its library is there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles


def listen(places: tuple[Path, ...], stop: threading.Event, hear: Callable[[bool], None]) -> None:
    """Calls `hear` with true after each change below `places`; once with false when the system tells no more."""
    try:
        for _ in watchfiles.watch(*places, stop_event=stop, debounce=200, step=50, raise_interrupt=False):
            hear(True)
    except (OSError, RuntimeError):  # no watches are left, or a folder is gone
        hear(False)
