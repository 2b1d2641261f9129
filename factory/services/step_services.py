"""What bodies of steps use: the coding agent that a step names, and the checks that a project has."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from mity.changes.protected import config_files_of_tests
from mity.changes.shadows import packages_of
from mity.command import Command, Run
from mity.engine.ports import Check, Unavailable
from mity.errors import MityError, UsageError
from mity.healing.ports import NotAllowed, Rejected
from mity.runs.context import WorkflowContext
from mity.services.config import AgentConfig
from mity.services.ground import COMMANDS, Given
from mity.services.healing_terms import named_agent
from mity.services.plugins import with_agent
from mity.services.project_checks import project_checks
from mity.services.services import Services
from mity.stacks.model import Stack
from mity.system.trees import passed_over
from mity.text.records import dataclass
from mity.workflow.parts import Agent

if TYPE_CHECKING:
    from mity.coding.task import Answer, CodingAgent

_JUDGING = ("lint", "typecheck", "test")
_HERE = {"host": "127.0.0.1", "port": "0"}
_BUDGETS = frozenset({"time_budget_secs", "money_budget_usd", "turn_budget"})
_HOW = "name one under [agent] in .mity/config.toml, with --agent, or by `name:` in the step"


@dataclass(frozen=True, slots=True)
class BodyServices:
    """The services of a run, as bodies of steps ask for them."""

    services: Services

    def ask(
        self, agent: Agent, words: str, context: WorkflowContext, project: Path, run: Run, record: dict[str, Any]
    ) -> Answer:
        """What a coding agent makes of a prompt in a copy of the project; `record` gets what the log keeps.

        Raises Unavailable when none can be asked, MityError when its work cannot be taken.
        """
        from mity.coding.task import PromptTask, step_policy

        coding = self._coding_agent(agent, project)
        folder = self.services.stack(context)
        stack = folder.stack if folder else None
        policy = step_policy(agent.scopes, self._judging(context, stack, project), packages_of(project))
        task = PromptTask(words, project, policy, dict(context.inputs), stack.ignore if stack else ())
        try:
            return coding.carry_out(task, run, record)
        except NotAllowed as error:
            raise Unavailable(str(error)) from error
        except Rejected as error:
            raise MityError(str(error)) from error

    def missing(self, agent: Agent, project: Path) -> str:
        """Why the coding agent of a step cannot be asked, in a clause; empty when it can. Raises UsageError."""
        try:
            self._coding_agent(agent, project)
        except Unavailable as error:
            return str(error)
        return ""

    def checks(self, context: WorkflowContext, project: Path, kinds: tuple[str, ...]) -> tuple[Check, ...]:
        """The checks of these kinds that a project has."""
        return tuple(check for kind in kinds for check in project_checks(self.services, context, project, kind))

    def enclosed(self, context: WorkflowContext, command: Command, *places: Path) -> Command:
        """A command of a definition in the sandbox of a project that is not the user's own, else as it is.

        It may write to `places` too, and has all variables that the definition gives it. Raises StorageError.
        """
        ground = self.services.ground(context)
        given = Given(places, variables=frozenset(command.env))
        return ground.confined(command, COMMANDS, given) if ground else command

    def _coding_agent(self, agent: Agent, project: Path) -> CodingAgent:
        config = self.services.agent
        if wrong := sorted(agent.budget.keys() - _BUDGETS):
            raise UsageError(f"agent: budget: {wrong[0]} is no budget; give {' or '.join(sorted(_BUDGETS))}")
        try:
            if agent.budget:
                config = AgentConfig.model_validate({**config.model_dump(), **agent.budget})
            config = named_agent(config, agent.name) if agent.name else config
            services = self.services if config == self.services.agent else with_agent(self.services, config)
            coding = services.agents.coding_agent
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            raise UsageError(f"agent: budget: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        except UsageError as error:
            raise Unavailable(str(error)) from error
        if coding is None:
            raise Unavailable(f"no coding agent is configured: {_HOW}")
        if reason := coding.unavailable_reason(project):
            raise Unavailable(reason)
        return coding

    def _judging(self, context: WorkflowContext, stack: Stack | None, project: Path) -> list[str]:
        """The files of the project that its own checks are called by."""
        if stack is None:
            return []
        commands = [one for verb in _JUDGING for one in self.services.commands(context, stack, verb, _HERE).commands]
        found = config_files_of_tests(project, commands)
        return [path for path in found if not passed_over(PurePosixPath(path), stack.ignore)]
