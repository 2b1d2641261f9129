"""Requests to end: heard as Ctrl-C is, and held back where an interrupt would come out as some other error."""

from __future__ import annotations

import _thread
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that ask a process to end."""
_AGAIN_S = 0.02


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Holds Ctrl-C and requests to end back until the block is left, where the system can do that.

    One that falls into the import of a library comes out of it as some other error.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def listen() -> None:
    """From now on a request to end, or a terminal that closes, is an interrupt; one that nobody hears comes again."""
    for number in ENDING:
        if number != signal.SIGINT:
            signal.signal(number, _interrupt)
    sys.unraisablehook = _unraisable


def _unraisable(problem: sys.UnraisableHookArgs) -> None:
    """An interrupt that fell into a destructor, where Python drops it, comes again a moment later."""
    if problem.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(problem)
        return
    with without_interrupts():
        import threading

    again = threading.Timer(_AGAIN_S, _interrupt_main)
    again.daemon = True
    again.start()


def _interrupt_main() -> None:
    import threading

    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)  # it also ends a sleep
    else:
        _thread.interrupt_main()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
