"""The steps of a workflow at every place where an earlier process had come to: items of lists, visits of states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from mity.engine.frame import Frame
from mity.engine.names import Item
from mity.engine.plan import PlannedStage, PlannedStep
from mity.errors import MityError
from mity.runs.artifacts import load_output
from mity.runs.keys import NESTED

Place = tuple[Frame, PlannedStep]
"""A step and the frame that it runs in."""


def callers(frame: Frame) -> Iterator[Place]:
    """The steps of a frame whose workflow has begun and not passed, at each place where it has.

    Those of a list whose items cannot be read any more are left out.
    """
    for stage in frame.plan.stages:
        for place in _of_stage(frame, stage):
            for inner, step in _visits(*place):
                for there, one in _items(inner, stage, step):
                    if one.child is not None and not frame.log.passed(one.key) and _begun(frame, one):
                        yield there, one


def _begun(frame: Frame, step: PlannedStep) -> bool:
    own = f"{step.key}{NESTED}"
    return any(key.startswith(own) for known in (frame.log.results, frame.log.progress.tries) for key in known)


def _of_stage(frame: Frame, stage: PlannedStage) -> Iterator[Place]:
    """The steps of a stage, those of each item where the stage has a list."""
    loop = stage.stage.loop
    if loop is None:
        yield from ((frame, step) for step in stage.steps)
        return
    for index, value in enumerate(_list(frame, stage.address)):
        place = f"{stage.address}[{index}]"
        steps = tuple(step.of_item(index, f"{place}/{step.step.id}") for step in stage.steps)
        part = frame.part(steps, stage, Item(loop.variable, value, index))
        yield from ((part, step) for step in steps)


def _visits(frame: Frame, step: PlannedStep) -> Iterator[Place]:
    """A state at each of its visits, which `frame.visits` names meanwhile; any other step as it is."""
    if not frame.plan.workflow.machine:
        yield frame, step
        return
    key = re.compile(rf"{re.escape(step.key)}(?:#(\d+))?")
    found = (key.fullmatch(one) for one in frame.log.stations)
    for number in sorted(int(one[1] or 1) for one in found if one):
        visit = step.visit(number)
        frame.visits[step.step.id] = visit.key
        yield frame, visit


def _items(frame: Frame, stage: PlannedStage, step: PlannedStep) -> Iterator[Place]:
    """A step at each item of its own list; one that has none as it is."""
    loop = step.step.loop
    if loop is None:
        yield frame, step
        return
    for index, value in enumerate(_list(frame, step.address)):
        one = step.at(index, f"{step.address}[{index}]")
        yield frame.part((one,), stage, Item(loop.variable, value, index)), one


def _list(frame: Frame, address: str) -> list[object]:
    known = frame.log.progress.lists.get(address)
    if known is not None:
        with suppress(MityError):
            return list(load_output(known, frame.log.context.workspace))
    return []
