"""What a run needs around it: stations for its settings, the application locked, leftovers of killed runs ended."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from mity.engine.choice import Decide
from mity.engine.executor import WorkflowExecutor
from mity.engine.frame import PARAMETERS
from mity.engine.ports import Debugger, Elsewhere
from mity.engine.registry import StationRegistry
from mity.engine.rollback import end_trials, unfinished
from mity.engine.scope import RunScope
from mity.errors import BusyError, UsageError
from mity.notify.listening import Notifications
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.events import NOTE, RUN_STATE, Event, Listener, utc_now
from mity.runs.store import Logs, LogStore
from mity.services.agents_needed import check_agents
from mity.services.application_lock import ApplicationLock, needs_lock
from mity.services.event_command import EventCommand
from mity.services.following import followed
from mity.services.forges import token_variables
from mity.services.generated_definitions import read_generated
from mity.services.late_repairs import LateRepairs
from mity.services.plugins import load_stations, services_for
from mity.services.services import Services
from mity.services.step_services import BodyServices
from mity.system.clone_places import is_clone
from mity.system.files import ignored_folder, storage_error
from mity.system.sandbox.choose import Sandbox
from mity.telemetry.listening import Heard, Telemetry
from mity.workflow.expressions import OPEN, fill_text
from mity.workflow.library import Library
from mity.workflow.model import Workflow

if TYPE_CHECKING:
    from mity.services.partial_healing import PartialHealings

_HEAL = "heal"


class Executions:
    """The runs of one workspace. With `only_plan` repairs are named, not tried.

    `debugger` decides where runs halt; `elsewhere` are other machines that do steps of them, `behind` is where runs
    that they trigger are handed over to, by default nowhere; `notifications` tells channels of them.
    """

    def __init__(
        self,
        services: Services,
        library: Library,
        store: LogStore,
        registry: Callable[[], StationRegistry],
        listener: Listener,
        decide: Decide,
        *,
        only_plan: bool = False,
        telemetry: Telemetry | None = None,
        notifications: Notifications | None = None,
        logs: Logs = LogStore,
    ) -> None:
        self.logs = logs
        self.notifications = notifications or Notifications((), services.forges, listener)
        self._telemetry = telemetry or Telemetry(None, listener)
        self._services = services
        self._library = library
        self.store = store
        self._registry = registry
        self._listener = listener
        self._decide = decide
        self._only_plan = only_plan
        self.by = ""
        self.debugger: Debugger | None = None
        self.elsewhere: Elsewhere | None = None
        self.behind: Logs | None = None

    @contextmanager
    def of(
        self,
        context: WorkflowContext,
        workflow: Workflow,
        called: Mapping[str, Workflow] | None = None,
        *,
        begins: bool = False,
        also: Iterable[Listener] = (),
    ) -> Iterator[WorkflowExecutor]:
        """The executor of one run, with the application locked when a station of the workflow needs it.

        `called` are the workflows that its steps call, by default those that the files say now. Where the run `begins`,
        the coding agents that it is sure to ask must be there. `also` hear its events. Raises MityError.
        """
        services = services_for(self._services, context)
        if services.agent.preset or services.agent.command:
            services.load_agents()  # an agent that cannot be used is reported before anything runs
        registry = self._registry() if services is self._services else load_stations(services)
        called = self._library.called(workflow, registry) if called is None else called
        if begins:
            check_agents(BodyServices(services), workflow, called, context.output_path)
        lock = ApplicationLock(context.output_path)
        needed = needs_lock(registry, [step for one in (workflow, *called.values()) for step in one.steps()])

        def hear(event: Event) -> None:
            if event.kind == RUN_STATE and needed:
                lock.tell(event.run)
            self._listener(event)

        with (
            self._turn(context, workflow),
            lock.hold() if needed else nullcontext(),
            self._read_by_command(context, workflow) as readers,
            self._telemetry.of(context, workflow.id) as traced,
            self.notifications.of(context, workflow.id) as told,
            followed(self._services, context, workflow, self._listener) as follower,
        ):
            if needed:
                self._end_leftovers(context)
            partial = self._partial(context, workflow)
            yield WorkflowExecutor(
                registry,
                listeners=(*((traced.hear,) if traced else ()), hear, *also, *readers, *told, *follower),
                decide=self._decide,
                scope=lambda one: self.scope(one, services, partial, traced),
                workflows=called,
                logs=self.logs,
            )
            if partial is not None and context.run_id:
                self._end_partial(context, partial)

    def _partial(self, context: WorkflowContext, workflow: Workflow) -> PartialHealings | None:
        """What puts a healing back that does not end well; None for other runs, and where what helped is to stay."""
        if workflow.id != _HEAL or self._only_plan:
            return None
        from mity.services.partial_healing import KEEP, PartialHealings

        if context.metadata.get(KEEP):
            return None
        parts = {part.name: (part.root, part.folder.stack.ignore) for part in self._services.parts(context)}
        return PartialHealings(context.output_path, self.ignored(context), parts)

    def _end_partial(self, context: WorkflowContext, partial: PartialHealings) -> None:
        path = self.store.path(context.run_id)
        for back in partial.end(self.store.load(path)) if path.is_file() else ():
            self._listener(Event(0, utc_now(), NOTE, data={"text": back.said}, run=context.run_id))

    @contextmanager
    def _turn(self, context: WorkflowContext, workflow: Workflow) -> Iterator[None]:
        """The turn of a run among those of its concurrency group. Raises BusyError, DefinitionError, StorageError."""
        wanted = workflow.concurrency
        if wanted is None:
            yield
            return
        given = {name: context.metadata.get(name) for name in ("spec", "event")}
        names = {"parameters": context.metadata.get(PARAMETERS) or {}, **given}
        own = {name: value for name, value in workflow.env.items() if value is not None}
        told = {name: fill_text(value, names) for name, value in own.items() if f"env.{name}" in wanted.group}
        group = fill_text(wanted.group, {**names, "env": {**context.env, **told}})
        folder = self.store.folder.parent / "locks"
        try:
            ignored_folder(folder)
            lock = FileLock(folder / f"group-{hashlib.sha256(group.encode()).hexdigest()[:16]}.lock", mode=0o600)
            try:
                lock.acquire(timeout=0)
            except Timeout as error:
                if wanted.busy == "refuse":
                    raise BusyError(f"another run of the group '{group}' is under way: let it finish") from error
                self._listener(Event(0, utc_now(), NOTE, data={"text": f"waits for another run of group '{group}'"}))
                lock.acquire()
        except OSError as error:
            raise storage_error("write", folder, error) from error
        with lock:
            yield

    @contextmanager
    def _read_by_command(self, context: WorkflowContext, workflow: Workflow) -> Iterator[tuple[Listener, ...]]:
        """What hears the events of a run for the command that its workflow names."""
        if not workflow.on_event:
            yield ()
            return
        own = {name: value for name, value in workflow.env.items() if value is not None and OPEN not in value}
        enclosed = partial(BodyServices(self._services).enclosed, context)
        with EventCommand(workflow.on_event, context, {**context.env, **own}, self._listener, enclosed) as reader:
            yield (reader.hear,)

    def _end_leftovers(self, context: WorkflowContext) -> None:
        """Ends what killed runs left half done in the project. Raises UsageError when that is another run's to do."""
        if left := unfinished(context.output_path, context.run_id):
            raise UsageError(left)
        for folder in (context.output_path, *(part.root for part in self._services.parts(context))):
            end_trials(folder, context.run_id, self.store.kept)

    def scope(
        self,
        context: WorkflowContext,
        services: Services | None = None,
        partial: PartialHealings | None = None,
        traced: Heard | None = None,
    ) -> RunScope:
        """What one run has to itself."""
        used, library = services or self._services, self._library
        made = RunScope(
            Redactor(os.environ),
            LateRepairs(used, self._only_plan, partial.began) if partial else LateRepairs(used, self._only_plan),
            self.ignored,
            _landed,
            BodyServices(used),
        )
        made.runner.sandbox = Sandbox(used.sandbox.mode)
        if partial is not None:
            partial.written.spans = made.runner.spans
        if is_clone(context.output_path):  # what others wrote runs there, and agents read it
            made.runner.withheld = token_variables(context.workspace)
        made.by = self.by or made.by
        made.check_trigger = lambda name, inputs: library.checked(library.find(name, self._registry()), inputs)
        made.read_definition = lambda value, name: read_generated(
            library, used.consents, context.workspace, value, name, self._registry()
        )
        made.forge_issue = lambda *words: _open_issue(used, *words)
        made.debugger, made.elsewhere = self.debugger, self.elsewhere
        if traced is not None:
            made.tracing = traced.environment
        return made

    def ignored(self, context: WorkflowContext) -> tuple[str, ...]:
        """The names of generated files and folders of the application, of which no state is kept."""
        return self._services.ignored(context)


def _landed(project: Path, run_id: str) -> bool:
    from mity.system.git import Repository  # slow to load, and few runs ask

    return Repository(project).landed(run_id)


def _open_issue(services: Services, context: WorkflowContext, title: str, body: str, marker: str) -> str:
    from mity.services.opened_issues import open_issue

    return open_issue(services.forges, context, title, body, marker)
