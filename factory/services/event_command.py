"""The command of a workflow that reads the events of its runs: `on_event`."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mity.command import Command
from mity.errors import LogError, MityError
from mity.reading import read_text
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.events import NOTE, TRANSIENT, Event, Listener, utc_now
from mity.runs.json_text import encode, utf8
from mity.runs.kept_events import KeptEvents
from mity.runs.store import LogStore
from mity.system.files import write_atomic
from mity.system.process_registry import ProcessRegistry
from mity.system.runner import Runner

SHELL = ("/bin/sh", "-e", "-c")
MOST_LINES = 100
PAUSE_S = 1.0
"""Seconds from the beginning of one batch to that of the next; at the end of the run the last ones follow at once."""
_LIMIT_S = 30.0
"""Seconds that a batch may take, and that the end of a run waits for what is left."""
_INTERRUPTED_S = 2.0
"""Seconds that an interrupted run waits: the next process gives what is left."""

Json = dict[str, Any]


class EventCommand:
    """Gives the events of one run to a command: in batches on its stdin, one JSON object a line, in order.

    What a killed process had not given is given first by the next one, so each durable event is given at least once.
    A command that fails or hangs is told as a note and changes nothing for the run. `enclosed` gives it as it is to be
    started.
    """

    def __init__(
        self,
        line: str,
        context: WorkflowContext,
        environment: dict[str, str],
        tell: Listener,
        enclosed: Callable[[Command], Command] = lambda command: command,
    ) -> None:
        self._line = line
        self._context = context
        self._tell = tell
        self._enclosed = enclosed
        self._runner = Runner(Redactor(os.environ))
        self._runner.environment = environment
        self._waiting: queue.SimpleQueue[Json | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._give, name="mity-events", daemon=True)
        self._over = threading.Event()
        self._begun = False
        self._given = 0
        self._failed = False

    def __enter__(self) -> Self:
        if self._context.run_id:  # the run goes on
            self._given = self._read_given()
            for event in _missed(self._folder.with_suffix(".json"), self._given):
                self._waiting.put(event)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._waiting.put(None)
        self._over.set()
        if self._begun:
            self._thread.join(_LIMIT_S if kind is None else _INTERRUPTED_S)
        self._runner.cancel()

    def hear(self, event: Event) -> None:
        """Takes in an event of the run; what only a terminal shows is left out."""
        if event.kind in TRANSIENT and event.kind != NOTE:
            return
        if not self._begun:  # not before: a run that goes on first ends what carries its mark
            self._begun = True
            self._runner.run_id = ProcessRegistry(self._context.workspace, event.run).mark
            self._thread.start()
        row = {"run": event.run, "seq": event.seq, "time": event.time, "kind": event.kind, "address": event.address}
        self._waiting.put({**row, **event.data})

    @property
    def _folder(self) -> Path:
        return LogStore(self._context.workspace).folder / self._context.run_id

    def _give(self) -> None:
        """Gives batches until the end of the run was heard."""
        ends = False
        while not ends:
            batch, ends = self._batch()
            began = time.monotonic()
            if batch:
                self._run(batch)
            self._over.wait(max(0.0, PAUSE_S - (time.monotonic() - began)))

    def _batch(self) -> tuple[list[Json], bool]:
        """The events that wait, at least one unless the run is over, and whether it is."""
        found: list[Json] = []
        while len(found) < MOST_LINES:
            try:
                event = self._waiting.get(block=not found)
            except queue.Empty:
                break
            if event is None:
                return found, True
            found.append(event)
        return found, False

    def _run(self, batch: Iterable[Json]) -> None:
        rows = [self._runner.redactor.data(row) for row in batch]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / "on_event.jsonl"
            write_atomic(path, b"".join(utf8(f"{encode(row)}\n") for row in rows), durable=False, private=True)
            command = Command(
                (*SHELL, self._line), self._context.output_path, timeout=_LIMIT_S, title=self._line, stdin=path
            )
            outcome = self._runner.run(self._enclosed(command), transcript=self._folder / "on_event.log")
            if (
                outcome.exit_code or 0
            ) < 0 and not outcome.timed_out:  # ended with the run: the next process gives them
                return
            if not outcome.ok:
                self._note(f"on_event: {outcome.summary}")
            self._given = max(int(row["seq"]) for row in rows)
            write_atomic(self._folder / "on_event.given", str(self._given).encode(), durable=False, private=True)
        except (MityError, OSError) as error:
            self._note(f"on_event: {error}")

    def _note(self, text: str) -> None:
        if not self._failed:  # once a process: a sink that is away would fill the terminal
            self._failed = True
            self._tell(Event(0, utc_now(), NOTE, data={"text": text}))

    def _read_given(self) -> int:
        try:
            return int(read_text(self._folder / "on_event.given"))
        except (OSError, ValueError):
            return 0


def _missed(document: Path, given: int) -> list[Json]:
    """The durable events of a run that were recorded and not given."""
    try:
        return [event for event in KeptEvents(document).new() if int(event["seq"]) > given]
    except LogError:
        return []
