"""How a process that serves is told to end: while it gets ready that interrupts it, later it drains."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from mity.errors import MityError
from mity.text.interrupts import ENDING


class Told:
    """Hears Ctrl-C and requests to end from its making on."""

    def __init__(self) -> None:
        self._drain: Callable[[], None] | None = None
        self._come = False
        for number in ENDING:
            signal.signal(number, self._hear)

    @contextmanager
    def getting_ready(self) -> Iterator[None]:
        """Within it a request to end is an interrupt, also where a library made another error of it, or none."""
        try:
            yield
        except MityError as error:
            if self._come:
                raise KeyboardInterrupt from error
            raise
        if self._come:
            raise KeyboardInterrupt

    def drains(self, drain: Callable[[], None]) -> None:
        """From now on a request to end calls `drain`, which it does at once where one has come already."""
        self._drain = drain
        if self._come:
            drain()

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._come = True
        if self._drain is None:
            raise KeyboardInterrupt
        self._drain()
