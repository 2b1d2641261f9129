"""A workflow: stages of steps, built by chaining or read from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Self

from mity.errors import DefinitionError
from mity.workflow.core import Parameter, Stage, Step
from mity.workflow.parts import Action, Concurrency, Gate, RollbackPlan, Rule
from mity.workflow.snapshot import plain, read_part, read_stage

Json = dict[str, Any]
_MARKS = frozenset(">[]#~/")


class Workflow:
    """An ordered set of stages, built by chaining: `Workflow("id", "Name").station("a").station("b")`.

    With `machine` the steps of its only stage are states: the first one begins, and edges lead to the others.
    `timeout_s` bounds the running time of a run without its waits. `mode` is `autopilot`, `supervised` or `hybrid`,
    `proof` `optional` or `required`. `recovery` holds the steps that actions name. What `on_success`, `on_failure` and
    `finally_` say is done at the end; `on_event` is a command that reads the events of a run; `rules` are judged when
    what they read changes, `gates` at the end.
    """

    def __init__(self, id: str, name: str = "", description: str = "") -> None:
        self.id = id
        self.name = name or id
        self.description = description
        self.version = "0"
        self.parameters: tuple[Parameter, ...] = ()
        self.env: dict[str, str | None] = {}
        self.stages: list[Stage] = []
        self.machine = False
        self.timeout_s: float | None = None
        self.mode = "autopilot"
        self.proof = "optional"
        self.recovery: dict[str, Step] = {}
        self.on_success: tuple[Action, ...] = ()
        self.on_failure: tuple[Action, ...] = ()
        self.finally_: tuple[Action, ...] = ()
        self.on_event = ""
        self.rules: tuple[Rule, ...] = ()
        self.gates: tuple[Gate, ...] = ()
        self.rollback: RollbackPlan | None = None
        self.concurrency: Concurrency | None = None
        self.triggers: list[Json] = []
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
        return self.add(Stage(made, max_parallel, fail_fast=False))

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

        Raises DefinitionError for a stage without steps, for an id that the workflow has already, and for one with a
        sign that parts the keys of a log.
        """
        for step in stage.steps:
            if _MARKS.intersection(step.id):
                raise DefinitionError(f"workflow '{self.id}' has a step named '{step.id}': a name has none of >[]#~/")
        return self._add(stage)

    def _add(self, stage: Stage) -> Self:
        """The same for a stage of a log, which may have any names."""
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

    def calls(self) -> list[str]:
        """The names of the workflows that steps call, those of recoveries and actions too."""
        found, todo = [], [*self.steps(), *self.recovery.values()]
        while todo:
            step = todo.pop()
            found += [step.workflow] if step.workflow else []
            todo += [one for handler in step.on_failure or () for one in handler.steps]
        return found

    def actions(self) -> Iterator[Action]:
        """What it does at its ends, when a step succeeds or fails, by its conditions and behind a rollback."""
        yield from (*self.on_success, *self.on_failure, *self.finally_)
        yield from (one.action for step in self.steps() for one in step.on_failure or () if one.action is not None)
        yield from (one for step in self.steps() for one in step.on_success)
        yield from (one.then for one in self.rules if one.then is not None)
        yield from self.rollback.cleanup if self.rollback is not None else ()

    def to_json(self) -> Json:
        """The definition as plain JSON data, kept in each run's log so that a resume does what was begun."""
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "version": self.version,
            "parameters": [plain(one) for one in self.parameters],
            "env": dict(self.env),
            "stages": [plain(stage) for stage in self.stages],
            **{name: value for name in _MORE if (value := plain(getattr(self, name))) not in _USUAL},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Workflow:
        """Reads what `to_json` wrote, also in the form of log schema 1.

        Raises KeyError, TypeError, ValueError or DefinitionError when it is something else.
        """
        workflow = cls(str(data["id"]), str(data["name"]), str(data.get("description", "")))
        workflow.version = str(data.get("version", "0"))
        workflow.parameters = tuple(read_part(Parameter, row) for row in data.get("parameters") or ())
        workflow.env = dict(data.get("env") or {})
        for name, kind in _MORE.items():
            if name in data:
                setattr(workflow, name, read_part(kind, data[name]))
        for row in data["stages"]:
            workflow._add(read_stage(row))
        return workflow.atomic(str(data["atomic_from"])) if data.get("atomic_from") else workflow


_MORE: Mapping[str, Any] = {
    "machine": bool,
    "timeout_s": float | None,
    "mode": str,
    "proof": str,
    "recovery": dict[str, Step],
    "on_success": tuple[Action, ...],
    "on_failure": tuple[Action, ...],
    "finally_": tuple[Action, ...],
    "on_event": str,
    "rules": tuple[Rule, ...],
    "gates": tuple[Gate, ...],
    "rollback": RollbackPlan | None,
    "concurrency": Concurrency | None,
    "triggers": list[dict[str, Any]],
}
"""What a workflow has besides its stages, with the type of each; left out where it is as usual."""
_USUAL: tuple[Any, ...] = (False, None, "", "autopilot", "optional", {}, [])
