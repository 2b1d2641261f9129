"""Where in a run a step is, by its key: the workflow that it belongs to, with the item that it ran for."""

from __future__ import annotations

import re

from mity.engine.frame import Frame
from mity.engine.names import Item
from mity.engine.plan import Plan, PlannedStep
from mity.errors import UsageError
from mity.runs.artifacts import load_output
from mity.runs.keys import NESTED
from mity.runs.log import ExecutionLog
from mity.suggest import did_you_mean
from mity.text.patterns import regex

_PART = regex(r"(?P<id>[^\[#]+)(?P<visit>#\d+)?(?P<items>(\[\d+\])*)$")


def place_of(root: Frame, key: str) -> tuple[Frame, PlannedStep]:
    """The frame of a step that has ended, as its expressions saw it, and the step.

    Raises UsageError for a key that is no step of the run, ExpressionError for inputs that have no value any more.
    """
    *callers, name = key.split(NESTED)
    frame = root
    for part in callers:
        frame, caller = _within(frame, part)
        if caller.child is None:
            raise _unknown(key)
        frame = frame.child(caller)
    return _within(frame, name)


def names(address: str, key: str, word: str) -> bool:
    """Whether a word names a step: its key, its address, or a tail of that, also with dots."""
    tail = "/" + address.replace(NESTED, "/")
    plain = "/" + word.replace(NESTED, "/")
    return word == key or tail.endswith((plain, plain.replace(".", "/")))


def resolved(log: ExecutionLog, planned: Plan, name: str) -> str:
    """The key of the step of a run that a key, an address or any unique tail of one names. Raises UsageError."""
    if name in log.stations:
        return name
    places = {step.key: step.address for step in planned.steps()}
    places |= {key: at for key in log.stations if key not in places and (at := address_of(planned, key))}
    exact = [key for key, address in places.items() if name in (key, address)]
    found = exact or [key for key, address in places.items() if names(address, key, name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"'{name}' names several steps of run {log.run_id}: {', '.join(found)}; name one in full")
    known = places.values() if "/" in name else log.stations
    raise UsageError(f"run {log.run_id} has no step '{name}': {did_you_mean(name, known)}")


def address_of(plan: Plan, key: str) -> str:
    """The address of a step at an item of a list or at a visit of a state; empty for a key of another plan."""
    parts: list[str] = []
    level: Plan | None = plan
    for part in key.split(NESTED):
        found = _PART.match(part)
        rows = [(stage, step) for stage in level.stages for step in stage.steps] if level is not None else []
        at = next(((stage, step) for stage, step in rows if found and step.step.id == found["id"]), None)
        if found is None or at is None:
            return ""
        stage, step = at
        name = step.address.rpartition(NESTED)[2].rpartition("/")[0]
        own, visit = found["items"], found["visit"] or ""
        if stage.stage.loop is not None and own:
            first, _, rest = own.partition("]")
            name, own = f"{name}{first}]", rest
        parts.append(f"{name}/{found['id']}{visit}{own}")
        level = step.child
    return NESTED.join(parts)


def _within(frame: Frame, part: str) -> tuple[Frame, PlannedStep]:
    """A step of one frame, by the last part of its key."""
    found = _PART.match(part)
    prefix = next((one.key.rpartition(NESTED)[0] for one in frame.ids().values()), "")
    step = frame.ids().get(found["id"]) if found else None
    if found is None or step is None:
        raise _unknown(part)
    if frame.plan.workflow.machine:
        frame.visits.update({id: _newest(frame, prefix, id) for id in frame.ids()})
        visit = found["visit"] or ""
        step = step.named(f"{step.key}{visit}", f"{step.address}{visit}")
    stage = next(one for one in frame.plan.stages if any(row.step.id == step.step.id for row in one.steps))
    for index in map(int, re.findall(r"\d+", found["items"])):
        loop = stage.stage.loop if step.loop == stage.address else step.step.loop
        items = load_output(frame.log.progress.lists.get(step.loop), frame.log.context.workspace)
        if loop is None or not isinstance(items, list) or index >= len(items):
            raise _unknown(part)
        at = step.loop
        step = step.at(index, f"{at}[{index}]" if at == step.address else f"{at}[{index}]/{step.step.id}")
        frame = frame.part((step,), stage, Item(loop.variable, items[index], index))
    return frame, step


def _newest(frame: Frame, prefix: str, id: str) -> str:
    name = f"{prefix}{NESTED}{id}" if prefix else id
    keys = [key for key in frame.log.results if key == name or key.startswith(f"{name}#")]
    return keys[-1] if keys else ""


def _unknown(key: str) -> UsageError:
    return UsageError(f"the run has no step '{key}'")
