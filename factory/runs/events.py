"""What happens during a run, told to whoever listens: the live view, plain lines, telemetry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins, or goes on when some stations have passed already."""

    log: ExecutionLog


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A station begins."""

    step: str
    description: str


@dataclass(frozen=True, slots=True)
class CommandStarted:
    """A command begins: its title or line, without secrets."""

    line: str


@dataclass(frozen=True, slots=True)
class OutputLine:
    """A running command printed a line, without secrets."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth telling that belongs to no command."""

    text: str


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A station ended."""

    step: str
    result: StationResult


@dataclass(frozen=True, slots=True)
class RunStopped:
    """The run is at an end, waits, or was broken off (state running: the log could not be written)."""

    log: ExecutionLog


Event = RunStarted | StepStarted | CommandStarted | OutputLine | Note | StepFinished | RunStopped
Listener = Callable[[Event], None]


class Events:
    """A list of listeners. They are called in the thread in which the thing happens, and must be quick."""

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = list(listeners)

    def listen(self, listener: Listener) -> None:
        """Adds a listener."""
        self._listeners.append(listener)

    def emit(self, event: Event) -> None:
        """Tells every listener."""
        for listener in self._listeners:
            listener(event)
