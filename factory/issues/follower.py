"""Keeps the comment on an issue up to date while a run goes on, without the run waiting for the forge."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from mity.errors import MityError
from mity.issues.progress import Progress
from mity.runs import events
from mity.runs.events import Event
from mity.runs.state import Status

REPORT = "report-progress"
"""The station that writes the comment first, and its end."""
PROGRESS = "progress"
"""The output of that station: which comment it is."""
EVERY_S = 2.0
_END_S = 15.0

Say = Callable[[dict[str, object], str], None]
"""Writes a text into the comment that the output names. Raises MityError."""


class Writer:
    """Writes the newest of several texts, at most one every `every_s` seconds, in a thread of its own."""

    def __init__(self, say: Callable[[str], None], every_s: float = EVERY_S) -> None:
        self._say = say
        self._every_s = every_s
        self._due: str | None = None
        self._busy = self._ended = False
        self._turn = threading.Condition()
        self.problem = ""
        self._thread = threading.Thread(target=self._work, name="progress", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Lets a text be written in place of one that was not written yet."""
        with self._turn:
            self._due = text
            self._turn.notify_all()

    def drop(self) -> None:
        """Forgets what was not written, and waits until nothing is under way."""
        with self._turn:
            self._due = None
            self._turn.wait_for(lambda: not self._busy, _END_S)

    def end(self) -> None:
        """Writes what is left, as long as that takes no longer than the end of a run may."""
        with self._turn:
            self._ended = True
            self._turn.notify_all()
        self._thread.join(_END_S)
        if self._thread.is_alive():
            self.problem = self.problem or "the forge gave no answer in time"

    def _work(self) -> None:
        written = -self._every_s
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._due is not None or self._ended)
                left = written + self._every_s - time.monotonic()
                if left > 0 and self._due is not None:
                    self._turn.wait_for(lambda: self._ended, left)
                text, self._due = self._due, None
                if text is None:
                    if self._ended:
                        return
                    continue
                self._busy = True
            try:
                self._say(text)
                self.problem = ""
            except MityError as error:
                self.problem = str(error)
            finally:
                written = time.monotonic()
                with self._turn:
                    self._busy = False
                    self._turn.notify_all()


class Follower:
    """Hears the events of one run. From the moment its comment is there until its last word is written, each change is
    told there. `reports` are the names of the steps that write the comment themselves.
    """

    def __init__(self, progress: Progress, reports: frozenset[str], say: Say, every_s: float = EVERY_S) -> None:
        self._progress = progress
        self._reports = reports
        self._say = say
        self._every_s = every_s
        self._writer: Writer | None = None
        self._quiet = False

    @property
    def problem(self) -> str:
        """Why the comment is not up to date, in a clause; empty when it is."""
        return self._writer.problem if self._writer is not None else ""

    def hear(self, event: Event) -> None:
        """Takes in an event."""
        changed = self._progress.hear(event)
        if event.kind == events.RUN_PLANNED:
            for key, result in event.data["results"].items():
                self._report(key, result)
        elif event.kind == events.STEP_FINISHED:
            self._report(event.key, event.data["result"])
        elif event.kind == events.STEP_STARTED and _name(event.key) in self._reports and self._writer is not None:
            self._quiet = True
            self._writer.drop()
        if changed and self._writer is not None and not self._quiet:
            self._writer.write(self._progress.text())

    def end(self) -> None:
        """Writes what is left."""
        if self._writer is not None:
            self._writer.end()

    def _report(self, key: str, result: dict[str, object]) -> None:
        if _name(key) not in self._reports:
            return
        outputs = result.get("outputs")
        place = outputs.get(PROGRESS) if isinstance(outputs, dict) else None
        written = result.get("status") == Status.DONE and isinstance(place, dict)
        self._quiet = bool(written and isinstance(place, dict) and place.get("final"))
        if written and isinstance(place, dict) and self._writer is None:
            self._writer = Writer(lambda text: self._say(place, text), self._every_s)


def _name(key: str) -> str:
    return key.partition("#")[0]
