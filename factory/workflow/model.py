"""A workflow: stages of steps, built by chaining or read from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Self

from mity.errors import DefinitionError
from mity.workflow.core import Parameter, Stage, Step
from mity.workflow.snapshot import parameter_json, read_parameter, read_stage, stage_json

Json = dict[str, Any]


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

    def to_json(self) -> Json:
        """The definition as plain JSON data, kept in each run's log so that a resume does what was begun."""
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "version": self.version,
            "parameters": [parameter_json(one) for one in self.parameters],
            "env": dict(self.env),
            "stages": [stage_json(stage) for stage in self.stages],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Workflow:
        """Reads what `to_json` wrote, also in the form of log schema 1.

        Raises KeyError, TypeError, ValueError or DefinitionError when it is something else.
        """
        workflow = cls(str(data["id"]), str(data["name"]), str(data.get("description", "")))
        workflow.version = str(data.get("version", "0"))
        workflow.parameters = tuple(read_parameter(row) for row in data.get("parameters") or ())
        workflow.env = dict(data.get("env") or {})
        for row in data["stages"]:
            workflow.add(read_stage(row))
        return workflow.atomic(str(data["atomic_from"])) if data.get("atomic_from") else workflow
