"""When files may have changed: what the system tells, by watchfiles where it is installed; else they are looked at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from mity.triggers.contents import folders_of

_AT_LEAST_S = 30.0
"""A look that often in any case: networks and some mounts tell nothing."""


class Waking:
    """Tells whether the files of globs below `root` may have changed since it was last asked."""

    def __init__(self, root: Path, wake: threading.Event) -> None:
        self._root = root
        self._wake = wake
        self._changed = threading.Event()
        self._changed.set()
        self._last = 0.0
        self._watched: tuple[Path, ...] = ()
        self._stop: threading.Event | None = None
        self._listen = _listener()
        self.told_by_system = self._listen is not None

    def may_have_changed(self, globs: tuple[str, ...]) -> bool:
        """True when the system told so, when nobody would tell, and now and then."""
        wanted = [self._root / base for base in folders_of(globs)]
        there = tuple(one for one in wanted if one.is_dir())
        if not self.told_by_system or len(there) < len(wanted):
            return True
        if there != self._watched:
            self.close()
            self._begin(there)
        now = time.monotonic()
        if not self._changed.is_set() and now - self._last < _AT_LEAST_S:
            return False
        self._changed.clear()
        self._last = now
        return True

    def close(self) -> None:
        """Ends listening."""
        if self._stop is not None:
            self._stop.set()
            self._stop = None

    def _begin(self, places: tuple[Path, ...]) -> None:
        self._watched, self._stop = places, threading.Event()
        self._changed.set()
        if places:
            work = (places, self._stop, self._hear)
            threading.Thread(target=self._listen, args=work, daemon=True).start()

    def _hear(self, whole: bool) -> None:
        if not whole:
            self.told_by_system = False
        self._changed.set()
        self._wake.set()


def _listener() -> Callable[..., None] | None:
    """What listens to the system; None where its library is not installed, or does not load on this machine."""
    try:
        found: Callable[..., None] = import_module("mity.triggers.told_by_system").listen
    except ImportError:
        return None
    return found
