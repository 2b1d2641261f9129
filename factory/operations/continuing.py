"""Going on with a run: as it was begun, by a definition that was changed since, or as a new run from a step on."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from mity.changes.changeset import ChangeSet
from mity.engine.change_records import STAGE
from mity.engine.choice import Choice
from mity.engine.executor import WorkflowExecutor
from mity.engine.fork import before, wanted
from mity.engine.frame import PARAMETERS
from mity.engine.order import plan
from mity.engine.points import Point
from mity.engine.registry import StationRegistry
from mity.engine.rolling_back import Wanted
from mity.engine.taking_back import TakenBack
from mity.errors import UsageError
from mity.operations.changed_definition import refusal, same, standing
from mity.runs.context import SOURCE, WorkflowContext
from mity.runs.events import NOTE, Event, Listener, utc_now
from mity.runs.log import ExecutionLog
from mity.services.executions import Executions
from mity.services.trust_gate import TrustGate
from mity.text.records import dataclass, field
from mity.trust.item import Item
from mity.workflow.library import Library
from mity.workflow.model import Workflow

KEEP, ACCEPT = "keep", "accept"


@dataclass(frozen=True, slots=True)
class Replay:
    """What is different in a replay: outputs of earlier steps by their keys, parameters, and which definition runs.

    With `rewind` the files go back to what they were before its first step.
    """

    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    new_definition: bool = False
    rewind: bool = False


class Continuing:
    """Goes on with the runs of one workspace."""

    def __init__(
        self,
        gate: TrustGate,
        library: Library,
        registry: StationRegistry,
        executions: Executions,
        listener: Listener,
    ) -> None:
        self._gate = gate
        self._library = library
        self._registry = registry
        self._executions = executions
        self._listener = listener

    def resume(
        self,
        log: ExecutionLog,
        choice: Choice | None = None,
        from_station: str = "",
        definition: str = "",
        step: str = "",
    ) -> ExecutionLog:
        """Continues a run; `definition` is `keep` or `accept` where the file of its workflow was changed since.

        `choice` is for the question of `step`, which must be named where several could be meant.

        One of a package goes on as it was begun, without asking. A run that only owes what it triggered is left as it
        is. Raises MityError, UntrustedError among them.
        """
        if log.can_resume() and not (log.state.can_resume or choice or from_station):
            return log
        self._put_back(log)
        changed = self._changed(log)
        if changed is not None and not definition:
            if not (package := self._library.package_of(log.workflow.id)):
                raise refusal(log, *changed)
            text = f"package '{package}' was changed since the run began: it goes on by the definition in its log"
            self._listener(Event(0, utc_now(), NOTE, data={"text": text}, run=log.run_id))
            definition = KEEP
        if changed is None or definition == KEEP:
            self._gate.check(self._gate.for_resume(log, choice))
            self._gate.remember_answer(log, choice)
            with self._executions.of(log.context, log.workflow, log.workflows) as executor:
                return executor.resume(log, choice, from_station=from_station, step=step)
        workflow, called = changed
        self._gate.check(self._gate.for_run(log.context, workflow, called))
        self._gate.remember_run(log.context, workflow, called)
        self._gate.remember_answer(log, choice)
        kept, notes = standing(log, workflow)
        for text in notes:
            self._listener(Event(0, utc_now(), NOTE, data={"text": text}, run=log.run_id))
        parameters = self._library.checked(workflow, _known_of(workflow, log.context.metadata.get(PARAMETERS) or {}))
        log.context.with_metadata(PARAMETERS, parameters)
        with self._executions.of(log.context, workflow, called) as executor:
            made = executor.redefine(log, workflow, kept)
            return executor.resume(made, choice, from_station=from_station, step=step)

    def cancel(self, log: ExecutionLog, by: str, *, files: bool) -> bool:
        """Cancels a run that no process works on, with what it does at any end. Raises MityError.

        False where it does nothing then, or where its `files` are elsewhere or what it does was not trusted, which is
        told.
        """
        if not acts_at_any_end(log):
            return False
        why = "it came with the project and was not trusted here" if files and self._gate.for_resume(log) else ""
        if why := why or ("" if files else "its files are elsewhere; `mity cancel` where it was begun does it"):
            text = f"what the run does at any end is left out: {why}"
            self._listener(Event(0, utc_now(), NOTE, data={"text": text}, run=log.run_id))
            return False
        unbound = copy.copy(log.workflow)
        unbound.concurrency = None  # others of its group may be under way
        with self._executions.of(log.context, unbound, log.workflows) as executor:
            executor.cancel(log, by)
        return True

    def untrusted(self, log: ExecutionLog, choice: Choice | None, definition: str) -> list[Item]:
        """What came with the project, would run when the run goes on, and was not trusted.

        Raises UsageError, BusyError, StorageError.
        """
        self._put_back(log)
        changed = self._changed(log) if definition == ACCEPT else None
        return self._gate.for_run(log.context, *changed) if changed else self._gate.for_resume(log, choice)

    def _put_back(self, log: ExecutionLog) -> None:
        """Takes back a stage that a kill left half done, before anybody judges the `.mity` that is part of it.

        Raises BusyError, StorageError.
        """
        left = ChangeSet.pending(log.context.output_path, log.run_id)
        if any(change.owner.startswith(STAGE) for change in left) and self._gate.for_resume(log):
            with self._executions.of(log.context, log.workflow, log.workflows) as executor:
                executor.put_back(log)

    def check_replay(self, log: ExecutionLog, from_step: str, given: Replay) -> None:
        """Raises UsageError for what a replay names and the run does not have, and for files that cannot go back."""
        changed = self._changed(log) if given.new_definition else None
        workflow, called = changed or (log.workflow, log.workflows)
        planned = plan(workflow, self._registry, called)
        wanted(log, planned, from_step, given.outputs)
        known = _known_of(workflow, log.context.metadata.get(PARAMETERS) or {})
        self._library.checked(workflow, {**known, **given.parameters})
        if given.rewind:
            before(log, planned, from_step)

    def rewind(self, log: ExecutionLog, from_step: str, given: Replay) -> tuple[Point, TakenBack]:
        """Puts the files back to what they were before the first step of a replay, what others changed aside.

        The run whose files they were is rolled back to there, without what its steps say to `undo`. Raises MityError.
        """
        self.check_replay(log, from_step, given)
        self._gate.check(self._gate.for_resume(log))
        to = before(log, plan(log.workflow, self._registry, log.workflows), from_step)
        with self._executions.of(log.context, log.workflow, log.workflows) as executor:
            return executor.roll_back(log, Wanted(to, aside=True, skip_undo=True))

    def untrusted_replay(self, log: ExecutionLog, given: Replay) -> list[Item]:
        """What came with the project, would run in a replay, and was not trusted. Raises UsageError."""
        changed = self._changed(log) if given.new_definition else None
        return self._gate.for_run(log.context, *changed) if changed else self._gate.for_resume(log)

    def replay(self, log: ExecutionLog, from_step: str, given: Replay) -> ExecutionLog:
        """A new run that takes over what `log` has before a step. Raises MityError, UntrustedError among them."""
        if log.edited:
            raise UsageError(f"the log of run {log.run_id} is not as mity wrote it, so nothing of it is taken over")
        changed = self._changed(log) if given.new_definition else None
        workflow, called = changed or (log.workflow, log.workflows)
        self._gate.check(self.untrusted_replay(log, given))
        known = _known_of(workflow, log.context.metadata.get(PARAMETERS) or {})
        parameters = self._library.checked(workflow, {**known, **given.parameters})
        self._gate.remember_run(log.context, workflow, called)
        with self._executions.of(log.context, workflow, called) as executor:
            return executor.replay(log, workflow, from_step, given.outputs, parameters)

    def hand_over(self, log: ExecutionLog, parameters: Mapping[str, Any], from_step: str = "") -> ExecutionLog:
        """A new run by the definition of `log`, which others go on with: from a step on as in a replay, or anew.

        What it does was trusted where `log` was begun: whoever goes on with it asks, or knows. Raises MityError.
        """
        if log.edited:
            raise UsageError(f"the log of run {log.run_id} is not as mity wrote it, so nothing of it is taken over")
        made = WorkflowExecutor(
            self._registry, scope=self._executions.scope, workflows=log.workflows, logs=self._executions.logs
        )
        known = _known_of(log.workflow, log.context.metadata.get(PARAMETERS) or {}) if from_step else {}
        given = self._library.checked(log.workflow, {**known, **parameters})
        if from_step:
            return made.replay(log, log.workflow, from_step, {}, given, here=False)
        context = WorkflowContext.from_json({**log.context.to_json(), "outputs": {}, "artifacts": {}})
        for name, value in given.items():
            context.with_metadata(name, value)
        return made.prepare(log.workflow, context.with_metadata(PARAMETERS, given))

    def _changed(self, log: ExecutionLog) -> tuple[Workflow, dict[str, Workflow]] | None:
        """The definition of a run as its file has it now; None when that is gone, broken, shipped or does the same."""
        source = str(log.context.metadata.get(SOURCE) or "")
        if not source:
            return None
        try:
            workflow = self._library.find(source, self._registry)
            called = self._library.called(workflow, self._registry)
        except UsageError:
            return None
        return None if same(log, workflow, called) else (workflow, called)


def acts_at_any_end(log: ExecutionLog) -> bool:
    """Whether a run, or a workflow that it calls, does something however it ends."""
    return any(one.finally_ for one in (log.workflow, *log.workflows.values()))


def _known_of(workflow: Workflow, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The values of parameters that a workflow still has."""
    names = {one.name for one in workflow.parameters}
    return {name: value for name, value in parameters.items() if name in names}
