"""A workflow: stages of steps. A step names a station; the steps of one stage may run at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from mity.errors import DefinitionError
from mity.redaction import hide

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One use of a station: an id unique in its workflow, the station's name, and inputs of its own."""

    id: str
    station: str
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps that belong together; at most `max_parallel` of them run at once (1: in order)."""

    steps: tuple[Step, ...]
    max_parallel: int = 1


class Workflow:
    """An ordered set of stages, built by chaining: `Workflow("id", "Name").station("a").station("b")`.

    What the steps from `atomic_from` on do to the project stands when the run completes, else it is undone; a resume
    begins again there, and no such step can be skipped.
    """

    def __init__(self, id: str, name: str, description: str = "") -> None:
        self.id = id
        self.name = name
        self.description = description
        self.atomic_from = ""
        self.stages: list[Stage] = []
        self._ids: set[str] = set()

    def with_description(self, description: str) -> Self:
        """Sets the description and returns the workflow."""
        self.description = description
        return self

    def atomic(self, step: str) -> Self:
        """Lets the project change as a whole or not at all from `step` on. Raises DefinitionError for no such step."""
        if step not in self._ids:
            raise DefinitionError(f"workflow '{self.id}' has no step '{step}' to be atomic from")
        self.atomic_from = step
        return self

    def is_atomic(self, step: str) -> bool:
        """True for the steps whose work is undone when the run does not complete."""
        order = [one.id for one in self.steps()]
        return bool(self.atomic_from) and order.index(step) >= order.index(self.atomic_from)

    def station(self, name: str, *, id: str = "", inputs: Mapping[str, Any] | None = None) -> Self:
        """Adds a step that runs the station `name`; `id` tells two uses of one station apart.

        Raises DefinitionError when the workflow has a step of that id.
        """
        return self._add(Stage((Step(id or name, name, inputs or {}),)))

    def parallel(self, *steps: str | Step, max_parallel: int = 10) -> Self:
        """Adds a stage whose steps run at the same time, at most `max_parallel` of them. Raises DefinitionError."""
        if max_parallel < 1:
            raise DefinitionError(f"max_parallel is {max_parallel} in workflow '{self.id}': use 1 or more")
        made = tuple(step if isinstance(step, Step) else Step(step, step) for step in steps)
        return self._add(Stage(made, max_parallel))

    def _add(self, stage: Stage) -> Self:
        if not stage.steps:
            raise DefinitionError(f"workflow '{self.id}' has a stage with no steps: name at least one station")
        for step in stage.steps:
            if step.id in self._ids:
                raise DefinitionError(
                    f"workflow '{self.id}' has two steps named '{step.id}': give one an id of its own"
                )
            self._ids.add(step.id)
        self.stages.append(stage)
        return self

    def steps(self) -> Iterator[Step]:
        """Every step in order."""
        for stage in self.stages:
            yield from stage.steps

    def to_json(self) -> Json:
        """The definition as plain JSON data, kept in each run's log so that a resume does what was begun."""
        stages = [_stage_json(stage) for stage in self.stages]
        atomic = {"atomic_from": self.atomic_from} if self.atomic_from else {}
        return {"id": self.id, "name": self.name, "description": self.description, "stages": stages, **atomic}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Workflow:
        """Reads what `to_json` wrote. Raises KeyError, TypeError, ValueError or DefinitionError otherwise."""
        workflow = cls(str(data["id"]), str(data["name"]), str(data.get("description", "")))
        for stage in data["stages"]:
            workflow._add(Stage(_steps(stage["steps"]), int(stage.get("max_parallel", 1))))
        return workflow.atomic(str(data["atomic_from"])) if data.get("atomic_from") else workflow


def _stage_json(stage: Stage) -> Json:
    steps = [_step_json(step) for step in stage.steps]
    return {"steps": steps} if stage.max_parallel == 1 else {"steps": steps, "max_parallel": stage.max_parallel}


def _step_json(step: Step) -> Json:
    inputs = {"inputs": hide(dict(step.inputs))} if step.inputs else {}
    return {"id": step.id, "station": step.station, **inputs}


def _steps(rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(str(row["id"]), str(row["station"]), row.get("inputs") or {}) for row in rows)
