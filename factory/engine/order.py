"""The order of a run: every step with its key and address, sub-workflows within their callers, dependencies first."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mity.engine.registry import StationRegistry
from mity.errors import DefinitionError
from mity.runs.log import NESTED
from mity.suggest import did_you_mean
from mity.workflow.core import Stage, Step
from mity.workflow.model import Workflow


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step at its place: `key` is its name in the log, `address` where it is in the run, `child` what it calls.

    `loop` is the address of the loop that it runs in, its own or that of its stage.
    """

    step: Step
    key: str
    address: str
    child: Plan | None = None
    loop: str = ""

    def at(self, index: int, address: str) -> PlannedStep:
        """The step for one item of its loop."""
        return self.named(f"{self.key}[{index}]", address)

    def named(self, key: str, address: str) -> PlannedStep:
        """The same step at another place."""
        child = self.child.moved(self, key, address) if self.child else None
        return PlannedStep(self.step, key, address, child)


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


def plan(workflow: Workflow, registry: StationRegistry, workflows: Mapping[str, Workflow] | None = None) -> Plan:
    """The plan of `workflow`, whose calls are looked up in `workflows`.

    Raises DefinitionError for an empty workflow, an unknown station or workflow, a dependency that is not in the
    workflow or runs at the same time, for an atomic stage that would run at the same time as other steps, and for a
    circle, which it names.
    """
    made = _plan(workflow, registry, workflows or {}, "", "", ())
    _check_atomic(made, whole=False)
    return made


def _check_atomic(planned: Plan, *, whole: bool) -> None:
    """Refuses a call that would put back files while other steps write theirs; within a `whole` it is put back as one.

    Raises DefinitionError.
    """
    for stage in planned.stages:
        inner = whole or bool(stage.stage.atomic)
        together = stage.stage.max_parallel > 1 and len(stage.steps) > 1
        for step in stage.steps:
            if step.child is None:
                continue
            if together and not inner and (name := _atomic_stage(step.child)):
                raise DefinitionError(
                    f"step '{step.address}' runs at the same time as others, but stage '{name}' of workflow "
                    f"'{step.step.workflow}' puts back the project's files when it fails: give the call a stage of its "
                    "own"
                )
            _check_atomic(step.child, whole=inner)


def _atomic_stage(planned: Plan) -> str:
    """The name of an atomic stage of a workflow or of one that it calls, or an empty string."""
    for stage in planned.stages:
        if stage.stage.atomic:
            return stage.stage.atomic
        for step in stage.steps:
            if step.child and (name := _atomic_stage(step.child)):
                return name
    return ""


def _plan(
    workflow: Workflow,
    registry: StationRegistry,
    workflows: Mapping[str, Workflow],
    key: str,
    address: str,
    callers: tuple[str, ...],
) -> Plan:
    if workflow.id in callers:
        way = " → ".join([*callers[callers.index(workflow.id) :], workflow.id])
        raise DefinitionError(f"workflows call each other: {way}; remove one of these calls")
    stages = []
    for stage in ordered_stages(workflow, registry):
        steps = []
        for step in stage.steps:
            name = f"{stage.name}/{step.id}" if stage.name else step.id
            here, place = f"{key}{step.id}", f"{address}{name}"
            child = None
            if step.generate:
                raise DefinitionError(f"step '{place}' generates a workflow, which this version of mity does not run")
            if step.workflow:
                called = workflows.get(step.workflow)
                if called is None:
                    hint = did_you_mean(step.workflow, workflows)
                    raise DefinitionError(f"step '{place}' calls the unknown workflow '{step.workflow}': {hint}")
                below = (f"{here}{NESTED}", f"{place}{NESTED}", (*callers, workflow.id))
                child = _plan(called, registry, workflows, *below)
            loop = f"{address}{stage.name}" if stage.loop else place if step.loop else ""
            steps.append(PlannedStep(step, here, place, child, loop))
        stages.append(PlannedStage(stage, tuple(steps), f"{address}{stage.name}"))
    return Plan(workflow, tuple(stages))


def ordered_stages(workflow: Workflow, registry: StationRegistry) -> list[Stage]:
    """The stages in the order they run: as written, with dependencies moved before their dependents.

    Raises DefinitionError as `plan` does.
    """
    if not workflow.stages:
        raise DefinitionError(f"workflow '{workflow.id}' has no stations: add one with .station(name)")
    needs = _needs(workflow, registry)
    if not any(needs):
        return list(workflow.stages)
    order: list[int] = []
    done: set[int] = set()
    for start in range(len(workflow.stages)):
        _visit(start, needs, done, order, workflow)
    return [workflow.stages[index] for index in order]


def _needs(workflow: Workflow, registry: StationRegistry) -> list[list[int]]:
    """Per stage, the indexes of the stages that must come before it."""
    home = {
        name: index
        for index, stage in enumerate(workflow.stages)
        for step in stage.steps
        for name in (step.id, step.station)
        if name
    }
    needs: list[list[int]] = []
    for index, stage in enumerate(workflow.stages):
        before: list[int] = []
        earlier: set[str] = set()
        for step in stage.steps:
            dependencies = registry.get(step.station).dependencies if step.station else ()
            # in a stage whose steps run in order, an earlier step of the same stage comes before as well
            open_ = [wanted for wanted in dependencies if wanted not in earlier]
            before.extend(_home_of(wanted, step.id, index, home, workflow) for wanted in open_)
            if stage.max_parallel == 1:
                earlier |= {step.id, step.station}
        needs.append(before)
    return needs


def _home_of(wanted: str, dependent: str, index: int, home: dict[str, int], workflow: Workflow) -> int:
    if wanted not in home:
        hint = did_you_mean(wanted, home)
        raise DefinitionError(
            f"station '{dependent}' depends on '{wanted}', which is not in workflow '{workflow.id}': "
            f"add .station('{wanted}') before it ({hint})"
        )
    if home[wanted] == index:
        if wanted == dependent:
            raise DefinitionError(f"stations depend on each other: {wanted} → {wanted}")
        raise DefinitionError(
            f"station '{dependent}' depends on '{wanted}' but runs at the same time: put them in separate stages"
        )
    return home[wanted]


def _visit(start: int, needs: list[list[int]], done: set[int], order: list[int], workflow: Workflow) -> None:
    """Depth first without recursion, so that ten thousand stations in a row are no problem."""
    path: dict[int, None] = {}
    stack = [(start, False)]
    while stack:
        index, leaving = stack.pop()
        if leaving:
            del path[index]
            done.add(index)
            order.append(index)
        elif index in path:
            way = list(path)
            circle = [*way[way.index(index) :], index]
            names = " → ".join(workflow.stages[i].steps[0].id for i in circle)
            raise DefinitionError(f"stations depend on each other: {names}; remove one of these dependencies")
        elif index not in done:
            path[index] = None
            stack.append((index, True))
            stack.extend((before, False) for before in reversed(needs[index]))


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
