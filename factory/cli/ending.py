"""A request to end, or a terminal that closes, ends mity as Ctrl-C does, from its first moment on."""

from __future__ import annotations

import _thread
import signal
import sys
from types import FrameType

from mity.text.interrupts import ENDING, without_interrupts

_AGAIN_S = 0.02


def listen() -> None:
    """From now on a request to end is an interrupt, and one that nobody would hear comes again."""
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
