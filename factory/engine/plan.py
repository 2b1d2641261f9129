"""The steps of a run at their places: every step with its key and address, sub-workflows within their callers."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from mity.text.records import dataclass, field
from mity.workflow.core import Stage, Step
from mity.workflow.model import Workflow


class Generator(Protocol):
    """Plans the workflows that a step generates."""

    def plan(self, step: PlannedStep) -> Plan | None:
        """The plan of what `step` has generated; None when it has not yet."""
        ...

    def planned(self, step: PlannedStep, workflow: Workflow, workflows: Mapping[str, Workflow]) -> Plan:
        """The plan of `workflow` when `step` generates it. Raises DefinitionError."""
        ...


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step at its place: `key` is its name in the log, `address` where it is in the run, `called` what it calls.

    `loop` is the address of the loop that it runs in, its own or that of its stage. `generator` plans what a step
    generates.
    """

    step: Step
    key: str
    address: str
    called: Plan | None = None
    loop: str = ""
    generator: Generator | None = field(default=None, compare=False)

    @property
    def child(self) -> Plan | None:
        """The workflow that it runs: the one that it calls, or the one that its body gave in this run."""
        return self.called if self.generator is None else self.generator.plan(self)

    @property
    def shown(self) -> str:
        """What it is and its name, as messages begin."""
        return f"{'station' if self.step.station else 'step'} '{self.key}'"

    def at(self, index: int, address: str) -> PlannedStep:
        """The step for one item of its loop."""
        return self.named(f"{self.key}[{index}]", address)

    def of_item(self, index: int, address: str) -> PlannedStep:
        """The step for one item of the loop of its stage; it may have a loop of its own."""
        return replace(self.at(index, address), loop=address if self.step.loop else "")

    def visit(self, number: int) -> PlannedStep:
        """A state on its visit of this number."""
        if number == 1:
            return self
        made = self.named(f"{self.key}#{number}", f"{self.address}#{number}")
        return replace(made, loop=made.address) if self.loop else made

    def named(self, key: str, address: str) -> PlannedStep:
        """The same step at another place."""
        called = self.called.moved(self, key, address) if self.called else None
        return PlannedStep(self.step, key, address, called, generator=self.generator)


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage at its place."""

    stage: Stage
    steps: tuple[PlannedStep, ...]
    address: str = ""

    def addresses(self, keys: Container[str]) -> list[str]:
        """Where something is decided for the steps among `keys`: the step, and the stage when its first one is."""
        found = [step.address for step in self.steps if step.key in keys]
        return [self.address, f"{self.address}#parallel", *found] if self.steps[0].key in keys else found


@dataclass(frozen=True, slots=True)
class Plan:
    """A workflow ready to be run."""

    workflow: Workflow
    stages: tuple[PlannedStage, ...]

    def steps(self) -> Iterator[PlannedStep]:
        """Every step in order, each followed by those of the workflow that it calls."""
        for stage in self.stages:
            for step in stage.steps:
                yield step
                yield from step.child.steps() if step.child else ()

    def keys(self) -> list[str]:
        """The keys of the steps that every run has: the items of a loop and the states that are visited come later."""
        found: list[str] = []
        for stage in () if self.workflow.machine else self.stages:
            for step in stage.steps:
                found += [step.key, *(step.child.keys() if step.child and not step.loop else ())]
        return found

    def all_stages(self) -> Iterator[PlannedStage]:
        """Every stage, those of called workflows too."""
        for stage in self.stages:
            yield stage
            for step in stage.steps:
                yield from step.child.all_stages() if step.child else ()

    def looped_with(self, key: str) -> list[str]:
        """The keys of the steps that run in the same loop as the step `key`."""
        loops = {step.key: step.loop for step in self.steps()}
        return [one for one, loop in loops.items() if loop and loop == loops.get(key)]

    def step(self, key: str) -> PlannedStep:
        """The step `key`, which the plan has."""
        return next(one for one in self.steps() if one.key == key)

    def moved(self, caller: PlannedStep, key: str, address: str) -> Plan:
        """The plan of a workflow when the step that calls it is at another place."""

        def at(old: str, before: str, now: str) -> str:
            return now + old.removeprefix(before)

        stages = []
        for stage in self.stages:
            steps = tuple(
                one.named(at(one.key, caller.key, key), at(one.address, caller.address, address)) for one in stage.steps
            )
            place = at(stage.address, caller.address, address)
            looped = tuple(
                replace(new, loop=at(old.loop, caller.address, address)) if old.loop else new
                for old, new in zip(stage.steps, steps, strict=True)
            )
            stages.append(PlannedStage(stage.stage, looped, place))
        return Plan(self.workflow, tuple(stages))

    def find(self, key: str) -> int | None:
        """The index of the stage that holds the step `key` of this workflow itself."""
        return next((i for i, one in enumerate(self.stages) if any(step.key == key for step in one.steps)), None)


def end_of_group(stages: Sequence[PlannedStage], at: int) -> int:
    """The index behind the stages that are kept together from `at` on."""
    name = stages[at].stage.atomic
    end = at + 1
    while name and end < len(stages) and stages[end].stage.atomic == name:
        end += 1
    return end


def beginning_of_group(stages: Sequence[PlannedStage], at: int) -> int:
    """The index of the first of the stages that are kept together with the one at `at`."""
    name = stages[at].stage.atomic
    while name and at and stages[at - 1].stage.atomic == name:
        at -= 1
    return at


def with_children(steps: Sequence[PlannedStep]) -> list[PlannedStep]:
    """Steps with those of the workflows that they call."""
    return [one for step in steps for one in (step, *(step.child.steps() if step.child else ()))]
