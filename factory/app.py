"""Everything wired once: what each verb of the command line does. What one verb alone needs is imported when used."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mity.confinement import Mode
from mity.dsl.installed import installed
from mity.engine.choice import Choice, Decide, wait_for_a_person
from mity.engine.executor import WorkflowExecutor
from mity.engine.points import Point
from mity.engine.registry import StationRegistry
from mity.engine.rolling_back import Wanted
from mity.engine.station import Preview
from mity.engine.taking_back import TakenBack
from mity.errors import LogError
from mity.forge.opening import Forges
from mity.notify.listening import Notifications
from mity.operations.beginning import Beginning
from mity.operations.continuing import Continuing, Replay
from mity.operations.operation import Operation
from mity.operations.run_workflow import RunOptions, prepare_run
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.events import Listener
from mity.runs.log import ExecutionLog
from mity.runs.store import Logs, LogStore
from mity.services.application_lock import ApplicationLock, check_whole
from mity.services.config import AgentConfig, SandboxConfig, read_config
from mity.services.executions import Executions
from mity.services.forges import UserForges
from mity.services.plugins import load_agents, load_stations
from mity.services.services import Services
from mity.services.trust_gate import TrustGate
from mity.stacks.catalog import Catalogue
from mity.system.files import inside
from mity.system.runner import Runner
from mity.system.sandbox.choose import Sandbox
from mity.system.tools import Toolbox
from mity.telemetry.listening import Telemetry
from mity.telemetry.settings import target
from mity.trust.project import check_home
from mity.workflow.library import Library

if TYPE_CHECKING:
    from mity.features.application import Application
    from mity.healing.rules import AgentRegistry
    from mity.operations.add_feature import FeatureRequest
    from mity.operations.create_app import Checked, CreateApp

SANDBOX = "MITY_SANDBOX"
"""The user's own variable for the mode of the sandbox."""


class App:
    """mity for one workspace.

    `listener` hears the events of runs; `decide` answers questions; `agent` names a coding agent, `limits` are healing
    settings and `agent_limits` those of the agent that win over those of `.mity/config.toml`. With `only_plan` repairs
    are named, not tried. With `dry_run` no program is started that only a foreign stack names; without `asks_here` none
    of the workspace's files chooses what a tool runs. `otel_file` gets the telemetry of runs as JSON lines. `forges`
    opens forges, by default with the user's tokens. `sandbox` is how much of a sandbox is wanted for what is not ours:
    `auto`, `required` or `off`. `stacks` are folders with further stacks. `logs` keeps the logs of a workspace.
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
        asks_here: bool = True,
        agent_limits: Mapping[str, Any] | None = None,
        otel_file: Path | None = None,
        forges: Forges | None = None,
        sandbox: str = "",
        stacks: Sequence[Path] = (),
        logs: Logs = LogStore,
    ) -> None:
        self.workspace, self.runner = workspace, Runner(Redactor(os.environ))
        self.catalogue = Catalogue([WorkflowContext(workspace).templates_path, *stacks])
        self.toolbox = Toolbox.of_app(self.runner, self.catalogue.names_tool if dry_run else None, asks_here=asks_here)
        self._listener, self._logs, self.store = listener, logs, logs(workspace, None)
        check_home(workspace)
        own = read_config(workspace)
        self.config = own.with_agent(agent, agent_limits or {}).with_limits(limits or {})
        self.library = Library(workspace, installed)
        trusted, named = AgentConfig() if agent else own.agent, self.config.agent.named
        self.gate = TrustGate(workspace, trusted, self.library, named, own.tokens, *own.wider(agent_limits or ()))
        self.services = Services(
            self.catalogue,
            self.toolbox,
            lambda: self.agents,
            self.config.healing,
            self.config.agent,
            consents=self.gate.consents,
            forges=forges or UserForges(workspace, self.gate.consents),
            sandbox=self._sandbox(own.sandbox, sandbox),
        )
        self.executions = Executions(
            self.services,
            self.library,
            self.store,
            lambda: self.registry,
            listener,
            decide,
            only_plan=only_plan,
            telemetry=Telemetry(target(self.config.otel, os.environ, workspace, otel_file), listener),
            notifications=Notifications(self.config.notify, self.services.forges, listener),
            logs=logs,
        )

    def _sandbox(self, own: SandboxConfig, word: str) -> SandboxConfig:
        """The settings of the sandbox with the mode that a person named; a mode `off` counts once it was trusted."""
        wanted = own.insisted(word or os.environ.get(SANDBOX, ""))
        foreign = own.mode is Mode.OFF and wanted is own and bool(self.gate.consents.missing(self.gate.of_sandbox()))
        self.runner.sandbox = Sandbox(Mode.AUTO if foreign else wanted.mode)
        return wanted

    @property
    def beginning(self) -> Beginning:
        """What begins the runs of this workspace."""
        given = (self.gate, self.library, self.registry, self.executions, self.services, self.config.project)
        return Beginning(*given, self._listener, self._logs)

    @property
    def continuing(self) -> Continuing:
        """What goes on with the runs of this workspace."""
        return Continuing(self.gate, self.library, self.registry, self.executions, self._listener)

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
        from mity.features.application import open_application
        from mity.projects.parts import check_no_part

        check_whole(self.workspace)
        check_no_part(self.workspace)
        return open_application(self.workspace, self.catalogue)

    def prepare_create(self, request: CreateApp) -> Checked:
        """Checks a create-app request without writing anything. Raises UsageError."""
        from mity.operations.create_app import check

        return check(request, self.catalogue, self.runner)

    def prepare_heal(self, stack: str, station: str) -> Operation:
        """What heals the project that is this workspace. Raises UsageError when it is no such project."""
        from mity.operations.heal import prepare_heal

        return prepare_heal(self.workspace, self.catalogue, stack, station)

    def prepare_run(self, workflow: str, options: RunOptions, *, for_trust: bool = False) -> Operation:
        """What runs a workflow here; `for_trust` its parameters do not count. Raises UsageError, DefinitionError."""
        operation = prepare_run(self.workspace, self.catalogue, workflow, options)
        self.library.check_run(workflow, None if for_trust else options.parameters, self.registry)
        if options.strictness == "strict":
            self.library.refuse_warnings()
        return operation

    def prepare_feature(self, request: FeatureRequest) -> Operation:
        """Checks a feature against the application without writing anything. Raises UsageError, BusyError."""
        from mity.operations.add_feature import prepare_feature

        application = self.application()
        ApplicationLock(application.root).check()
        agent = self.config.agent.model_dump(mode="json", include={"preset", "command"})
        return prepare_feature(application, request, lambda: self.agents.coding_agent, agent)

    def prepare_removal(self, name: str, branch: str) -> Operation:
        """Checks that a feature can be removed. Raises UsageError, BusyError."""
        from mity.operations.remove_feature import prepare_removal

        application = self.application()
        ApplicationLock(application.root).check()
        return prepare_removal(application, name, branch)

    def run(self, operation: Operation) -> ExecutionLog:
        """Runs a workflow; the log tells how it ended. Raises MityError, UntrustedError among them."""
        return self.beginning.run(operation)

    def resume(
        self,
        log: ExecutionLog,
        choice: Choice | None = None,
        from_station: str = "",
        definition: str = "",
        step: str = "",
    ) -> ExecutionLog:
        """Continues a run, as `Continuing.resume` does. Raises MityError."""
        return self.beginning.behind(self.continuing.resume(log, choice, from_station, definition, step))

    def replay(self, log: ExecutionLog, from_step: str, given: Replay) -> ExecutionLog:
        """A new run that takes over what `log` has before a step, as `Continuing.replay` does. Raises MityError."""
        return self.beginning.behind(self.continuing.replay(log, from_step, given))

    def roll_back(self, log: ExecutionLog, wanted: Wanted) -> tuple[Point, TakenBack]:
        """Goes back over what a run changed, as `WorkflowExecutor.roll_back` does. Raises MityError."""
        self.gate.check(self.gate.for_resume(log))
        with self.executions.of(log.context, log.workflow, log.workflows) as executor:
            done = executor.roll_back(log, wanted)
        self.beginning.behind(log)
        return done

    def answer(self, log: ExecutionLog, choice: Choice, step: str = "") -> None:
        """Records an answer to the question of a run that waits; `resume` takes it up. Raises MityError."""
        self.gate.remember_answer(log, choice)
        WorkflowExecutor(self.registry, logs=self._logs).answer(log, choice, step)

    def cancel(self, log: ExecutionLog, by: str = "", *, files: bool = True) -> None:
        """Cancels a run that no process works on, as `Continuing.cancel` does or at once. Raises MityError."""
        if not self.continuing.cancel(log, by, files=files):
            WorkflowExecutor(StationRegistry(), listeners=(self._listener,), logs=self._logs).end(log, by)
        if files:
            self.beginning.behind(log)

    def digest(self, context: WorkflowContext) -> str:
        """The digest of the application's files, by which a checkpoint knows what it showed. Raises StorageError."""
        return self.executions.scope(context).shown(context)

    def preview(self, operation: Operation) -> list[tuple[str, Preview]]:
        """What each step would do. Nothing is written to the workspace. Raises MityError."""
        if self.gate.agent_named:
            self.services.load_agents()  # a name that means nothing is told in a dry run too
        return self.beginning.preview(operation)

    def find(self, reference: str = "") -> tuple[ExecutionLog, Path]:
        """The log that `reference` means, and its path. Raises LogError."""
        log = self.store.load(path := self.store.resolve(reference))
        if not inside(log.context.workspace, log.context.output_path):
            where = log.context.output_path
            raise LogError(f"{path} is of an application outside of its workspace, {where}: it is left alone")
        return log, path
