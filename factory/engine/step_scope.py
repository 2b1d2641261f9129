"""What one execution of a step has to itself: where its commands run, and how it is reported."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mity.changes.changeset import ChangeSet
from mity.command import Command, Meter, Outcome, Overrides
from mity.engine.end import StepCancelled
from mity.engine.scope import RunScope
from mity.runs import events
from mity.runs.keys import file_name
from mity.text.records import dataclass, field

_PROGRESS_S = 0.1
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Ran:
    """What a list of commands left: the outcome of each that ran; `failed` is the one that stopped the rest."""

    outcomes: tuple[Outcome, ...]
    failed: Outcome | None = None

    @property
    def lines(self) -> list[str]:
        """The commands that ended well, as a person would type them."""
        return [outcome.command.line for outcome in self.outcomes if outcome.ok]


@dataclass(slots=True)
class StepScope:
    """One execution of a step within a run: where its commands run, what they print, how it is reported.

    `attempt` counts from 1 over the whole run; `resumed` tells that an earlier process began it and was killed. `stop`
    is set when this step alone is to end.
    `healing` is what its definition says of repairs: `scopes`, `never`, `agent`, `limits`. `told_at` is when its
    progress was told last.
    """

    run: RunScope
    key: str = ""
    address: str = ""
    overrides: Overrides = field(default_factory=Overrides)
    timeout_s: float | None = None
    attempt: int = 1
    resumed: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    healing: Mapping[str, Any] = field(default_factory=dict)
    told_at: float = 0.0

    @property
    def transcript(self) -> Path:
        """The file that holds everything the step's commands print, beside the log of the run."""
        return self.run.transcripts / f"{file_name(self.key)}.log"

    @property
    def changes(self) -> ChangeSet | None:
        """The change that the step is part of, in a stage that is kept as a whole or not at all."""
        return self.run.changes

    def prepared(self, command: Command) -> Command:
        """The command with what this execution adds to it: overrides and the step's time limit."""
        made = self.overrides.applied_to(command)
        return made if self.timeout_s is None else dataclasses.replace(made, timeout=min(made.timeout, self.timeout_s))

    def execute(self, command: Command) -> Outcome:
        """Runs a command: told to the listeners, kept in the step's transcript."""
        made = self.prepared(command)
        self.tell(events.COMMAND, line=self.run.redactor.text(made.title or made.line))
        if traced := self.run.tracing(self.address):
            made = dataclasses.replace(made, env={**traced, **made.env})
        outcome = self._metered(made, made.meter) if made.meter is not None else self._plain(made)
        self.tell(
            events.COMMAND_ENDED,
            exit_code=outcome.exit_code,
            timed_out=outcome.timed_out,
            duration_s=round(outcome.duration_s, 6),
            summary="" if outcome.ok else self.run.redactor.text(outcome.summary),
        )
        return outcome

    def _plain(self, command: Command) -> Outcome:
        return self.run.runner.run(
            command, lambda line: self.tell(events.OUTPUT, text=line), self.transcript, self.stop.is_set
        )

    def _metered(self, command: Command, meter: Meter) -> Outcome:
        """Runs a command whose output is told in the words of its meter, which may end it; that is no interruption."""

        def hear(line: str) -> None:
            if said := meter.hear(line):
                self.progress(said, None)

        outcome = self.run.runner.run(command, hear, self.transcript, lambda: self.stop.is_set() or bool(meter.over))
        interrupted = outcome.interrupted and (self.stop.is_set() or self.run.cancelled)
        return dataclasses.replace(outcome, interrupted=interrupted)

    def run_all(self, commands: Sequence[Command]) -> Ran:
        """Runs commands in order, until one does not end well.

        Raises KeyboardInterrupt when the run is cancelled, StepCancelled when the step is.
        """
        outcomes: list[Outcome] = []
        for command in commands:
            outcome = self.execute(command)
            outcomes.append(outcome)
            if outcome.interrupted:
                raise StepCancelled if self.stop.is_set() else KeyboardInterrupt
            if not outcome.ok:
                return Ran(tuple(outcomes), outcome)
        return Ran(tuple(outcomes))

    def note(self, text: str) -> None:
        """Tells the listeners something."""
        self.tell(events.NOTE, text=self.run.redactor.text(text))

    def keep(self, name: str, value: Any) -> None:
        """Keeps a value for the run."""
        self.tell(events.ARTIFACT, artifacts={name: value})

    def progress(self, text: str, percent: float | None) -> None:
        """Tells how far the step is; of many times within a tenth of a second one is told."""
        now = time.monotonic()
        if now >= self.told_at + _PROGRESS_S or percent == _WHOLE:
            self.told_at = now
            self.tell(events.PROGRESS, text=self.run.redactor.text(text), percent=percent)

    def tell(self, kind: str, **data: Any) -> None:
        """Records an event of the step."""
        self.run.emit(kind, self.address, self.key, **data)
