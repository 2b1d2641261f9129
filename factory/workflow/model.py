"""The core of a workflow: stages of steps, what each runs, and what happens when one fails. Data, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from mity.errors import DefinitionError

Json = dict[str, Any]


class Policy(StrEnum):
    """What may happen after a step failed; a chain of them is tried from left to right."""

    RETRY = "retry"
    HEAL = "heal"
    STEPS = "steps"
    ASK = "ask"
    SKIP = "skip"
    ROLLBACK = "rollback"
    ABORT = "abort"


@dataclass(frozen=True, slots=True)
class Handler:
    """One link of a failure chain.

    `retries` and the backoff in seconds are of RETRY: run again up to `retries` times, after `initial_s`, then
    `factor` times as long each time, `most_s` at the most. `steps` are of STEPS: they run, then the step once more.
    """

    policy: Policy
    retries: int = 2
    initial_s: float = 1.0
    factor: float = 2.0
    most_s: float = 60.0
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One unit of a workflow: an id unique in its workflow and one body, `station`, `command` or `workflow`.

    `inputs` go to the body; a value may hold `${{ }}` expressions when the step came from a file. `command` is text for
    `/bin/sh -e`, or words that are run without a shell. `condition` is an expression; when it is false the step is
    passed over. `on_failure` None leaves the chain to the station. `timeout_s` bounds each attempt, in seconds. `line`
    and `column` count from 1 in the file of the workflow (0: built in Python).
    """

    id: str
    station: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    command: str | tuple[str, ...] = ""
    workflow: str = ""
    condition: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float | None = None
    on_failure: tuple[Handler, ...] | None = None
    description: str = ""
    line: int = 0
    column: int = 0

    @property
    def body(self) -> str:
        """What the step runs, in a word: a station's name, `command`, or the name of a workflow."""
        return self.station or self.workflow or "command"


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps that belong together; at most `max_parallel` of them run at once (1: in order).

    A stage with an `atomic` name stands as a whole or not at all, together with its neighbours of that name: whatever
    stops the run within it, a kill too, the files of the project are put back, and a resume begins it anew.
    """

    steps: tuple[Step, ...]
    max_parallel: int = 1
    name: str = ""
    condition: str = ""
    atomic: str = ""
    description: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a workflow is given by name: `string boolean number integer list object`. Without default it is required."""

    name: str
    type: str = "string"
    default: Any = None
    required: bool = True
    description: str = ""
    values: tuple[Any, ...] = ()


class Workflow:
    """An ordered set of stages, built by chaining: `Workflow("id", "Name").station("a").station("b")`."""

    def __init__(self, id: str, name: str = "", description: str = "") -> None:
        self.id = id
        self.name = name or id
        self.description = description
        self.version = "0"
        self.parameters: tuple[Parameter, ...] = ()
        self.env: dict[str, str | None] = {}
        self.stages: list[Stage] = []
        self._ids: set[str] = set()
        self._atomic = ""

    def with_description(self, description: str) -> Self:
        """Sets the description and returns the workflow."""
        self.description = description
        return self

    def station(self, name: str, *, id: str = "", inputs: Mapping[str, Any] | None = None) -> Self:
        """Adds a step that runs the station `name`; `id` tells two uses of one station apart.

        Raises DefinitionError when the workflow has a step of that id.
        """
        return self.add(Stage((Step(id or name, name, inputs or {}),)))

    def parallel(self, *steps: str | Step, max_parallel: int = 10) -> Self:
        """Adds a stage whose steps run at the same time, at most `max_parallel` of them. Raises DefinitionError."""
        if max_parallel < 1:
            raise DefinitionError(f"max_parallel is {max_parallel} in workflow '{self.id}': use 1 or more")
        made = tuple(step if isinstance(step, Step) else Step(step, step) for step in steps)
        return self.add(Stage(made, max_parallel))

    def atomic(self, step: str) -> Self:
        """Lets the project change as a whole or not at all from `step` on. Raises DefinitionError for no such step."""
        if step not in self._ids:
            raise DefinitionError(f"workflow '{self.id}' has no step '{step}' to be atomic from")
        self._atomic = step
        first = next(index for index, stage in enumerate(self.stages) if any(one.id == step for one in stage.steps))
        self.stages[first:] = [replace(stage, atomic=step) for stage in self.stages[first:]]
        return self

    def add(self, stage: Stage) -> Self:
        """Adds a stage and returns the workflow.

        Raises DefinitionError for a stage without steps and for an id that the workflow has already.
        """
        if not stage.steps:
            raise DefinitionError(f"workflow '{self.id}' has a stage with no steps: name at least one station")
        for step in stage.steps:
            if step.id in self._ids:
                raise DefinitionError(
                    f"workflow '{self.id}' has two steps named '{step.id}': give one an id of its own"
                )
            self._ids.add(step.id)
        self.stages.append(replace(stage, atomic=self._atomic) if self._atomic else stage)
        return self

    def steps(self) -> Iterator[Step]:
        """Every step in order."""
        for stage in self.stages:
            yield from stage.steps
