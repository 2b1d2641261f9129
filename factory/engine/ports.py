"""What the engine asks of the services above it: coding agents, the checks of a project, repairs, a debugger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mity.command import Command, Overrides, Run
from mity.errors import EXIT_UNPROVEN, MityError
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.text.records import dataclass
from mity.workflow.core import Step
from mity.workflow.model import Workflow
from mity.workflow.parts import Agent, Evidence

if TYPE_CHECKING:
    from mity.coding.task import Answer

OpenIssue = Callable[[WorkflowContext, str, str, str], str]
"""Opens an issue with a title and a text, once for each marker; its address. Raises MityError."""
ReadDefinition = Callable[[Any, str], tuple[Workflow, Mapping[str, Workflow]]]
"""Reads a definition, text or a mapping, with the name that it has unless it gives itself one: the workflow, and those
that it calls, by name. Raises MityError with all that is wrong in it."""


class Unavailable(MityError):
    """What is asked for is not there on this machine; the message says what, and how to get it."""

    exit_code = EXIT_UNPROVEN


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a project: tests, linters, type checkers or formatters, with the commands that do it.

    `kind` is `test`, `lint`, `types` or `format`; `missing` says why it cannot run here; `report` is where its commands
    write what they counted; `libtest` tells that they print it; `absent` is what they print when the tool is not
    installed; `quiet` ones end with 0 and name what they would change.
    """

    kind: str
    commands: tuple[Command, ...] = ()
    missing: str = ""
    report: Evidence | None = None
    libtest: bool = False
    absent: str = ""
    quiet: bool = False


class StepServices(Protocol):
    """The services of a run that bodies of steps use."""

    def ask(
        self, agent: Agent, words: str, context: WorkflowContext, project: Path, run: Run, record: dict[str, Any]
    ) -> Answer:
        """What a coding agent makes of a prompt in a copy of the project; `record` gets what the log keeps.

        Raises Unavailable when none can be asked, MityError when its work cannot be taken.
        """
        ...

    def checks(self, context: WorkflowContext, project: Path, kinds: tuple[str, ...]) -> tuple[Check, ...]:
        """The checks of these kinds that a project has."""
        ...

    def enclosed(self, context: WorkflowContext, command: Command, *places: Path) -> Command:
        """A command of a definition in the sandbox of a project that is not the user's own, else as it is.

        It may write to the folders `places` too, and has all variables that the definition gives it.
        """
        ...


class Elsewhere(Protocol):
    """Other machines, which do steps of a run that this one is not for."""

    def do(self, step: Step, view: WorkflowContext, env: Mapping[str, str], scope: Any) -> StationResult | None:
        """The result of a step that runs on another machine, with what it changed brought here; None for one that is
        to be done here.

        `view`, `env` and `scope`, a `mity.engine.step_scope.StepScope`, are as `mity.engine.kinds.body.run_body` has
        them. Raises KeyboardInterrupt when the run is to end or to pause, StepCancelled when the step is, MityError.
        """
        ...

    def under_way(self, address: str) -> bool:
        """Whether another machine has a step of this run, which a killed holder of it left there. Raises MityError."""
        ...


class Healing(Protocol):
    """Repairs what made a step fail."""

    def heal(
        self,
        scope: Any,
        context: WorkflowContext,
        failed: StationResult,
        again: Callable[[Overrides], StationResult],
    ) -> StationResult:
        """The result after the repairs that helped: a success, or the failure that is left and what was tried.

        `again` executes the step once more; `failed.execution` is set; `scope` is the
        `mity.engine.step_scope.StepScope` of the execution that failed.
        """
        ...


class Debugger(Protocol):
    """Whoever decides where a run halts, and what it does then; a `halt` is a `mity.engine.debugging.Halt`."""

    def halts(self, halt: Any) -> bool:
        """Whether the run is to halt before a step."""
        ...

    def ask(self, halt: Any) -> str:
        """GO, RETRY or QUIT, as `mity.engine.debugging` has them."""
        ...
