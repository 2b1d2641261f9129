"""A command that hangs: how long it has printed nothing and used no processor time, and where it waits."""

from __future__ import annotations

import contextlib
import re
import signal
import time
from collections.abc import Callable

_LOOK_S = 1.0
_IDLE = 0.02
"""The part of a processor that a program uses which only waits, in a loop with pauses."""
_DUMP_S = 2.0
_SETTLED_S = 0.3
_ASKED = (
    (re.compile(r"java(?:\.exe)?$"), "SIGQUIT"),
    (re.compile(r"(?:python|pypy)[\d.]*$|pytest$|.*\.test$"), "SIGABRT"),
)
"""By which signal a process shows where its threads are: the JVM, Python's faulthandler, Go's runtime."""


class Silence:
    """Watches a process and all that it started; `printed` tells when it last printed, by `time.monotonic`.

    `limit_s` is how long it may be silent; 0 for ever. `found` tells that it was silent for longer.
    """

    def __init__(self, pid: int, limit_s: float, printed: Callable[[], float]) -> None:
        self._pid = pid
        self._limit_s = limit_s
        self._printed = printed
        self._since = self._next = time.monotonic()
        self._used = 0.0
        self.found = False

    def over(self) -> bool:
        """Whether it has been silent for too long; looks at processes once a second, and only at a silent command."""
        now = time.monotonic()
        if not self._limit_s or now < self._next:
            return False
        self._next = now + min(_LOOK_S, self._limit_s / 4)
        if self._printed() > self._since:
            self._since, self._used = self._printed(), 0.0
        if now - self._since < min(_LOOK_S, self._limit_s / 4):
            return False
        used = _processor_time(self._pid)
        self._used = self._used or used
        if used - self._used > _IDLE * self._limit_s:
            self._since, self._used = now, used
        self.found = now - self._since >= self._limit_s
        return self.found


def show_where(pid: int, mark: str, printed: Callable[[], float]) -> None:
    """Asks a process and its family to print where their threads are, those of known kinds; waits until they have."""
    import psutil  # slow to load, and few commands hang

    from mity.system.process_tree import family

    asked, began = False, time.monotonic()
    for process in family(pid, mark):
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            name = process.name()
            number = next((number for pattern, number in _ASKED if pattern.match(name)), "")
            if number and hasattr(signal, number):
                if psutil.LINUX:
                    process.rlimit(psutil.RLIMIT_CORE, (0, 0))  # no core file in the project
                process.send_signal(getattr(signal, number))
                asked = True
    while asked and time.monotonic() - began < _DUMP_S:
        time.sleep(0.05)
        if began < printed() < time.monotonic() - _SETTLED_S:
            return


def _processor_time(pid: int) -> float:
    """The seconds of processor time that a process, what it started and what of that has ended took together."""
    import psutil

    total = 0.0
    with contextlib.suppress(psutil.Error):
        head = psutil.Process(pid)
        for process in (head, *head.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += sum(process.cpu_times()[:4])
    return total
