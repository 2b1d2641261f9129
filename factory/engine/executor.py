"""Runs a workflow, step by step, with a log that survives anything, and goes on from it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mity.changes.intent import Intent
from mity.engine.choice import Choice, Decide, apply_choice, wait_for_a_person
from mity.engine.end import Stop
from mity.engine.fork import redefined, replayed, wanted
from mity.engine.hidden_outputs import check_outputs
from mity.engine.order import plan
from mity.engine.place import resolved
from mity.engine.plan import Plan
from mity.engine.points import Point
from mity.engine.registry import StationRegistry
from mity.engine.rolling_back import Wanted
from mity.engine.scope import RunScope
from mity.engine.stopped import StoppedRun
from mity.engine.stops import check_stops
from mity.engine.stretch import Stretch
from mity.engine.taking_back import TakenBack
from mity.errors import LogError, UsageError
from mity.redaction import unmask
from mity.runs import events
from mity.runs.asking import asked_step
from mity.runs.context import WorkflowContext
from mity.runs.events import Listener, utc_now
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.runs.store import Logs, LogStore
from mity.workflow.model import Workflow


class WorkflowExecutor:
    """Executes and resumes workflows.

    `listeners` hear the events of every run; `decide` answers steps that need a person; `scope` makes what each run has
    to itself; `environment` is where secret values are found again on resume; `workflows` are what steps may call;
    `logs` keeps the logs of a workspace.
    """

    def __init__(
        self,
        registry: StationRegistry,
        *,
        listeners: Iterable[Listener] = (),
        decide: Decide = wait_for_a_person,
        scope: Callable[[WorkflowContext], RunScope] = lambda context: RunScope(),
        environment: Mapping[str, str] = os.environ,
        workflows: Mapping[str, Workflow] | None = None,
        logs: Logs = LogStore,
    ) -> None:
        self._registry = registry
        self._listeners = tuple(listeners)
        self._decide = decide
        self._scope = scope
        self._environment = environment
        self._workflows = workflows or {}
        self._logs = logs

    def execute(self, workflow: Workflow, context: WorkflowContext) -> ExecutionLog:
        """Runs every step and returns the log, whatever the run's end; a context that has a run id keeps it.

        Raises DefinitionError before anything runs, BusyError or StorageError when the log cannot be kept, and
        KeyboardInterrupt after the log was saved.
        """
        return self._run(*self._new(workflow, context), None)

    def prepare(self, workflow: Workflow, context: WorkflowContext) -> ExecutionLog:
        """The log of a run that is to begin somewhere else: it is paused before its first step. Raises as `execute`."""
        log, _, scope = self._new(workflow, context)
        return self._paused(log, scope)

    def _paused(self, log: ExecutionLog, scope: RunScope) -> ExecutionLog:
        log.state = log.state.move(RunState.RUNNING)
        self._logs(log.context.workspace, scope.redactor).open(log).stop(log.state.move(RunState.PAUSED), None, None)
        return log

    def _new(self, workflow: Workflow, context: WorkflowContext) -> tuple[ExecutionLog, Plan, RunScope]:
        planned, called = self._planned(workflow)
        check_stops(planned, context.metadata)
        scope = self._scope_of(context)
        context.run_id = context.run_id or self._logs(context.workspace, None).new_run_id(workflow.id)
        return ExecutionLog(context.run_id, workflow, planned.keys(), context, workflows=called), planned, scope

    def replay(
        self,
        log: ExecutionLog,
        workflow: Workflow,
        from_step: str,
        outputs: Mapping[str, Mapping[str, Any]],
        parameters: Mapping[str, Any],
        *,
        here: bool = True,
    ) -> ExecutionLog:
        """A new run that takes over what `log` has before a step, and runs that step and all behind it: here, or
        where somebody goes on with it, as with `prepare`.

        Raises UsageError for a step or an output that the run does not have, and what `execute` raises.
        """
        planned, called = self._planned(workflow)
        key, given = wanted(log, planned, from_step, outputs)
        made = replayed(log, planned, called, key, given, parameters)
        for name, value in made.context.unmask(self._environment) if here else ():
            raise LogError(f"run {log.run_id} needs the secret {value or name}: set it in the environment, then replay")
        made.run_id = made.context.run_id = self._logs(log.context.workspace, None).new_run_id(workflow.id)
        scope = self._scope_of(made.context)
        return self._run(made, planned, scope, None) if here else self._paused(made, scope)

    def redefine(self, log: ExecutionLog, workflow: Workflow, kept: Iterable[str]) -> ExecutionLog:
        """The log of a run that goes on by another definition; the results `kept` stand. Raises DefinitionError."""
        planned, called = self._planned(workflow)
        return redefined(log, planned, called, kept)

    def load_log(self, path: Path | str) -> ExecutionLog:
        """Reads a log. Raises LogError with one clear sentence; the file is never changed."""
        path = Path(path)
        return LogStore(path.parent.parent.parent).load(path)

    def answer(self, log: ExecutionLog, choice: Choice, step: str = "") -> None:
        """Records an answer to the question that the run waits with; `resume` takes it up, in any process.

        `step` names the one that is meant, where several ask. Raises UsageError when it asks nothing of the kind,
        BusyError when the run is under way, StorageError.
        """
        waiting = asked_step(log, choice.word, step)
        if waiting is None or waiting not in log.results:
            raise UsageError(f"run {log.run_id} asks nothing")
        apply_choice(waiting, log.results[waiting], choice)
        recorder = self._logs(log.context.workspace, None).open(log, self._listeners)
        recorder.emit(events.ANSWERED, waiting, waiting, **choice.to_json())
        recorder.stop(log.state, log.error, log.completed_at)

    def end(self, log: ExecutionLog, by: str = "") -> None:
        """Cancels a run that no process works on, as `by` asked. Raises BusyError when one does, StorageError."""
        recorder = self._logs(log.context.workspace, None).open(log, self._listeners)
        recorder.stop(log.state.move(RunState.CANCELLED), f"cancelled by {by}".removesuffix(" by "), utc_now())

    def cancel(self, log: ExecutionLog, by: str = "") -> None:
        """The same, with what the run and the workflows that it calls do at any end, for half a minute."""
        planned = plan(log.workflow, self._registry, log.workflows)
        list(log.context.unmask(self._environment))
        stop = Stop(RunState.CANCELLED, f"cancelled by {by}".removesuffix(" by "))
        scope = self._scope_of(log.context)
        Stretch(log, planned, scope, self._registry, self._listeners, self._decide, self._logs).cancel(stop)

    def note_trigger(self, log: ExecutionLog, run_id: str, how: str) -> None:
        """Records in the log of a run that has stopped that it does not owe another one any more: see `TRIGGER_ENDED`.

        Raises BusyError, StorageError.
        """
        recorder = self._logs(log.context.workspace, None).open(log)
        recorder.emit(events.TRIGGER_ENDED, run=run_id, how=how)
        recorder.stop(log.state, log.error, log.completed_at)

    def resume(
        self, log: ExecutionLog, choice: Choice | None = None, *, from_station: str = "", step: str = ""
    ) -> ExecutionLog:
        """Goes on with a run: with the first step that has not passed, or with `from_station`.

        `choice` answers the question the run waits with, that of `step` where there are several; without one an answer
        that was recorded is taken up, else the step runs again. What asked besides goes on waiting. Raises
        LogError when nothing is left to do or a secret is missing, UsageError for a choice that is not on offer or an
        unknown step, and what `execute` raises.
        """
        planned = plan(log.workflow, self._registry, log.workflows)
        if Intent.pending(log.context.output_path, log.run_id) is not None:
            raise UsageError(f"a rollback of run {log.run_id} was cut off: `mity rollback {log.run_id}` finishes it")
        if from_station and choice:
            raise UsageError("give either a choice or the station to begin from, not both")
        if from_station:
            from_station = resolved(log, planned, from_station)
        elif not log.state.can_resume:
            raise LogError(
                f"run {log.run_id} is {log.state.value}, nothing is left to do: use --from STATION to run a part again"
            )
        waiting = asked_step(log, choice.word, step) if choice else None
        self._unmask(log, planned, from_station or _again(log, waiting, choice))
        return self._run(log, planned, self._scope_of(log.context), choice, from_station, waiting)

    def roll_back(self, log: ExecutionLog, wanted: Wanted) -> tuple[Point, TakenBack]:
        """Goes back over what a run that has stopped changed; what is behind the point runs again on a resume.

        Raises UsageError, with nothing changed, when something is in the way, BusyError, StorageError, and MityError
        when an `undo:` fails.
        """
        planned = plan(log.workflow, self._registry, log.workflows)
        stopped = StoppedRun(log, planned, self._scope_of(log.context), self._registry, self._listeners, self._logs)
        return stopped.roll_back(wanted, lambda name: resolved(log, planned, name), self._environment)

    def put_back(self, log: ExecutionLog) -> None:
        """Takes back the atomic stage that a kill left half done, as `StoppedRun.put_back` does."""
        planned = plan(log.workflow, self._registry, log.workflows)
        StoppedRun(log, planned, self._scope(log.context), self._registry, self._listeners, self._logs).put_back()

    def _scope_of(self, context: WorkflowContext) -> RunScope:
        made = self._scope(context)
        made.new_run_id = lambda workflow: self._logs(context.workspace, None).new_run_id(workflow)
        return made

    def _planned(self, workflow: Workflow) -> tuple[Plan, dict[str, Workflow]]:
        """The plan of a workflow, with what its steps call; the mapping takes in what the run generates."""
        workflows = dict(self._workflows)
        planned = plan(workflow, self._registry, workflows)
        called = {step.step.workflow for step in planned.steps()}
        for name in workflows.keys() - called:
            del workflows[name]
        return planned, workflows

    def _unmask(self, log: ExecutionLog, planned: Plan, again: str) -> None:
        """Finds secret values again. Raises LogError when one is missing that a step to run reads."""
        steps = list(planned.steps())
        first = next((index for index, step in enumerate(steps) if step.key == again), len(steps))
        waiting = set(log.remaining())
        coming = [step for index, step in enumerate(steps) if index >= first or step.key in waiting]
        check_outputs(log, coming)
        read = {""}
        for one in coming:
            if one.step.station:
                inputs = self._registry.get(one.step.station).inputs
                read.update(inputs.required, inputs.optional)
        missing = [("", name) for one in coming for name in unmask(one.step.inputs, self._environment)]
        for key, name in [*missing, *log.context.unmask(self._environment)]:
            if key in read:
                raise LogError(f"run {log.run_id} needs the secret {name}: set it in the environment, then resume")

    def _run(
        self,
        log: ExecutionLog,
        planned: Plan,
        scope: RunScope,
        choice: Choice | None,
        from_station: str = "",
        waiting: str | None = None,
    ) -> ExecutionLog:
        stretch = Stretch(log, planned, scope, self._registry, self._listeners, self._decide, self._logs)
        stretch.run(choice, from_station, waiting)
        return log


def _again(log: ExecutionLog, waiting: str | None, choice: Choice | None) -> str:
    """The step that a choice for the one `waiting` runs again, or nothing. Raises UsageError if it is not offered."""
    if choice and not waiting and choice.word not in ("retry", "help"):
        raise UsageError(f"run {log.run_id} asks nothing that '{choice.word}' could answer: resume it without a choice")
    return apply_choice(waiting, log.results[waiting], choice).rerun if choice and waiting else ""
