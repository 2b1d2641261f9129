"""The order of a run: every step's station is known, what it depends on comes before it, no circles."""

from __future__ import annotations

from mity.engine.registry import StationRegistry
from mity.errors import DefinitionError
from mity.suggest import did_you_mean
from mity.workflow.core import Stage
from mity.workflow.model import Workflow


def ordered_stages(workflow: Workflow, registry: StationRegistry) -> list[Stage]:
    """The stages in the order they run: as written, with dependencies moved before their dependents.

    Raises DefinitionError for an empty workflow, an unknown station, a dependency that is not in the workflow
    or stands in the same parallel stage, and for a circle, which it names.
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
    }
    needs: list[list[int]] = []
    for index, stage in enumerate(workflow.stages):
        before: list[int] = []
        for step in stage.steps:
            for wanted in registry.get(step.station).dependencies:
                before.append(_home_of(wanted, step.id, index, home, workflow))
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
