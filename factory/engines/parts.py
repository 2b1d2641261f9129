"""Steps of a run that other workers do: each is handed over as a run of one step, followed, and its result taken."""

from __future__ import annotations

import copy
import dataclasses
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.engine.end import StepCancelled
from mity.engine.kinds.part import handed, heard
from mity.engine.step_scope import StepScope
from mity.engines.engine import Engine
from mity.engines.engine_store import EngineStore
from mity.engines.following import settle
from mity.engines.leases import Lease, Terms
from mity.engines.part_rows import PartRows
from mity.engines.places import Places
from mity.engines.rows import STOPPED
from mity.errors import UsageError
from mity.reading import Unfit, read_bytes
from mity.runs.context import PART, SOURCE, WorkflowContext
from mity.runs.events import utc_now
from mity.runs.inbox import CANCEL, PAUSE
from mity.runs.log import ExecutionLog
from mity.runs.result import MASKED, StationResult
from mity.runs.state import RunState
from mity.runs.store import LogStore
from mity.system.files import storage_error
from mity.workflow.core import Stage, Step
from mity.workflow.labels import LABEL, LABEL_HINT
from mity.workflow.model import Workflow
from mity.workflow.shown import brief_command, said

_LOOK_S = 0.2
_OWN = ("worker", "engine")
"""Who pauses a run so that another worker goes on with it, which then finds its steps where they are."""
_MOST = 64 << 20  # bytes of what the commands of a step printed
_PLACEHOLDER = ":"


class Parts:
    """What does steps of the run of `lease`, whose files are in `workspace`, on workers with other labels than these.

    A step that is under way elsewhere takes no place of this worker. See `mity.engine.ports.Elsewhere`.
    """

    def __init__(self, engine: Engine, lease: Lease, workspace: Path, labels: tuple[str, ...], places: Places) -> None:
        self._engine = engine
        self._lease = lease
        self._workspace = workspace
        self._labels = labels
        self._places = places
        self._rows = PartRows(engine.rows, lease)
        self._whole = self._rows.whole
        self._files = threading.Lock()  # who hands files over or brings some sees none that are half written

    def do(self, step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope) -> StationResult | None:
        """The result of a step that this worker is not for; None for one that it is for."""
        if wrong := next((one for one in step.runs_on if not LABEL.fullmatch(one)), ""):
            return StationResult.failed(f"runs_on: '{wrong}' cannot be a label: {LABEL_HINT}")
        if set(step.runs_on) <= set(self._own()):
            return None
        run_id = self._rows.open(scope.address)
        if run_id:
            self._rows.go_on(run_id)
            scope.note(f"run {run_id} is this step, begun for an earlier holder of the run")
        else:
            try:
                run_id = self._handed_over(step, view, env, scope)
            except UsageError as error:
                return StationResult.failed(str(error))
            scope.note(f"run {run_id} is this step: it waits for a worker with {', '.join(step.runs_on)}")
        with self._places.lent(lambda: scope.run.cancelled or scope.stop.is_set()):
            problem = self._until_stopped(run_id, scope)
        return self._taken(run_id, step, view, scope, problem)

    def under_way(self, address: str) -> bool:
        """Whether another worker has this step, or its result waits to be taken."""
        return bool(self._rows.open(address))

    def _own(self) -> tuple[str, ...]:
        """The labels of this worker; where its driver knows none, those that the name of its queue ends with."""
        return tuple(self._whole.queue.split(".")[1:]) if self._whole.driver else self._labels

    def _terms(self, labels: tuple[str, ...], part: str) -> Terms:
        queue = self._whole.queue
        if self._whole.driver:
            queue, labels = ".".join([queue, *sorted(set(labels))]), ()
        row = self._whole
        return Terms(queue, labels, row.priority, row.driver, row.key, part, self._lease)

    def _handed_over(self, step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope) -> str:
        """Puts a step into the queue as a run of its own, with the files as they are now; its id.

        Raises UsageError for what cannot be handed over, EngineError, StorageError.
        """
        told = handed(step, view, env, scope)
        self._rows.forget(scope.address)
        whole = scope.run.log.workflow if scope.run.log is not None else Workflow("run")
        flow = Workflow(f"{whole.id}.{step.id}", f"{whole.name}: {step.id}")
        flow.add(
            Stage(
                (
                    Step(
                        step.id,
                        command=_PLACEHOLDER,
                        description=step.description or step.station or brief_command(step) or said(step),
                        timeout_s=step.timeout_s,
                        on_failure=(),
                        once=step.once,
                        done_if=step.done_if,
                        cwd=step.cwd,
                    ),
                )
            )
        )
        context = copy.copy(view)
        context.inputs, context.new_outputs, context.choice, context.teller = {}, {}, "", None
        context.metadata = {name: value for name, value in view.metadata.items() if name != SOURCE}
        context.artifacts = dict(view.artifacts)
        context.with_metadata(PART, told)
        terms = self._terms(step.runs_on, self._rows.name(scope.address))
        store = EngineStore(self._workspace, scope.run.redactor, self._engine, terms, lambda: True)
        context.run_id = store.new_run_id(flow.id)
        log = ExecutionLog(context.run_id, flow, [step.id], context)
        log.state = log.state.move(RunState.RUNNING)
        with self._files:
            store.open(log).stop(log.state.move(RunState.PAUSED), None, None)
        return log.run_id

    def _until_stopped(self, run_id: str, scope: StepScope) -> str:
        """Waits until a step has ended; what hindered it, or nothing. Raises KeyboardInterrupt, StepCancelled."""
        while True:
            if scope.stop.is_set() or scope.run.cancelled:
                self._left(run_id, scope)
                raise StepCancelled if scope.stop.is_set() else KeyboardInterrupt
            status, problem = self._engine.rows.status(run_id)
            if status == STOPPED and (problem or not self._rows.waits(run_id)):
                return problem
            scope.stop.wait(_LOOK_S)

    def _left(self, run_id: str, scope: StepScope) -> None:
        """What becomes of a step whose run does not wait for it any longer: one that goes on elsewhere finds it."""
        by = {"by": scope.run.asked_by or "the run that it belongs to", "at": utc_now()}
        ended = scope.stop.is_set() or scope.run.asked == CANCEL
        if not ended:
            if scope.run.asked == PAUSE and scope.run.asked_by not in _OWN:
                self._tell(run_id, PAUSE, by)
            return
        if not self._rows.withdraw(run_id):
            self._tell(run_id, CANCEL, by)
        self._rows.close(run_id, scope.address)

    def _tell(self, run_id: str, what: str, by: Mapping[str, Any]) -> None:
        try:
            self._engine.messages.post(run_id, what, by)
        except UsageError:
            return  # it was told already

    def _taken(self, run_id: str, step: Step, view: WorkflowContext, scope: StepScope, problem: str) -> StationResult:
        """The result of a step that has ended, with its files brought here. Raises EngineError, StorageError."""
        if problem:
            self._rows.close(run_id, scope.address)
            return StationResult.failed(f"run {run_id}: {problem}")
        with self._files:
            stayed = settle(self._engine, run_id, self._workspace)
        log = LogStore(self._workspace).load(self._workspace / ".mity" / "logs" / f"{run_id}.json")
        self._add_transcript(log, step, scope)
        for name, value in log.context.artifacts.items():
            if view.artifacts.get(name) != value:
                scope.keep(name, value)
        self._rows.close(run_id, scope.address)
        scope.run.tree(view)  # the first proof of a run says which files count
        return _result(log, step, view, stayed, scope)

    def _add_transcript(self, log: ExecutionLog, step: Step, scope: StepScope) -> None:
        """What its commands printed goes to where those of this run print."""
        theirs = self._workspace / ".mity" / "logs" / log.run_id / scope_file(step)
        try:
            text = read_bytes(theirs, _MOST) if theirs.exists() else b""
            if text:
                scope.transcript.parent.mkdir(parents=True, exist_ok=True)
                with scope.transcript.open("ab") as transcript:
                    transcript.write(text)
        except Unfit as error:
            scope.note(f"what the step printed stays with run {log.run_id}: {error.strerror}")
        except OSError as error:
            raise storage_error("write", scope.transcript, error) from error


def scope_file(step: Step) -> str:
    """The name of the file with what the commands of a step print, which is a run of its own."""
    return f"{step.id}.log"


def _result(log: ExecutionLog, step: Step, view: WorkflowContext, stayed: list[str], scope: StepScope) -> StationResult:
    result = log.results.get(step.id)
    if result is None or log.state is RunState.CANCELLED:
        return StationResult.failed(f"run {log.run_id} was {log.state.value}: {log.error or 'without a result'}")
    result = heard(result, view)
    evidence = {**result.evidence, "run": log.run_id} if result.evidence else result.evidence
    result = dataclasses.replace(result, evidence=evidence)
    if hidden := result.extra.get(MASKED):
        return StationResult.failed(
            f"its output '{hidden[0]}' holds a secret, which goes into no database: give the secret to the worker of"
            " the step that needs it",
            evidence,
        )
    git = [path for path in stayed if ".git" in Path(path).parts[:-1] and Path(path).name != "index"]
    for path in git:
        scope.note(f"{path} stays as it is here: what git itself starts goes to no other machine")
    if both := [path for path in stayed if path not in git]:
        return StationResult.failed(
            f"{', '.join(both[:3])} was changed here while the step ran elsewhere: let the steps that write it"
            " run one after the other",
            evidence,
        )
    return result
