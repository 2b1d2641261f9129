"""What stations are given when they are made: the runner, the stacks, the tools, and a way to tell what goes on."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mity.command import Command, Outcome
from mity.healing.advisor import HealingTarget, heal
from mity.healing.guardrails import Guardrails
from mity.healing.loop import Healed
from mity.healing.model import AttemptResult, Overrides
from mity.healing.rules import AgentRegistry
from mity.runs.context import WorkflowContext
from mity.runs.events import CommandStarted, Events, Note, OutputLine
from mity.services.config import AgentConfig
from mity.stacks.catalog import Catalogue, StackFolder, load
from mity.stacks.model import Stack
from mity.stacks.resolve import ResolvedCommands, recipe
from mity.system.cache_keys import SharedFolder, shared_folders
from mity.system.dependency_cache import DependencyCache
from mity.system.files import remove_caches
from mity.system.process import Runner
from mity.system.tools import Tool, Toolbox, search_path, venv_bin

STACK_FILE = ".mity/stack.yaml"


@dataclass(slots=True)
class Services:
    """The tools of one run."""

    runner: Runner
    catalogue: Catalogue
    toolbox: Toolbox
    events: Events = field(default_factory=Events)
    load_agents: Callable[[AgentRegistry], None] = lambda agents: None
    healing: Guardrails = field(default_factory=Guardrails)
    agent: AgentConfig = field(default_factory=AgentConfig)
    only_plan: bool = False
    trees: DependencyCache = field(default_factory=DependencyCache)
    _agents: AgentRegistry | None = None

    @property
    def agents(self) -> AgentRegistry:
        """Everybody who mends, fetched by `load_agents` when first asked for: most runs need nobody."""
        if self._agents is None:
            agents = AgentRegistry()
            self.load_agents(agents)
            self._agents = agents
        return self._agents

    def stack(self, context: WorkflowContext) -> StackFolder | None:
        """The stack of the application: its own stack.yaml when it brought one, else the one named in the run."""
        own = context.output_path / STACK_FILE
        if own.is_file():
            return load(own)
        stack_id = context.get_output("stack") or context.stack
        return self.catalogue.get(stack_id) if stack_id else None

    def tools(self, stack: Stack) -> dict[str, Tool]:
        """Every tool the stack names, as met on this machine."""
        return self.toolbox.resolve_all(stack.requires)

    def lacking(self, stack: Stack) -> str:
        """The first tool that the stack cannot do without and this machine lacks, with how to get it; else nothing."""
        return next((tool.problem for tool in self.tools(stack).values() if not tool.ready and not tool.optional), "")

    def recipe(
        self, context: WorkflowContext, stack: Stack, verb: str, values: Mapping[str, str] | None = None
    ) -> ResolvedCommands:
        """The commands of `verb` for the application, or why there are none here."""
        tools = {name: tool.path for name, tool in self.tools(stack).items() if tool.ready}
        root = context.output_path
        filled = {"venv_bin": venv_bin(), "report": stack.report.path if stack.report else "", **_names(context)}
        made = recipe(stack, verb, root, tools, {**filled, **(values or {})}, lambda name: any(root.glob(name)))
        path = search_path(tools)
        return made if not path else made.with_env({"PATH": path})

    def shared(self, context: WorkflowContext, stack: Stack, verb: str = "") -> list[SharedFolder]:
        """The folders that the application shares with others like it; with `verb` those kept after it."""
        found = shared_folders(stack, context.output_path, self.tools(stack), _names(context))
        return [tree for tree in found if verb in ("", tree.spec.after)]

    def keep_shared(self, context: WorkflowContext, stack: Stack, verb: str) -> None:
        """Keeps what `verb` has just made for the next application of the stack."""
        for tree in self.shared(context, stack, verb):
            tree.keep(self.trees)

    def run(self, context: WorkflowContext, station: str, command: Command) -> Outcome:
        """Runs a command of `station`: told to the listeners, kept in the run's transcript."""
        self.events.emit(CommandStarted(self.runner.redactor.text(command.title or command.line)))
        return self.runner.run(
            command,
            lambda line: self.events.emit(OutputLine(line)),
            self.transcript(context, station),
        )

    def heal(self, context: WorkflowContext, station: str, attempt: Callable[[Overrides], AttemptResult]) -> Healed:
        """Runs `attempt`; when it fails the agents mends what it can, within the guardrails."""
        folder = self.stack(context)
        stack = folder.stack if folder else None
        tools = {name: tool.path for name, tool in self.tools(stack).items() if tool.ready} if stack else {}
        self._prepare(context, station, stack)
        target = HealingTarget(
            context.output_path,
            stack,
            station,
            tools,
            lambda command: self.run(context, station, command),
            lambda verb: (
                self.recipe(context, stack, verb, {"host": "127.0.0.1", "port": "0"}).commands if stack else ()
            ),
            context.run_id,
        )
        return heal(target, lambda: self.agents, self.healing, attempt, self.note, self.only_plan)

    def _prepare(self, context: WorkflowContext, station: str, stack: Stack | None) -> None:
        """What a person's choice asks for before the next try: a clean slate, or the commands they gave."""
        if context.choice == "retry" and stack is not None:
            remove_caches(context.output_path, stack.caches)
        for line in context.help_commands:
            command = Command(tuple(shlex.split(line)), context.output_path, title=f"(yours) {line}")
            outcome = self.run(context, station, command)
            self.note(f"your command ended well: {line}" if outcome.ok else f"your command failed: {outcome.summary}")

    def transcript(self, context: WorkflowContext, station: str) -> Path:
        """The file that holds everything the commands of `station` printed in this run."""
        return context.workspace / ".mity" / "logs" / context.run_id / f"{station}.log"

    def note(self, text: str) -> None:
        """Tells the listeners something."""
        self.events.emit(Note(self.runner.redactor.text(text)))


def _names(context: WorkflowContext) -> dict[str, str]:
    """The names of the application, among the answers it was made from."""
    answers = (context.get_input("answers") or {}).items()
    return {name: str(value) for name, value in answers if name in ("app_name", "app_slug", "package_name")}
