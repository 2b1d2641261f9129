"""Everything wired once: what each verb of the command line does, without a word about how it looks."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

from mity.engine.choice import Choice, Decide, wait_for_a_person
from mity.engine.executor import WorkflowExecutor
from mity.engine.frame import PARAMETERS
from mity.engine.preview import preview
from mity.engine.registry import StationRegistry
from mity.engine.rollback import end_trials, unfinished
from mity.engine.scope import RunScope
from mity.engine.station import Preview
from mity.errors import LogError, UsageError
from mity.features.application import Application, open_application
from mity.healing.rules import AgentRegistry
from mity.operations.add_feature import FeatureRequest, prepare_feature, up_to_date
from mity.operations.create_app import Checked, CreateApp, check
from mity.operations.heal import prepare_heal
from mity.operations.operation import Operation
from mity.operations.remove_feature import prepare_removal
from mity.operations.resume import resume_summary
from mity.operations.run_workflow import prepare_run
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.events import RUN_STATE, Event, Listener
from mity.runs.log import ExecutionLog
from mity.runs.store import LogStore
from mity.services.application_lock import ApplicationLock, check_whole
from mity.services.config import AgentConfig, read_config
from mity.services.plugins import load_agents, load_stations, services_for
from mity.services.repairs import Repairs
from mity.services.services import Services
from mity.services.step_services import BodyServices
from mity.services.trust_gate import TrustGate
from mity.stacks.catalog import Catalogue
from mity.system.files import inside
from mity.system.git import Repository
from mity.system.process import Runner
from mity.system.tools import Toolbox
from mity.trust.item import Item
from mity.trust.project import check_home
from mity.workflow.library import Library
from mity.workflow.model import Workflow

_NAMING = {"preset", "command"}


class App:
    """mity for one workspace.

    `listener` hears the events of runs; `decide` answers questions; `agent` names a coding agent and `limits` healing
    settings that win over those of `.mity/config.toml`. With `only_plan` repairs are named, not tried.
    With `dry_run` no program is started that only a foreign stack names.
    """

    def __init__(
        self,
        workspace: Path,
        listener: Listener = lambda event: None,
        decide: Decide = wait_for_a_person,
        agent: str = "",
        limits: Mapping[str, Any] | None = None,
        *,
        only_plan: bool = False,
        dry_run: bool = False,
    ) -> None:
        self.workspace = workspace
        self.runner = Runner(Redactor(os.environ))
        self.catalogue = Catalogue([WorkflowContext(workspace).templates_path])
        self.toolbox = Toolbox(self.runner, may_start=self.catalogue.names_tool if dry_run else lambda tool: True)
        self.store = LogStore(workspace)
        check_home(workspace)
        own = read_config(workspace)
        self.config = own.with_agent(agent).with_limits(limits or {})
        self.library = Library(workspace)
        named = bool(self.config.agent.preset or self.config.agent.command)
        self.gate = TrustGate(workspace, AgentConfig() if agent else own.agent, self.library, named)
        self.services = Services(
            self.catalogue,
            self.toolbox,
            lambda: self.agents,
            self.config.healing,
            self.config.agent,
            consents=self.gate.consents,
        )
        self._listener = listener
        self._decide = decide
        self._only_plan = only_plan

    @cached_property
    def registry(self) -> StationRegistry:
        """Every installed station, ours and third-party ones. Raises DefinitionError."""
        return load_stations(self.services)

    @cached_property
    def agents(self) -> AgentRegistry:
        """Every installed specialist, ours and third-party ones. Raises DefinitionError."""
        return load_agents(self.services)

    def application(self) -> Application:
        """The application that is this workspace. Raises UsageError when it is none, or half made by a killed run."""
        check_whole(self.workspace)
        return open_application(self.workspace, self.catalogue)

    def prepare_create(self, request: CreateApp) -> Checked:
        """Checks a create-app request without writing anything. Raises UsageError."""
        return check(request, self.catalogue, self.runner)

    def prepare_heal(self, stack: str, station: str) -> Operation:
        """What heals the project that is this workspace. Raises UsageError when it is no such project."""
        return prepare_heal(self.workspace, self.catalogue, stack, station)

    def prepare_run(self, workflow: str, parameters: Iterable[str]) -> Operation:
        """What runs a workflow in the project that is this workspace. Raises UsageError, DefinitionError."""
        operation = prepare_run(self.workspace, self.catalogue, workflow, parameters)
        self.library.called(self.library.find(workflow, self.registry), self.registry)
        return operation

    def prepare_feature(self, request: FeatureRequest) -> Operation:
        """Checks a feature against the application without writing anything. Raises UsageError, BusyError."""
        application = self.application()
        ApplicationLock(application.root).check()
        agent = self.config.agent.model_dump(mode="json", include=_NAMING)
        return prepare_feature(application, request, lambda: self.agents.coding_agent, agent)

    def up_to_date(self, operation: Operation) -> bool:
        """True when the application has the feature just as it is described. Raises UsageError."""
        return up_to_date(self.application(), operation)

    def prepare_removal(self, name: str, branch: str) -> Operation:
        """Checks that a feature can be removed. Raises UsageError, BusyError."""
        application = self.application()
        ApplicationLock(application.root).check()
        return prepare_removal(application, name, branch)

    def untrusted(self, operation: Operation) -> list[Item]:
        """What came with the project, would run, and was not trusted. Raises UsageError, DefinitionError."""
        workflow, called = self._found(operation)
        return self.gate.for_run(operation.context, workflow, called)

    def run(self, operation: Operation) -> ExecutionLog:
        """Runs a workflow; the log tells how it ended. Raises MityError, UntrustedError among them."""
        workflow, called = self._found(operation)
        context = operation.context
        self.gate.check(self.gate.for_run(context, workflow, called))
        self.gate.remember_run(context, workflow, called)
        for name, value in (parameters := self.library.checked(workflow, operation.parameters)).items():
            context.with_metadata(name, value)
        context.with_metadata(PARAMETERS, parameters)
        with self._executing(context, workflow) as executor:
            return executor.execute(workflow, context)

    def resume(self, log: ExecutionLog, choice: Choice | None = None, from_station: str = "") -> ExecutionLog:
        """Continues a run. Raises MityError, UntrustedError among them."""
        self.gate.check(self.gate.for_resume(log, choice))
        self.gate.remember_answer(log, choice)
        with self._executing(log.context, log.workflow) as executor:
            return executor.resume(log, choice, from_station=from_station)

    def answer(self, log: ExecutionLog, choice: Choice, step: str = "") -> None:
        """Records an answer to the question of a run that waits; `resume` takes it up. Raises MityError."""
        self.gate.remember_answer(log, choice)
        WorkflowExecutor(self.registry).answer(log, choice, step)

    def cancel(self, log: ExecutionLog) -> None:
        """Cancels a run that no process works on. Raises MityError."""
        WorkflowExecutor(StationRegistry(), listeners=(self._listener,)).end(log)

    def digest(self, context: WorkflowContext) -> str:
        """The digest of the application's files, by which a checkpoint knows what it showed. Raises StorageError."""
        return self._scope(context).shown(context)

    def preview(self, operation: Operation) -> list[tuple[str, Preview]]:
        """What each step would do. Nothing is written to the workspace. Raises MityError."""
        if self.gate.agent_named:
            self.services.load_agents()  # a name that means nothing is told in a dry run too
        workflow = self.library.find(operation.workflow, self.registry)
        context = WorkflowContext.from_json(operation.context.to_json())
        context.with_metadata(PARAMETERS, self.library.checked(workflow, operation.parameters))
        with tempfile.TemporaryDirectory(prefix="mity-") as scratch:
            if not context.output_path.exists():  # what is to be made is made where it can be thrown away
                context.move_to(Path(scratch).resolve())
            return preview(
                workflow, context, self.registry, self._scope(context), self.library.called(workflow, self.registry)
            )

    def _found(self, operation: Operation) -> tuple[Workflow, dict[str, Workflow]]:
        workflow = self.library.find(operation.workflow, self.registry)
        return workflow, self.library.called(workflow, self.registry)

    def find(self, reference: str = "") -> tuple[ExecutionLog, Path]:
        """The log that `reference` means, and its path. Raises LogError."""
        path = self.store.resolve(reference)
        log = self.store.load(path)
        if not inside(log.context.workspace, log.context.output_path):
            raise LogError(
                f"{path} is of an application outside of its workspace, {log.context.output_path}: it is left alone"
            )
        return log, path

    def resume_summary(self, log: ExecutionLog, path: Path) -> list[str]:
        """What a resume continues from: the step, the age of the run, and what changed in the project since."""
        return resume_summary(log, path, self._ignored(log.context))

    @contextmanager
    def _executing(self, context: WorkflowContext, workflow: Workflow) -> Iterator[WorkflowExecutor]:
        """The executor of one run, with the application locked when a station of the workflow needs it."""
        services = services_for(self.services, context)
        if services.agent.preset or services.agent.command:
            services.load_agents()  # an agent that cannot be used is reported before anything runs
        registry = self.registry if services is self.services else load_stations(services)
        called = self.library.called(workflow, registry)
        steps = [step for one in (workflow, *called.values()) for step in one.steps() if step.station]
        lock = ApplicationLock(context.output_path)
        needed = any(registry.get(one.station).locks_application for one in steps)

        def hear(event: Event) -> None:
            if event.kind == RUN_STATE and needed:
                lock.tell(event.run)
            self._listener(event)

        with lock.hold() if needed else nullcontext():
            if needed:
                self._end_leftovers(context)
            yield WorkflowExecutor(
                registry,
                listeners=(hear,),
                decide=self._decide,
                scope=lambda one: self._scope(one, services),
                workflows=called,
            )

    def _end_leftovers(self, context: WorkflowContext) -> None:
        """Ends what killed runs left half done in the project. Raises UsageError when that is another run's to do."""
        if left := unfinished(context.output_path, context.run_id):
            raise UsageError(left)
        end_trials(context.output_path, context.run_id, self.store.kept)

    def _scope(self, context: WorkflowContext, services: Services | None = None) -> RunScope:
        used = services or self.services
        return RunScope(
            Redactor(os.environ),
            Repairs(used, self._only_plan),
            self._ignored,
            lambda project, run_id: Repository(project).landed(run_id),
            BodyServices(used),
        )

    def _ignored(self, context: WorkflowContext) -> tuple[str, ...]:
        folder = self.services.stack(context)
        return folder.stack.ignore if folder else ()
