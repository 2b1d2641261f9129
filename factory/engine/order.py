"""The order of a run: dependencies first, and each called workflow planned within the step that calls it."""

from __future__ import annotations

from collections.abc import Mapping

from mity.engine.plan import Plan, PlannedStage, PlannedStep
from mity.engine.registry import StationRegistry
from mity.errors import DefinitionError
from mity.runs.keys import NESTED
from mity.suggest import did_you_mean
from mity.text.records import dataclass, field
from mity.workflow.core import Stage, Step
from mity.workflow.model import Workflow


def plan(workflow: Workflow, registry: StationRegistry, workflows: Mapping[str, Workflow] | None = None) -> Plan:
    """The plan of `workflow`, whose calls are looked up in `workflows`.

    Raises DefinitionError for an empty workflow, an unknown station or workflow, a dependency that is not in the
    workflow or runs at the same time, for an atomic stage that would run at the same time as other steps, and for a
    circle, which it names.
    """
    workflows = {} if workflows is None else workflows
    made = _Planner(registry, workflows, workflows).plan(workflow, "", "", ())
    _check_atomic(made, whole=False)
    return made


_DEEPEST = 16
"""Workflows within each other, where one of them was generated."""


@dataclass(frozen=True, slots=True)
class Generated:
    """Plans what one step generates.

    `workflows` takes in what the run generates: under the step's key with the sign of nesting behind it, and what
    that calls under its name behind this. `callers` are the ids of the workflows that the step is in, the outermost
    first; `beside` says that the step runs at the same time as others.
    """

    registry: StationRegistry
    workflows: Mapping[str, Workflow]
    callers: tuple[str, ...]
    beside: bool
    _known: dict[str, Plan] = field(default_factory=dict)

    def plan(self, step: PlannedStep) -> Plan | None:
        """The plan of what `step` has generated; None when it has not yet."""
        prefix = f"{step.key}{NESTED}"
        workflow = self.workflows.get(prefix)
        if workflow is None:
            return None
        known = self._known.get(step.key)
        if known is None or known.workflow is not workflow:
            own = {name[len(prefix) :]: one for name, one in self.workflows.items() if name.startswith(prefix)}
            known = self._known[step.key] = self.planned(step, workflow, own)
        return known

    def planned(self, step: PlannedStep, workflow: Workflow, called: Mapping[str, Workflow]) -> Plan:
        """The plan of `workflow` when `step` generates it, whose calls are looked up in `called`.

        Raises DefinitionError as the function `plan` does, and for workflows that generate each other too deeply.
        """
        if len(self.callers) > _DEEPEST:
            raise DefinitionError(f"workflows generate each other too deeply: {' → '.join(self.callers)}")
        planner = _Planner(self.registry, called, self.workflows)
        made = planner.plan(workflow, f"{step.key}{NESTED}", f"{step.address}{NESTED}", self.callers)
        _check_atomic(made, whole=False)
        if self.beside and (name := _atomic_stage(made)):
            raise _put_back_beside(step, name, workflow.id)
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
                raise _put_back_beside(step, name, step.step.workflow)
            _check_atomic(step.child, whole=inner)


def _put_back_beside(step: PlannedStep, stage: str, workflow: str) -> DefinitionError:
    return DefinitionError(
        f"step '{step.address}' runs at the same time as others, but stage '{stage}' of workflow '{workflow}' puts "
        "back the project's files when it fails: give the call a stage of its own"
    )


def _atomic_stage(planned: Plan) -> str:
    """The name of an atomic stage of a workflow or of one that it calls, or an empty string."""
    for stage in planned.stages:
        if stage.stage.atomic:
            return stage.stage.atomic
        for step in stage.steps:
            if step.child and (name := _atomic_stage(step.child)):
                return name
    return ""


@dataclass(frozen=True, slots=True)
class _Planner:
    """Plans workflows whose calls are looked up in `called`; `workflows` takes in what the run generates."""

    registry: StationRegistry
    called: Mapping[str, Workflow]
    workflows: Mapping[str, Workflow]

    def plan(self, workflow: Workflow, key: str, address: str, callers: tuple[str, ...]) -> Plan:
        stages = []
        for stage in ordered_stages(workflow, self.registry):
            place = f"{address}{stage.name}"
            steps = tuple(self._step(step, stage, key, address, (*callers, workflow.id)) for step in stage.steps)
            stages.append(PlannedStage(stage, steps, place))
        return Plan(workflow, tuple(stages))

    def _step(self, step: Step, stage: Stage, key: str, address: str, callers: tuple[str, ...]) -> PlannedStep:
        here, place = f"{key}{step.id}", f"{address}{stage.name}/{step.id}" if stage.name else f"{address}{step.id}"
        child = None
        if step.workflow in callers:
            way = " → ".join([*callers[callers.index(step.workflow) :], step.workflow])
            raise DefinitionError(f"workflows call each other: {way}; remove one of these calls")
        if step.workflow:
            called = self.called.get(step.workflow)
            if called is None:
                hint = did_you_mean(step.workflow, self.called)
                raise DefinitionError(f"step '{place}' calls the unknown workflow '{step.workflow}': {hint}")
            child = self.plan(called, f"{here}{NESTED}", f"{place}{NESTED}", callers)
        loop = f"{address}{stage.name}" if stage.loop else place if step.loop else ""
        beside = stage.max_parallel > 1 and len(stage.steps) > 1
        generator = Generated(self.registry, self.workflows, callers, beside) if step.generate else None
        return PlannedStep(step, here, place, child, loop, generator)


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
