"""A limit for attempts to sign in: counted in this process, for each address alone and with each name."""

import threading
import time
from collections.abc import Callable, Hashable

from fastapi import HTTPException, Request

WINDOW_SECONDS = 60
PER_HOST = 20
MOST_KEYS = 10_000


class Attempts:
    """What was tried in the last minute. One process knows nothing of the others."""

    def __init__(self, per_name: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_name = per_name
        self._clock = clock
        self._tried: dict[Hashable, list[float]] = {}
        self._lock = threading.Lock()

    def check(self, request: Request, name: str) -> None:
        """Counts an attempt. 429 with `Retry-After` when there were too many."""
        host = request.client.host if request.client else ""
        with self._lock:
            now = self._clock()
            self._forget(now)
            waits = [self._wait(host, PER_HOST, now), self._wait((host, name), self._per_name, now)]
        if wait := max(waits):
            raise HTTPException(429, "Too many attempts: wait.", headers={"retry-after": str(wait)})

    def succeeded(self, request: Request, name: str) -> None:
        """Forgets the attempts with a name: its owner is there."""
        host = request.client.host if request.client else ""
        with self._lock:
            self._tried.pop((host, name), None)

    def _wait(self, key: Hashable, most: int, now: float) -> int:
        tried = [when for when in self._tried.get(key, []) if when > now - WINDOW_SECONDS]
        self._tried[key] = [*tried, now] if len(tried) < most else tried
        return 0 if len(tried) < most else int(tried[0] + WINDOW_SECONDS - now) + 1

    def _forget(self, now: float) -> None:
        if len(self._tried) > MOST_KEYS:
            self._tried = {
                key: tried for key, tried in self._tried.items() if tried[-1] > now - WINDOW_SECONDS
            }
