"""How many runs a worker works on: those that wait for a step on another machine take no place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOOK_S = 0.2
MOST_WAITING = 64
"""Runs that may wait on one worker, each with its folder, connection and thread."""


class Places:
    """`most` places, from any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._busy = 0
        self._waiting = 0
        self._turn = threading.Condition()

    @property
    def free(self) -> bool:
        """Whether there is a place for another run."""
        return self._busy < self._most

    @property
    def crowded(self) -> bool:
        """Whether so many wait that only what waits for nobody may be begun: steps of other runs."""
        return self._waiting >= MOST_WAITING

    def take(self) -> None:
        """Takes a place, whether or not there is one."""
        with self._turn:
            self._busy += 1

    def give_back(self) -> None:
        """Gives a place back."""
        with self._turn:
            self._busy -= 1
            self._turn.notify_all()

    @contextmanager
    def lent(self, hurried: Callable[[], bool]) -> Iterator[None]:
        """Lends the place of a run to others while it waits; it goes on once there is one again, or is `hurried`."""
        with self._turn:
            self._busy -= 1
            self._waiting += 1
            self._turn.notify_all()
        try:
            yield
        finally:
            with self._turn:
                while not (self.free or hurried()):
                    self._turn.wait(_LOOK_S)
                self._busy += 1
                self._waiting -= 1
