"""Ends what waits too long for a database: behind a proxy or in a stopped server nobody says that no answer comes."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator

_LOOK_S = 0.25


class Watchdog:
    """One thread that hangs up on sockets whose time is over. It runs while there are some."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: dict[int, float] = {}
        self._awake = False
        self._pause = threading.Event()  # never set; unlike time.sleep its wait is not moved when the clock is

    @contextlib.contextmanager
    def over(self, handle: int, most_s: float) -> Iterator[None]:
        """Hangs up on the socket `handle` if the block takes longer than `most_s` seconds: what waits for it fails."""
        with self._lock:
            self._watched[handle] = time.monotonic() + most_s
            if not self._awake:
                self._awake = True
                threading.Thread(target=self._watch, daemon=True, name="mity-watchdog").start()
        try:
            yield
        finally:
            with self._lock:
                self._watched.pop(handle, None)

    def _watch(self) -> None:
        idle = 0
        while True:
            self._pause.wait(_LOOK_S)
            with self._lock:
                now = time.monotonic()
                for handle in [handle for handle, until in self._watched.items() if until < now]:
                    del self._watched[handle]
                    _hang_up(handle)
                idle = 0 if self._watched else idle + 1
                if idle > 40:
                    self._awake = False
                    return


def _hang_up(handle: int) -> None:
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(handle)) as other:
        other.shutdown(socket.SHUT_RDWR)
