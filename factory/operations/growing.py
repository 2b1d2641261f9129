"""Features added to and taken from an application: checked, shown, run, and undone as a whole when a proof fails."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mity.changes.changeset import ChangeSet
from mity.engine.choice import Choice
from mity.engine.executor import WorkflowExecutor
from mity.engine.registry import StationRegistry
from mity.engine.station import Preview
from mity.errors import MityError
from mity.features.agent_task import budget_json, coding_agent_of, task_json, task_of
from mity.features.application import Application, open_application
from mity.features.plan import Action
from mity.features.run_inputs import application_of, plan_of
from mity.operations.add_feature import needs_baseline
from mity.runs.context import WorkflowContext
from mity.runs.events import RunStopped
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.services.config import AgentConfig
from mity.services.services import Services
from mity.system.git import Repository
from mity.workflow.builtin import PLANNING, add_feature, remove_feature
from mity.workflow.model import Workflow

_NAMING = {"preset", "command"}
_UNKNOWN = "(the newest one: known once the application is built)"


@dataclass(frozen=True, slots=True)
class FeaturePreview:
    """What would be done: kind and path of each file, the difference, and what each station would run.

    Of a wish in words nobody knows the files yet: `plan` says who would be asked, and under which terms.
    """

    files: tuple[tuple[str, str], ...]
    diff: str
    stations: tuple[tuple[str, Preview], ...]
    plan: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Growing:
    """Runs that change an application as a whole or not at all."""

    services: Services
    registry: Callable[[], StationRegistry]
    executor: Callable[[], WorkflowExecutor]
    hold: Callable[[WorkflowContext], AbstractContextManager[None]]
    _completed: bool = False

    def hear(self, event: object) -> None:
        """Learns how a run stopped."""
        if isinstance(event, RunStopped):
            self._completed = event.log.state is RunState.COMPLETED

    def idle(self, context: WorkflowContext) -> bool:
        """True when the application has the feature just as it is described. Raises UsageError."""
        asked = context.metadata["feature"]
        application = application_of(self.services, context)
        return asked["action"] == "add" and asked["update"] and not plan_of(application, context).changes

    def outlook(self, context: WorkflowContext) -> FeaturePreview:
        """What a run would do. Nothing is written. Raises UsageError, DefinitionError."""
        application = open_application(context.output_path, self.services.catalogue, lambda: self._previous(context))
        steps = [step.station for step in self._workflow(context).steps()]
        names = [name for name in steps if name not in PLANNING]
        stations = tuple((name, self.registry().get(name).preview(context)) for name in names)
        if context.metadata["feature"]["action"] == "wish":
            return FeaturePreview((), "", stations, self._terms(application, context))
        plan = plan_of(application, context)
        diff = "".join(_difference(application, action) for action in plan.changes)
        return FeaturePreview(tuple((action.kind, action.path) for action in plan.changes), diff, stations)

    def grow(self, context: WorkflowContext) -> ExecutionLog:
        """Adds or removes a feature: it lands with all its proofs, or the project is as it was. Raises MityError."""
        if context.metadata["feature"]["action"] == "wish":
            context.with_metadata("agent", self.services.agent.model_dump(mode="json", include=_NAMING))
        with self.hold(context), self._atomic(context):
            return self.executor().execute(self._workflow(context), context)

    def resume(self, log: ExecutionLog, choice: Choice | None, from_station: str) -> ExecutionLog:
        """Goes on with a run; what it had changed was or is undone, so it is changed again. Raises MityError."""
        self._name_again(log.context)
        with self.hold(log.context), self._atomic(log.context):
            self._settle(log.context.output_path, log.run_id, completed=False)
            atomic = next(s.atomic for s in log.workflow.stages if s.atomic)
            undone = atomic in log.results and not self._committed(log.context.output_path, log.run_id)
            if undone and log.can_resume() and not from_station and not (choice and choice.word == "abort"):
                log.help_text += [choice.text] if choice and choice.text else []
                choice, from_station = None, atomic
            return self.executor().resume(log, choice, from_station=from_station)

    def _name_again(self, context: WorkflowContext) -> None:
        """The agent that the run began with, unless another one is named now."""
        named = context.metadata.get("agent")
        if context.metadata["feature"]["action"] != "wish":
            return
        if named and not (self.services.agent.preset or self.services.agent.command):
            again = AgentConfig.model_validate({**self.services.agent.model_dump(), **named})
            self.services.agent = again

    def _terms(self, application: Application, context: WorkflowContext) -> dict[str, Any]:
        task = task_of(self.services, application, context)
        about = {"agent": coding_agent_of(self.services).name, "budget": budget_json(task.terms)}
        return {**task_json(task), **about}

    def _workflow(self, context: WorkflowContext) -> Workflow:
        baseline = needs_baseline(context, application_of(self.services, context).folder.stack)
        make = remove_feature if context.metadata["feature"]["action"] == "remove" else add_feature
        return make(baseline)

    def _previous(self, context: WorkflowContext) -> str:
        try:
            return application_of(self.services, context).previous()
        except MityError:
            return _UNKNOWN

    @contextmanager
    def _atomic(self, context: WorkflowContext) -> Iterator[None]:
        """Ends the transaction that the run began: its changes stay when the run completed or committed them."""
        self._completed = False
        try:
            yield
        finally:
            self._settle(context.output_path, context.run_id, completed=self._completed)

    def _settle(self, project: Path, run_id: str, *, completed: bool) -> None:
        pending = ChangeSet.pending(project, run_id)
        keep = completed or (bool(pending) and self._committed(project, run_id))
        for change in pending:
            if keep:
                change.keep()
                continue
            undone = change.undo()
            self.services.note("what the run had changed in the project was put back, byte for byte")
            for path in undone.aside:
                self.services.note(f"the last content of {path} is kept in .mity/aside/{run_id}")

    def _committed(self, project: Path, run_id: str) -> bool:
        repository = Repository(project)
        head = repository.head() if repository.exists() else None
        return head is not None and f"Mity-Run: {run_id}" in head.message


def _difference(application: Application, action: Action) -> str:
    """A file's change as a unified diff, before the application's formatter has seen it."""
    before = (application.read(action.path) or b"").decode("utf-8", "replace").splitlines(keepends=True)
    after = action.text.splitlines(keepends=True) if action.writes else []
    names: Mapping[bool, str] = {True: f"a/{action.path}", False: "/dev/null"}
    to = f"b/{action.path}" if action.writes else "/dev/null"
    return "".join(difflib.unified_diff(before, after, names[bool(before)], to))
