"""A function in a thread of its own, so that its time limit and a cancellation end it."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from typing import Any

from mity.dsl.places import Caught
from mity.dsl.prints import printing_to
from mity.engine.end import StepCancelled
from mity.engine.step_scope import StepScope
from mity.errors import MityError
from mity.runs import events
from mity.system.capture import Capture

_LOOK_S = 0.05
_GRACE_S = 5.0
_AGAIN_S = 1.0


class EndedError(BaseException):
    """Raised within a function that is to end; what it has open is closed on the way."""


class TooLateError(MityError):
    """A function took longer than its step may."""


class _Call(threading.Thread):
    """A call under way."""

    def __init__(self, function: Callable[[], Any], capture: Capture) -> None:
        super().__init__(daemon=True, name="mity-function")
        self._function = function
        self._capture = capture
        self.answer: Any = None
        self.error: BaseException | None = None
        self.done = threading.Event()

    def run(self) -> None:
        caught = Caught(whole=True)
        try:
            with printing_to(self._capture), caught:
                self.answer = self._function()
        finally:
            self.error = caught.error
            self.done.set()

    def end(self) -> bool:
        """Makes the function end, as far as Python can: between two of its steps. Whether it did."""
        until = time.monotonic() + _GRACE_S
        while not self.done.is_set() and time.monotonic() < until:
            ident, raised = ctypes.c_ulong(self.ident or 0), ctypes.py_object(EndedError)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, raised)
            self.done.wait(_AGAIN_S)  # whoever took it for something else hears it again
        return self.done.is_set()


def run_in_time(function: Callable[[], Any], scope: StepScope | None, name: str) -> Any:
    """What a function returns or raises.

    Raises TooLateError behind the time limit of the step, KeyboardInterrupt where the run is cancelled, StepCancelled
    where the step is.
    """
    if scope is None:
        return function()
    capture = Capture(scope.run.redactor, lambda line: scope.tell(events.OUTPUT, text=line), scope.transcript)
    call = _Call(function, capture)
    limit_s = scope.timeout_s
    until = None if limit_s is None else time.monotonic() + limit_s
    call.start()
    try:
        while not call.done.wait(_LOOK_S):
            if scope.stop.is_set() or scope.run.cancelled:
                break
            if until is not None and time.monotonic() >= until:
                break
        else:
            return _ended(call)
    except KeyboardInterrupt:
        call.end()
        raise
    ended = call.end()
    if scope.run.cancelled:
        raise KeyboardInterrupt
    if scope.stop.is_set():
        raise StepCancelled
    left = "" if ended else "; it does not end and goes on until mity does"
    raise TooLateError(f"step '{name}' took longer than its timeout, {limit_s:g} s{left}")


def _ended(call: _Call) -> Any:
    if isinstance(call.error, EndedError):
        raise KeyboardInterrupt
    if call.error is not None:
        raise call.error
    return call.answer
