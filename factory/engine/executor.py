"""Runs a workflow, station by station, with a log that survives anything, and goes on from it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from mity.engine.choice import Choice, Decide, move, wait_for_a_person
from mity.engine.order import ordered_stages
from mity.engine.parallel import run_together
from mity.engine.registry import StationRegistry
from mity.engine.step import run_step
from mity.errors import LogError, UsageError
from mity.redaction import unmask
from mity.runs.context import WorkflowContext
from mity.runs.events import Events, RunStarted, RunStopped, StepFinished, StepStarted
from mity.runs.log import ExecutionLog, utc_now
from mity.runs.result import StationResult
from mity.runs.state import RunState, Status
from mity.runs.store import LogStore
from mity.runs.writer import RunWriter
from mity.suggest import did_you_mean
from mity.workflow.core import Stage, Step
from mity.workflow.model import Workflow


class WorkflowExecutor:
    """Executes and resumes workflows.

    `events` hears what happens; `decide` answers stations that need a person; `cancel` must end whatever running
    stations wait for; `environment` is where secret values are found again on resume.
    """

    def __init__(
        self,
        registry: StationRegistry,
        *,
        events: Events | None = None,
        decide: Decide = wait_for_a_person,
        cancel: Callable[[], None] = lambda: None,
        environment: Mapping[str, str] = os.environ,
        store: Callable[[Path], LogStore] = LogStore,
    ) -> None:
        self._registry = registry
        self._events = events or Events()
        self._decide = decide
        self._cancel = cancel
        self._environment = environment
        self._store = store

    def execute(self, workflow: Workflow, context: WorkflowContext) -> ExecutionLog:
        """Runs every station and returns the log, whatever the run's end.

        Raises DefinitionError before anything runs, BusyError or StorageError when the log cannot be kept, and
        KeyboardInterrupt after the log was saved.
        """
        stages = ordered_stages(workflow, self._registry)
        context.run_id = self._store(context.workspace).new_run_id(workflow.id)
        stations = [step.id for stage in stages for step in stage.steps]
        return self._run(ExecutionLog(context.run_id, workflow, stations, context), stages, None)

    def load_log(self, path: Path | str) -> ExecutionLog:
        """Reads a log. Raises LogError with one clear sentence; the file is never changed."""
        path = Path(path)
        return self._store(path.parent.parent.parent).load(path)

    def resume(self, log: ExecutionLog, choice: Choice | None = None, *, from_station: str = "") -> ExecutionLog:
        """Goes on with a run: with the first station that has not passed, or with `from_station`.

        `choice` answers the question the run waits with; without one the station runs again.
        Raises LogError when nothing is left to do or a secret is missing, UsageError for a choice that is not on
        offer or an unknown station, and what `execute` raises.
        """
        stages = ordered_stages(log.workflow, self._registry)
        if from_station and choice:
            raise UsageError("give either a choice or the station to begin from, not both")
        if from_station:
            if from_station not in log.stations:
                hint = did_you_mean(from_station, log.stations)
                raise UsageError(f"run {log.run_id} has no station '{from_station}': {hint}")
        elif not log.can_resume():
            raise LogError(
                f"run {log.run_id} is {log.state.value}, nothing is left to do: use --from STATION to run a part again"
            )
        self._unmask(log, stages, from_station or _again(log, choice))
        return self._run(log, stages, choice, from_station)

    def _unmask(self, log: ExecutionLog, stages: list[Stage], again: str) -> None:
        """Finds secret values again. Raises LogError when one is missing that a station to run reads."""
        steps = [step for stage in stages for step in stage.steps]
        first = next((index for index, step in enumerate(steps) if step.id == again), len(steps))
        waiting = set(log.remaining())
        coming = [step for index, step in enumerate(steps) if index >= first or step.id in waiting]
        read = {""}
        for step in coming:
            inputs = self._registry.get(step.station).inputs
            read.update(inputs.required, inputs.optional)
        missing = [("", name) for step in coming for name in unmask(step.inputs, self._environment)]
        for key, name in [*missing, *log.context.unmask(self._environment)]:
            if key in read:
                raise LogError(f"run {log.run_id} needs the secret {name}: set it in the environment, then resume")

    def _run(
        self, log: ExecutionLog, stages: list[Stage], choice: Choice | None, from_station: str = ""
    ) -> ExecutionLog:
        waiting = log.failed_station()
        first = move(waiting, log.results[waiting], choice) if choice and waiting else None
        log.state, log.error, log.completed_at = RunState.RUNNING, None, None
        writer = self._store(log.context.workspace).open(log)
        drive = _Drive(log, stages, writer, self)
        try:
            self._events.emit(RunStarted(log))
            if from_station:
                drive.go_back(from_station)
            if choice and first and waiting:
                drive.take(waiting, choice)
            drive.run()
        except KeyboardInterrupt:
            self._cancel()
            log.state, log.error = RunState.PAUSED, "interrupted"
            raise
        finally:
            try:
                if log.state is RunState.RUNNING:
                    writer.release()
                else:
                    writer.stop(log)
            finally:
                self._events.emit(RunStopped(log))
        return log


def _again(log: ExecutionLog, choice: Choice | None) -> str:
    """The step that `choice` lets run again, or nothing. Raises UsageError when it is not on offer."""
    waiting = log.failed_station()
    if choice and not waiting and choice.word not in ("retry", "help"):
        raise UsageError(f"run {log.run_id} asks nothing that '{choice.word}' could answer: resume it without a choice")
    return move(waiting, log.results[waiting], choice).again if choice and waiting else ""


class _Drive:
    """One run under way."""

    def __init__(self, log: ExecutionLog, stages: list[Stage], writer: RunWriter, executor: WorkflowExecutor) -> None:
        self._log = log
        self._stages = stages
        self._writer = writer
        self._executor = executor
        self._stage_of = {step.id: index for index, stage in enumerate(stages) for step in stage.steps}
        self._chosen: dict[str, Choice] = {}
        self._at = 0

    def run(self) -> None:
        """Runs what has not passed, to the end of the workflow or to where it must stop."""
        log = self._log
        while self._at < len(self._stages) and log.state is RunState.RUNNING:
            stage = self._stages[self._at]
            self._at += 1
            pending = [step for step in stage.steps if not self._passed(step.id)]
            if not pending:
                continue
            if stage.max_parallel > 1 and len(pending) > 1:
                runs = run_together(pending, self._execute, stage.max_parallel, self._executor._cancel)
                for step, result in runs:
                    self._record(step.id, result)
            else:
                for step in pending:
                    self._record(step.id, self._execute(step))
                    if not self._passed(step.id):
                        break
            for step in pending:
                if step.id in log.results and log.state is RunState.RUNNING:
                    self._settle(step.id)
        if log.state is RunState.RUNNING:
            log.state, log.completed_at = RunState.COMPLETED, utc_now()

    def take(self, step: str, choice: Choice) -> None:
        """Does what a person chose for `step`, whose latest result asks for it. Raises UsageError."""
        result = self._log.results[step]
        if choice.text:
            self._log.help_text.append(choice.text)
        todo = move(step, result, choice)
        if todo.abort:
            self._stop(RunState.CANCELLED, f"station '{step}': {result.message}")
        elif todo.settled:
            self._record(step, todo.settled)
        else:
            self._chosen[todo.again] = choice
            self.go_back(todo.again)

    def go_back(self, step: str) -> None:
        """Lets the run go on at `step`: the results from there on go to the history."""
        if step not in self._stage_of:
            raise UsageError(f"the choice leads to step '{step}', which run {self._log.run_id} does not have")
        self._at = self._stage_of[step]
        again = [step] if len(self._stages[self._at].steps) > 1 else []
        later = [s.id for stage in self._stages[self._at + bool(again) :] for s in stage.steps]
        for name in [*again, *later]:
            if name in self._log.results:
                self._log.drop(name)
                self._writer.forget(self._log, name)

    def _passed(self, step: str) -> bool:
        result = self._log.results.get(step)
        return result is not None and result.status.passed

    def _execute(self, step: Step) -> StationResult:
        station = self._executor._registry.get(step.station)
        self._executor._events.emit(StepStarted(step.id, station.description))
        attempt = 1 + sum(row["station"] == step.id for row in self._log.history) + (step.id in self._log.results)
        result = run_step(station, step, self._log.context, attempt, self._chosen.pop(step.id, None))
        if result.question is None:
            return result
        question = result.question.within(self._stage_of)
        if self._stages[self._stage_of[step.id]].atomic:
            question = question.without("skip")
        return dataclasses.replace(result, question=question)

    def _record(self, step: str, result: StationResult) -> None:
        self._log.record(step, result)
        self._writer.record(self._log, step)
        self._executor._events.emit(StepFinished(step, result))

    def _settle(self, step: str) -> None:
        result = self._log.results[step]
        if result.status is Status.FAILED:
            self._stop(RunState.FAILED, f"station '{step}': {result.message}")
        elif result.status is Status.NEEDS_INPUT and result.question is not None:
            choice = self._executor._decide(step, result.question)
            if choice is None:
                self._stop(RunState.WAITING_FOR_INPUT, f"station '{step}': {result.message}")
            else:
                self.take(step, choice)

    def _stop(self, state: RunState, error: str) -> None:
        self._log.state, self._log.error = state, error
        if state is not RunState.WAITING_FOR_INPUT:
            self._log.completed_at = utc_now()
