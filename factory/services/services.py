"""What stations are given when they are made: the stacks, the tools, the agents, their execution."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mity import system
from mity.command import Command, Outcome
from mity.engine.scope import RunScope
from mity.engine.step_scope import Ran, StepScope
from mity.errors import MityError
from mity.forge.opening import Forges, Opened
from mity.healing.guardrails import Guardrails
from mity.projects.app_record import STACK_FILE
from mity.projects.parts import ProjectPart, parts_of, together
from mity.runs.context import WorkflowContext
from mity.services.config import AgentConfig, SandboxConfig
from mity.services.forges import UserForges
from mity.services.gradle_places import gradle_places
from mity.services.ground import NOTHING, Given, Ground, ground_of, said_of
from mity.services.node_places import node_places
from mity.services.own_stack import check_own_stack, wrote_own_stack
from mity.services.python_places import in_environment, python_places
from mity.stacks.catalog import Catalogue, StackFolder, load, there
from mity.stacks.libtest import runner
from mity.stacks.model import Stack
from mity.stacks.node_tests import node_options
from mity.stacks.resolve import ResolvedCommands, resolve_commands
from mity.system.cache_keys import SharedFolder, shared_folders
from mity.system.child_environment import PRELOAD
from mity.system.dependency_cache import DependencyCache
from mity.system.files import ignored_folder, storage_error
from mity.system.runner import Runner
from mity.system.stale import freshen
from mity.system.tools import Tool, Toolbox, search_path, venv_bin
from mity.system.trees import remove_caches
from mity.text.records import dataclass, field
from mity.trust.consents import Consents

if TYPE_CHECKING:
    from mity.healing.rules import AgentRegistry

CACHE = ".mity/cache"
LIBTEST = f"{CACHE}/libtest"
"""Where Rust's test programs leave their logs."""
OWN_FILES = Path(system.__file__).with_name("own_files.txt")
"""A list of the files in a project that are mity's own, for tools that look at all files."""
NODE_REPORTS = f"{CACHE}/node-tests"
"""Where the runners of JavaScript's tests leave their reports."""


@dataclass(frozen=True, slots=True)
class Services:
    """The tools of an App, bound to one execution of a step by `of`."""

    catalogue: Catalogue
    toolbox: Toolbox
    load_agents: Callable[[], AgentRegistry]
    guardrails: Guardrails = field(default_factory=Guardrails)
    agent: AgentConfig = field(default_factory=AgentConfig)
    cache: DependencyCache = field(default_factory=DependencyCache)
    consents: Consents = field(default_factory=Consents)
    forges: Forges = field(default_factory=UserForges)
    sandbox: SandboxConfig = field(default_factory=SandboxConfig)
    scope: StepScope = field(default_factory=lambda: StepScope(RunScope()))

    def of(self, scope: StepScope) -> Services:
        """The same for one execution of a step."""
        return dataclasses.replace(self, scope=scope)

    @property
    def agents(self) -> AgentRegistry:
        """Everybody who repairs, loaded when first asked for: most runs need none."""
        return self.load_agents()

    @property
    def runner(self) -> Runner:
        """Runs commands that are no work of the step itself, such as fetching a template."""
        return self.scope.run.runner

    def stack(self, context: WorkflowContext) -> StackFolder | None:
        """The stack of the application: its own stack.yaml when it brought one, else the one named in the run.

        That of an application of several parts requires and ignores what they do. Raises UsageError where something
        wrote the application's own meanwhile.
        """
        if not context.part:
            check_own_stack(self.scope.run, context.output_path)
        return self.stack_as_found(context)

    def stack_as_found(self, context: WorkflowContext) -> StackFolder | None:
        """The same, whoever wrote it and when: for what only looks."""
        whole = self._whole(context)
        return together(whole, self.parts(context)) if whole else None

    def ignored(self, context: WorkflowContext) -> tuple[str, ...]:
        """The names of generated files and folders; none where a stack cannot be read, which the next step says."""
        try:
            folder = self.stack_as_found(context)
        except MityError:
            return ()
        return folder.stack.ignore if folder else ()

    def parts(self, context: WorkflowContext) -> tuple[ProjectPart, ...]:
        """The parts of the application, none for one that is a single application. Raises UsageError."""
        whole = self._whole(context)
        if whole is None or not whole.stack.parts:
            return ()
        return parts_of(whole, context.output_path, self.catalogue, context.get_input("answers"))

    def wrote_stack(self, context: WorkflowContext) -> None:
        """To be told when mity itself may have written the application's own stack."""
        wrote_own_stack(self.scope.run, context.output_path)

    def _whole(self, context: WorkflowContext) -> StackFolder | None:
        own = context.output_path / STACK_FILE
        if own.is_file() and not context.part:
            return load(own)
        stack_id = context.get_output("stack") or context.stack
        return self.catalogue.get(stack_id) if stack_id else None

    def tools(self, stack: Stack) -> dict[str, Tool]:
        """Every tool the stack names, as met on this machine."""
        return self.toolbox.resolve_all(stack.requires)

    def missing_tools(self, context: WorkflowContext, template: Path | None = None) -> list[Tool]:
        """Each required tool that is not there, known before anything is written.

        `template` is the folder that the application will be made of, which may bring a stack of its own.
        """
        own = template / "stack.yaml" if template else None
        folder = load(own) if own and own.is_file() else self.stack(context)
        if folder and folder.stack.parts:
            answers = context.get_input("answers")
            folder = together(folder, parts_of(folder, context.output_path, self.catalogue, answers))
        tools = self.tools(folder.stack).values() if folder else ()
        return [tool for tool in tools if not tool.ready and not tool.optional]

    def lacking(self, stack: Stack) -> str:
        """The first tool that the stack cannot do without and this machine lacks, with how to get it; else nothing."""
        return next((tool.problem for tool in self.tools(stack).values() if not tool.ready and not tool.optional), "")

    def commands(
        self, context: WorkflowContext, stack: Stack, verb: str, values: Mapping[str, str] | None = None
    ) -> ResolvedCommands:
        """The commands of `verb` for the application, or why there are none here."""
        known = self.tools(stack)
        tools = {name: tool.path for name, tool in known.items() if tool.ready}
        root = context.output_path
        filled = {"venv_bin": venv_bin(), "report": stack.report.path if stack.report else "", **_names(context)}
        filled["libtest"] = runner(sys.executable, root.absolute() / LIBTEST)
        filled |= python_places(self.toolbox, stack, verb, root) | node_places(known, stack, verb, root)
        filled |= gradle_places(known, stack, verb, root)
        filled["own_files"] = str(OWN_FILES)
        filled["node_options"] = node_options(PRELOAD)
        filled["node_reports"] = str(root.absolute() / NODE_REPORTS)
        made = resolve_commands(
            stack, verb, root, tools, {**filled, **(values or {})}, lambda marker: there(root, marker, stack.ignore)
        )
        if made.lacks and (tool := known.get(made.lacks)):
            return dataclasses.replace(made, missing=f"{made.missing}: {tool.problem}")
        path = search_path(tools)
        made = made if not path else made.with_env({"PATH": path})
        made = made.each(lambda command: in_environment(command, venv_bin()))
        ground = self.ground(context)
        return made.each(lambda command: ground.confined(command, verb)) if ground else made

    def ground(self, context: WorkflowContext) -> Ground | None:
        """The sandbox for the commands of the project where it is not the user's own. Raises StorageError."""
        part = Path(context.part).parts
        return ground_of(context.output_path.parents[len(part) - 1] if part else context.output_path, self.sandbox)

    def within(self, context: WorkflowContext, verb: str, given: Given = NOTHING) -> Callable[[Command], Outcome]:
        """What runs one command in the sandbox of the project, or as it is where the project is the user's own.

        Raises StorageError; what it gives raises as `run` does.
        """
        ground = self.ground(context)
        return lambda command: self.run(ground.confined(command, verb, given) if ground else command)

    def held(self, verb: str) -> dict[str, Any]:
        """What evidence tells of the sandbox in which the commands of a verb ran; nothing where they ran in none."""
        found = self.runner.confined.get(said_of(verb))
        return {"sandbox": found.to_json()} if found else {}

    def shared(self, context: WorkflowContext, stack: Stack, verb: str = "") -> list[SharedFolder]:
        """The folders that the application shares with others like it; with `verb` those kept after it."""
        if self.ground(context):  # what others write into must be no file that another application gets
            return []
        found = shared_folders(stack, context.output_path, self.tools(stack), _names(context))
        return [tree for tree in found if verb in ("", tree.spec.after)]

    def keep_shared(self, context: WorkflowContext, stack: Stack, verb: str) -> None:
        """Keeps what `verb` has just made for the next application of the stack."""
        for tree in self.shared(context, stack, verb):
            tree.keep(self.cache)

    def ignore_results(self, context: WorkflowContext, stack: Stack) -> None:
        """Keeps results that a stack puts into `.mity/cache` out of the project's commits. Raises StorageError."""
        results = (*stack.artefacts, stack.report.path if stack.report else "")
        cache = context.output_path / CACHE
        try:
            if any(path.startswith(f"{CACHE}/") for path in results):
                ignored_folder(cache)
        except OSError as error:
            raise storage_error("write", cache, error) from error

    def clean_slate(self, context: WorkflowContext, stack: Stack) -> None:
        """Keeps tools from results of other sources; removes caches before a step that a person chose to run again."""
        freshen(context.output_path, stack.ignore, stack.ignore)
        if context.choice == "retry" and not self.scope.overrides.repeated:
            remove_caches(context.output_path, stack.caches)

    def run_all(self, commands: Sequence[Command]) -> Ran:
        """Runs commands in order until one does not end well. Raises KeyboardInterrupt when the run is cancelled."""
        return self.scope.run_all(commands)

    def run(self, command: Command) -> Outcome:
        """Runs one command and gives its outcome, however it ends. Raises KeyboardInterrupt as `run_all` does."""
        return self.scope.run_all([command]).outcomes[-1]

    def forge(self, url: str) -> Opened:
        """The forge of an address; its token is kept out of the log. Raises UsageError, ForgeError."""
        opened = self.forges.of(url)
        if opened.secret:
            self.scope.run.redactor.learn({"FORGE_TOKEN": opened.secret})
        return opened

    def note(self, text: str) -> None:
        """Tells the listeners something."""
        self.scope.note(text)


def _names(context: WorkflowContext) -> dict[str, str]:
    """The names of the application, among the answers it was made from."""
    answers = (context.get_input("answers") or {}).items()
    return {name: str(value) for name, value in answers if name in ("app_name", "app_slug", "package_name")}
