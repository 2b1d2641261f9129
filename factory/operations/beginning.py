"""Beginning a run: its workflow found, whether that is trusted, what the run is told, and what runs behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from mity.engine.executor import WorkflowExecutor
from mity.engine.frame import PARAMETERS
from mity.engine.registry import StationRegistry
from mity.engine.station import Preview
from mity.errors import DefinitionError
from mity.operations.behind import Behind
from mity.operations.operation import Operation
from mity.operations.previewing import previewed
from mity.operations.run_context import project_of, reads_project
from mity.runs.context import SOURCE, WorkflowContext
from mity.runs.events import Listener
from mity.runs.log import ExecutionLog
from mity.runs.store import Logs
from mity.runs.triggered import owed
from mity.services.executions import Executions
from mity.services.services import Services
from mity.services.trust_gate import RUN_AGENT, TrustGate
from mity.trust.item import Item
from mity.workflow.core import Policy, Step
from mity.workflow.library import Library
from mity.workflow.model import Workflow


class Beginning:
    """Begins the runs of one workspace; `project` are the settings of the project, `logs` keeps their logs."""

    def __init__(
        self,
        gate: TrustGate,
        library: Library,
        registry: StationRegistry,
        executions: Executions,
        services: Services,
        project: Mapping[str, Any],
        listener: Listener,
        logs: Logs,
    ) -> None:
        self._gate = gate
        self._library = library
        self._registry = registry
        self._executions = executions
        self._services = services
        self._project = project
        self._listener = listener
        self._logs = logs

    def untrusted(self, operation: Operation) -> list[Item]:
        """What came with the project, would run, and was not trusted. Raises UsageError, DefinitionError."""
        return self._untrusted(operation.context, *self._found(operation))

    def untrusted_behind(self, log: ExecutionLog) -> list[Item]:
        """What may run behind a run that goes on, came with the project, and was not trusted.

        What cannot be read is left out: it is told when it is due. Raises UsageError for links in `.mity`.
        """
        try:
            return self._behind_items(log.context, [log.workflow, *log.workflows.values()], log.triggered)
        except DefinitionError:
            return []

    def _behind_items(
        self, context: WorkflowContext, workflows: Sequence[Workflow], rows: Sequence[dict[str, Any]] = ()
    ) -> list[Item]:
        """What each workflow that these trigger, or that is owed by `rows`, will be asked about when it begins."""
        names = [row["workflow"] for row in owed(rows)]
        items: list[Item] = []
        for one in self._library.triggered(workflows, self._registry, names).values():
            called = self._library.called(one, self._registry)
            items += [item for item in self._untrusted(context, one, called) if item not in items]
        return items

    def _untrusted(self, context: WorkflowContext, workflow: Workflow, called: dict[str, Workflow]) -> list[Item]:
        behind = self._library.triggered([workflow, *called.values()], self._registry)
        return self._gate.for_run(context, workflow, {**behind, **called})

    def run(self, operation: Operation) -> ExecutionLog:
        """Runs a workflow; the log tells how it ended. Raises MityError, UntrustedError among them."""
        return self.behind(self._run(operation))

    def _run(self, operation: Operation, *also: Listener) -> ExecutionLog:
        """Runs a workflow that was trusted; `also` hear its events."""
        workflow, called = self._ready(operation)
        with self._executions.of(operation.context, workflow, called, begins=True, also=also) as executor:
            return executor.execute(workflow, operation.context)

    def preview(self, operation: Operation) -> list[tuple[str, Preview]]:
        """What each step would do. Nothing is written to the workspace. Raises MityError."""
        project = partial(project_of, self._services, own=self._project)
        return previewed(operation, self._library, self._registry, self._executions, project)

    def hand_over(self, operation: Operation) -> ExecutionLog:
        """The log of a run that is to begin on another machine. Raises MityError, UntrustedError among them."""
        return self._prepared(operation, self._logs)

    def _prepared(self, operation: Operation, logs: Logs) -> ExecutionLog:
        workflow, called = self._ready(operation)
        made = WorkflowExecutor(self._registry, scope=self._executions.scope, workflows=called, logs=logs)
        return made.prepare(workflow, operation.context)

    def _ready(self, operation: Operation) -> tuple[Workflow, dict[str, Workflow]]:
        """The trusted workflow of an operation and those that it calls; its context has what the run is to know."""
        workflow, called = self._found(operation)
        context = operation.context
        self._gate.check(self._untrusted(context, workflow, called))
        self._gate.consents.give(self._behind_items(context, [workflow, *called.values()]), keep=False)
        self._note_agent(context, [workflow, *called.values()])
        self._gate.remember_run(context, workflow, called)
        for name, value in (parameters := self._library.checked(workflow, operation.parameters)).items():
            context.with_metadata(name, value)
        context.with_metadata(PARAMETERS, parameters)
        if self._library.is_own(operation.workflow):
            context.with_metadata(SOURCE, operation.workflow)
        if reads_project(workflow, *called.values()):
            context.with_metadata("project", project_of(self._services, context, self._project))
        return workflow, called

    def _note_agent(self, context: WorkflowContext, workflows: Iterable[Workflow]) -> None:
        """Tells the context which coding agent the run asks, so that whoever goes on with it asks the same one."""
        agent = self._services.agent
        if not (agent.preset or agent.command):
            return
        if any(self._may_ask(step) for one in workflows for step in one.steps()):
            context.with_metadata(RUN_AGENT, agent.model_dump(mode="json", include={"preset", "command"}))

    def _may_ask(self, step: Step) -> bool:
        """Whether a step asks a coding agent, for its work or for a repair."""
        if step.agent is not None or step.generate:
            return True
        chain = step.on_failure
        if chain is None and step.station:
            chain = self._registry.get(step.station).on_failure
        return any(link.policy is Policy.HEAL for link in chain or ())

    def _found(self, operation: Operation) -> tuple[Workflow, dict[str, Workflow]]:
        workflow = self._library.find(operation.workflow, self._registry)
        if gates := operation.context.metadata.get("gates"):
            workflow.gates = self._library.gates(Path(gates), workflow)
        return workflow, self._library.called(workflow, self._registry)

    def behind(self, log: ExecutionLog) -> ExecutionLog:
        """Runs the workflows that a run has triggered, or hands them over; returns the log of that run.

        One that cannot run is told. Raises AwayError, MityError.
        """
        if owed(log.triggered):
            note = WorkflowExecutor(self._registry, logs=self._logs).note_trigger
            behind = Behind(self._executions.store, self._services.catalogue, self._run, note, self._listener)
            if (logs := self._executions.behind) is None:
                behind.run(log)
            else:
                behind.hand_over(log, lambda operation: self._prepared(operation, logs))
        return log
