"""One channel at work: lines are gathered, joined into messages and sent by a thread that no run waits for."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from mity.errors import MityError
from mity.notify.lines import Line
from mity.notify.memory import Memory
from mity.notify.settings import NotifyConfig

_MINUTE = 60.0
_HELD = 1.0
"""Seconds after which a channel that may not send yet looks again."""
_MOST_LINES = 40
_WAITING = 2_000
"""Lines that may wait to be sent; those that come when so many do are counted and not kept."""


class Sender(Protocol):
    """Brings a message to its place."""

    def send(self, title: str, lines: Sequence[str], *, bad: bool) -> bool:
        """Sends, or says that it could not. Raises MityError with a sentence that may be shown."""
        ...


class Channel:
    """Sends the lines of one run by `sender`; `lines` that were sent by an earlier process are left out."""

    def __init__(self, config: NotifyConfig, sender: Sender, memory: Memory, title: str) -> None:
        self.config = config
        self.problem = ""
        self._sender = sender
        self._memory = memory
        self._title = title
        self._lines: queue.Queue[Line | None] = queue.Queue(_WAITING)
        self._over = threading.Event()
        self._times: deque[float] = deque(maxlen=config.per_minute)
        self._lost = 0
        self._thread = threading.Thread(target=self._serve, name="mity-notify", daemon=True)
        self._begun = False

    def put(self, line: Line) -> None:
        """Takes in a line; never waits and never fails."""
        if self._over.is_set() or self._memory.knows(line.identity):
            return
        if not self._begun:
            self._begun = True
            self._thread.start()
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._lost += 1

    def end(self) -> None:
        """Lets the thread send what is left and stop, without waiting for it."""
        self._over.set()
        with contextlib.suppress(queue.Full):  # then it sees at the last line that no more come
            self._lines.put_nowait(None)

    def wait(self, seconds: float) -> str:
        """Waits for the thread; what went wrong, in a clause, or nothing."""
        if self._begun:
            self._thread.join(max(0.0, seconds))
            if self._thread.is_alive():
                return "it did not take the last message in time"
        if self.problem:
            return self.problem
        return f"{self._lost} lines were left out" if self._lost else ""

    def _serve(self) -> None:
        batch: list[Line] = []
        over = False
        while not over:
            over = self._gather(batch)
            if batch and (over or self._due()):
                self._send(batch)
                batch = []

    def _gather(self, batch: list[Line]) -> bool:
        """Adds the lines of one time span to those that wait already; True when no more come."""
        until = time.monotonic() + max(self.config.batch_s, _HELD if batch else 0.0) if batch else None
        while True:
            left = None if until is None else max(0.0, until - time.monotonic())
            try:
                line = self._lines.get(timeout=left)
            except queue.Empty:
                return self._over.is_set()
            if line is None:
                return True
            if len(batch) < _WAITING:
                batch.append(line)
            else:
                self._lost += 1
            if until is None:
                until = time.monotonic() + self.config.batch_s

    def _due(self) -> bool:
        """Whether another message may be sent now, and one is left for the end of the run."""
        full = len(self._times) == self.config.per_minute and time.monotonic() - self._times[0] < _MINUTE
        return not full and self._memory.sent < self.config.per_run - 1

    def _send(self, batch: list[Line]) -> None:
        if self._memory.sent >= self.config.per_run:
            self._lost += len(batch)
            return
        new = list({line.identity: line for line in batch}.values())
        texts = [line.text for line in new]
        shown = texts[-_MOST_LINES:]
        if len(texts) > len(shown):
            shown = [f"… {len(texts) - len(shown)} earlier lines", *shown]
        self._times.append(time.monotonic())
        try:
            arrived = self._sender.send(self._title, [*shown], bad=any(line.bad for line in new))
            if arrived:
                self._memory.keep((line.identity for line in new), shown)
            elif not self.problem:
                self.problem = "a message was refused, or nobody was there"
        except (MityError, OSError) as error:
            self.problem = self.problem or str(error)
