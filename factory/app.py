"""Everything wired once: what each verb of the command line does, without a word about how it looks."""

from __future__ import annotations

import dataclasses
import datetime
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from mity.engine.choice import Choice, Decide, wait_for_a_person
from mity.engine.executor import WorkflowExecutor
from mity.engine.registry import StationRegistry
from mity.engine.station import Preview
from mity.errors import BusyError, LogError, MityError, ToolError
from mity.features.application import Application, open_application
from mity.healing.rules import AgentRegistry
from mity.operations.add_feature import Wish, check_remove, check_request
from mity.operations.create_app import Checked, CreateApp, check
from mity.operations.growing import Growing
from mity.plugins import load_plugins
from mity.projects.detect import check_heal
from mity.projects.drift import changes_since
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.events import Event, Events, RunStarted, RunStopped, StepFinished
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.runs.store import LogStore
from mity.services.config import read_config
from mity.services.services import Services
from mity.stacks.catalog import Catalogue, StackFolder, load
from mity.system.files import ignored_folder, inside, storage_error
from mity.system.process import Runner
from mity.system.process_registry import ProcessRegistry
from mity.system.tools import Tool, Toolbox
from mity.workflow.builtin import create_app, heal


class App:
    """mity for one workspace.

    `listener` hears events; `decide` answers questions; `agent` names a coding agent and `limits` healing settings
    that win over those of `.mity/config.toml`.
    """

    def __init__(
        self,
        workspace: Path,
        listener: Callable[[Event], None] = lambda event: None,
        decide: Decide = wait_for_a_person,
        agent: str = "",
        limits: Mapping[str, Any] | None = None,
    ) -> None:
        self.workspace = workspace
        redactor = Redactor(os.environ)
        self.runner = Runner(redactor)
        self.catalogue = Catalogue([WorkflowContext(workspace).templatespath])
        self.toolbox = Toolbox(self.runner)
        self.store = LogStore(workspace, redactor)
        self._events = Events(self._on_event, lambda event: listener(_shown(event, redactor)))
        self.services = Services(self.runner, self.catalogue, self.toolbox, self._events)
        self.services.load_agents = lambda agents: load_plugins("mity.agents", agents, self.services)
        self.config = read_config(workspace).with_agent(agent).with_limits(limits or {})
        self.services.agent = self.config.agent
        self._ledger: ProcessRegistry | None = None
        self._growing: Growing | None = None
        self._decide = decide
        self._registry: StationRegistry | None = None

    @property
    def registry(self) -> StationRegistry:
        """Every installed station, ours and third-party ones. Raises DefinitionError."""
        if self._registry is None:
            registry = StationRegistry()
            load_plugins("mity.stations", registry, self.services)
            self._registry = registry
        return self._registry

    @property
    def agents(self) -> AgentRegistry:
        """Every installed specialist, ours and third-party ones. Raises DefinitionError."""
        return self.services.agents

    def check_create(self, request: CreateApp) -> Checked:
        """Checks a create-app request without writing anything. Raises UsageError."""
        return check(request, self.catalogue, self.runner)

    def create(self, checked: Checked) -> ExecutionLog:
        """Scaffolds and proves an application; the log tells how it ended. Raises MityError."""
        with self._hold(checked.context):
            return self._executor().execute(create_app(), checked.context)

    def preview(self, checked: Checked) -> list[tuple[str, Preview]]:
        """What each station of create-app would do. Nothing is written to the workspace."""
        context = WorkflowContext.from_json(checked.context.to_json())
        with tempfile.TemporaryDirectory(prefix="mity-") as scratch:
            context.move_to(Path(scratch).resolve())
            stations = [self.registry.get(step.station) for step in create_app().steps()]
            return [(station.name, station.preview(context)) for station in stations]

    def missing_tools(self, context: WorkflowContext, template: Path | None = None) -> list[Tool]:
        """Each required tool that is not there, known before anything is written.

        `template` is the folder that the application will be made of, which may bring a stack of its own.
        """
        own = template / "stack.yaml" if template else None
        folder = load(own) if own and own.is_file() else self.services.stack(context)
        tools = self.services.tools(folder.stack).values() if folder else ()
        return [tool for tool in tools if not tool.ready and not tool.optional]

    def fetch_tools(self, tools: Iterable[Tool], say: Callable[[str], None]) -> None:
        """Brings the tools that a registry carries into mity's own cache. Raises ToolError, StorageError."""
        for tool in tools:
            if tool.fetchable and not self.toolbox.resolve(tool.requirement).ready:  # one package may carry several
                say(f"fetching {tool.name} into mity's own cache")
                got = self.toolbox.fetch(tool.requirement)
                if not got.ready:
                    raise ToolError(f"{tool.name} was fetched but does not run here: {got.problem}")
                say(f"{got.name} {got.version} is at {got.path}")

    def check_heal(self, stack: str, station: str) -> WorkflowContext:
        """The context for healing the project that is this workspace. Raises UsageError when it is no such project."""
        return check_heal(self.workspace, self.catalogue, stack, station)

    def heal(self, context: WorkflowContext, *, only_plan: bool = False) -> ExecutionLog:
        """Runs the stations of a project and heals what breaks; with `only_plan` it stops at the first fix it knows."""
        self.services.only_plan = only_plan
        cache = context.output_path / ".mity" / "cache"
        try:
            ignored_folder(cache)
        except OSError as error:
            raise storage_error("write", cache, error) from error
        with self._hold(context):
            return self._executor().execute(heal(context.metadata["stations"]), context)

    def application(self) -> Application:
        """The application that is this workspace. Raises UsageError when mity did not make it."""
        return open_application(self.workspace, self.catalogue)

    def check_feature(self, wish: Wish) -> WorkflowContext:
        """Checks a wished-for feature against the application without writing anything. Raises UsageError."""
        return check_request(self.application(), wish, lambda: self.agents.coding_agent)

    def check_removal(self, name: str, branch: str) -> WorkflowContext:
        """Checks that a feature can be removed. Raises UsageError."""
        return check_remove(self.application(), name, branch)

    @property
    def growing(self) -> Growing:
        """Runs that add and remove features."""
        if self._growing is None:
            self._growing = Growing(self.services, lambda: self.registry, self._executor, self._hold)
        return self._growing

    def find(self, reference: str = "") -> tuple[ExecutionLog, Path]:
        """The log that `reference` means, and its path. Raises LogError."""
        path = self.store.resolve(reference)
        log = self.store.load(path)
        if not inside(log.context.workspace, log.context.output_path):
            raise LogError(
                f"{path} is of an application outside of its workspace, {log.context.output_path}: it is left alone"
            )
        return log, path

    def resume(self, log: ExecutionLog, choice: Choice | None = None, from_station: str = "") -> ExecutionLog:
        """Goes on with a run. Raises MityError."""
        if any(stage.atomic for stage in log.workflow.stages):
            return self.growing.resume(log, choice, from_station)
        with self._hold(log.context):
            return self._executor().resume(log, choice, from_station=from_station)

    def story(self, log: ExecutionLog, path: Path) -> list[str]:
        """What a resume goes on from: the station, the age of the run, and what changed in the tree since."""
        done = len(log.stations) - len(log.remaining())
        upto = log.remaining()[0] if log.remaining() else "the end"
        lines = [f"run {log.run_id} goes on at {upto}: {done} of {len(log.stations)} stations are done"]
        lines.append(f"it was started {_age(log.started_at)}")
        files = next((r.evidence["sha256"] for r in log.results.values() if "sha256" in r.evidence), None)
        if isinstance(files, dict):
            folder = self.services.stack(log.context)
            ignore = folder.stack.ignore if folder else ()
            lines.append(f"files since then: {changes_since(path, log.context.output_path, files, ignore)}")
        return lines

    def tools(self, stack: str = "") -> list[tuple[StackFolder, dict[str, Tool]]]:
        """What each stack, or the one named, needs and what this machine has of it. Raises UsageError."""
        folders = [self.catalogue.get(stack)] if stack else self.catalogue.all()
        return [(folder, self.services.tools(folder.stack)) for folder in folders]

    def runs(self) -> list[dict[str, Any]]:
        """A summary of each run of the workspace, oldest first."""
        return self.store.runs()

    def _executor(self) -> WorkflowExecutor:
        self.services.healing = self.config.healing
        if self.config.agent.preset or self.config.agent.command:
            _ = self.agents  # an agent that cannot be is told before anything runs
        return WorkflowExecutor(
            self.registry,
            events=self._events,
            decide=self._decide,
            cancel=self.runner.cancel,
            store=lambda workspace: LogStore(workspace, self.runner.redactor),
        )

    def _on_event(self, event: Event) -> None:
        """The run's lock is held from RunStarted to RunStopped: only then may leftovers be ended."""
        self.growing.hear(event)
        if isinstance(event, RunStarted):
            context = event.log.context
            self.runner.environment = dict(context.env)
            self._ledger = ProcessRegistry(context.workspace, event.log.run_id)
            self.runner.run_id = self._ledger.mark
            self.runner.on_start = self._ledger.note
            if ended := self._ledger.reap(_kept(event.log)):
                self.services.note(f"ended {len(ended)} processes that the killed run had left")
        elif isinstance(event, RunStopped) and self._ledger is not None:
            if event.log.state in (RunState.RUNNING, RunState.PAUSED):  # an error or a signal ended it
                self._ledger.reap(_kept(event.log))
            self._ledger.close()

    @contextmanager
    def _hold(self, context: WorkflowContext) -> Iterator[None]:
        """Keeps other mity processes off the application's folder."""
        locks = context.workspace / ".mity" / "locks"
        try:
            ignored_folder(locks)
            lock = FileLock(locks / f"app-{context.app_name}.lock")
            lock.acquire(timeout=0)
        except Timeout as error:
            raise BusyError(
                f"another mity process is working on {context.output_path}: let it finish, then try again"
            ) from error
        except OSError as error:
            raise storage_error("write", locks, error) from error
        try:
            yield
        finally:
            lock.release()


def _shown(event: Event, redactor: Redactor) -> Event:
    """The event as listeners may show it: commands and lines come without secrets, results do not."""
    if not isinstance(event, StepFinished):
        return event
    result = dataclasses.replace(event.result, message=redactor.text(event.result.message))
    return dataclasses.replace(event, result=result)


def _kept(log: ExecutionLog) -> list[int]:
    """The application that the run was told to keep running."""
    running = log.context.get_output("running")
    return [int(running["pid"])] if isinstance(running, dict) and isinstance(running.get("pid"), int) else []


def _age(started_at: str) -> str:
    try:
        begun = datetime.datetime.fromisoformat(started_at)
        seconds = (datetime.datetime.now(datetime.UTC) - begun).total_seconds()
    except (ValueError, TypeError):
        return f"at {started_at}"
    if seconds < 0:
        return f"at {started_at}, which this machine's clock has yet to reach (it was set back)"
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return f"{int(seconds)} s ago"


def current_folder() -> Path:
    """The folder mity was started in. Raises MityError when it was deleted meanwhile."""
    try:
        return Path.cwd()
    except OSError as error:
        raise MityError("the current folder is not there any more: change to another one and try again") from error
