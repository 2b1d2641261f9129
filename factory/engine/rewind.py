"""Which steps run again when a run goes back."""

from __future__ import annotations

from mity.engine.order import Plan, with_children
from mity.runs.log import NESTED


def again_from(plan: Plan, key: str) -> list[str] | None:
    """The keys of `key`, of all steps behind it and of those that call it; None when the plan has no such step.

    Siblings that run at the same time are not among them.
    """
    steps = list(plan.steps())
    place = next((index for index, step in enumerate(steps) if step.key == key), None)
    if place is None:
        return None
    spared = _siblings(plan, key)
    callers = [key[:end] for end, sign in enumerate(key) if sign == NESTED]
    return [*callers, *(step.key for step in steps[place:] if step.key not in spared)]


def _siblings(plan: Plan, key: str) -> set[str]:
    """The steps, with what they call, that run at the same time as `key`."""
    found: set[str] = set()
    plans = [plan]
    while plans:
        inner = plans.pop()
        plans += [step.child for stage in inner.stages for step in stage.steps if step.child]
        for stage in inner.stages:
            if stage.stage.max_parallel > 1 and any(step.key == key for step in stage.steps):
                found |= {one.key for one in with_children(stage.steps)} - {key}
    return found
