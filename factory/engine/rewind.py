"""Which steps run again when a run goes back."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from mity.engine.plan import Plan, with_children
from mity.runs import events
from mity.runs.keys import HOOKS, NESTED
from mity.runs.log import ExecutionLog
from mity.runs.recorder import Recorder
from mity.runs.result import AFTER_FAILURE, HOOK
from mity.text.patterns import regex

_EDGE = regex(r"#next-\d+$")
_ITEM = regex(r"\[\d+\]")


def again_from(plan: Plan, key: str, stations: Sequence[str]) -> list[str] | None:
    """The keys of `key`, of all steps behind it and of those that call it; None when the plan has no such step.

    `stations` are the keys that the run knows, in order. Siblings that run at the same time and other items of the same
    loop are not among them.
    """
    if key not in stations:
        return None
    spared = _siblings(plan, key)
    loop, _, rest = key.partition("[")
    item = f"[{rest.partition(']')[0]}]" if rest else ""
    behind = stations[stations.index(key) :]
    mine = [one for one in behind if one not in spared and (not item or _of_item(one, loop, item, plan))]
    return [*callers_of(key), *(step for step in plan.looped_with(loop) if item), *mine]


def callers_of(key: str) -> list[str]:
    """The keys of the steps that a step belongs to, by calls and lists, the outermost first."""
    return [key[:end] for end, sign in enumerate(key) if sign in f"{NESTED}["]


def rewind(log: ExecutionLog, plan: Plan, recorder: Recorder, keys: Iterable[str], start: str = "") -> None:
    """Lets steps run again that have a result; what was decided for them is decided anew.

    A workflow that one of them generated is generated anew, unless `start`, the first of them, is a step of it.
    """
    wanted = set(keys)
    if again := [key for key in log.results if key in wanted]:
        again += [key for key in ends_of(log, again) if key not in wanted]
        addresses = decided_anew(log, plan, wanted)
        more: dict[str, Any] = {"addresses": addresses} if addresses else {}
        if generated := [
            key for key in keys_of_generated(log) if key in wanted and _all_again(log, key, wanted, start)
        ]:
            more["generated"] = generated
        recorder.emit(events.STEP_REWOUND, steps=again, **more)


def decided_anew(log: ExecutionLog, plan: Plan, keys: Container[str]) -> list[str]:
    """Where a run decided something that is to be decided anew when the steps of `keys` run again."""
    places = [place for stage in plan.all_stages() for place in stage.addresses(keys)]
    decided = (log.progress.conditions, log.progress.lists)
    found = [place for place in places if any(place in one for one in decided)]
    return found + [place for one in decided for place in one if place not in places and key_at(place) in keys]


def key_at(address: str) -> str:
    """The key of the step at an address, such as `test#2` at `main/test#2` and `pair[0][1]` at `all[0]/pair[1]`."""
    parts = []
    for part in _EDGE.sub("", address).split(NESTED):
        stage, _, step = part.rpartition("/")
        id, sign, own = step.partition("[")
        parts.append(f"{id}{''.join(_ITEM.findall(stage))}{sign}{own}")
    return NESTED.join(parts)


def keys_of_generated(log: ExecutionLog) -> list[str]:
    """The keys of the steps whose workflow was generated."""
    return [name.removesuffix(NESTED) for name in log.workflows if name.endswith(NESTED)]


def _all_again(log: ExecutionLog, key: str, wanted: set[str], start: str) -> bool:
    """Whether all steps run again that `key` generated, and not because the run goes back to one of them."""
    own = f"{key}{NESTED}"
    return not start.startswith(own) and all(one in wanted for one in log.results if one.startswith(own))


def settled_by_failure(log: ExecutionLog) -> list[str]:
    """The keys of steps and actions that ran because another step had failed: they run anew when the run goes on."""
    left = bool(log.remaining())
    again = {AFTER_FAILURE, HOOK} if left else {AFTER_FAILURE}
    return [key for key, result in log.results.items() if result.reason in again and _ended(log, key)]


def ends_of(log: ExecutionLog, keys: Iterable[str]) -> list[str]:
    """The keys of what called workflows have done at their ends, of those that steps of `keys` run or are in."""
    callers = {key[:end] for key in keys for end in (*(at for at, sign in enumerate(key) if sign == NESTED), len(key))}
    return [key for key in log.results if key.startswith(HOOKS) and _caller(key) in callers]


def _caller(key: str) -> str:
    """The step that runs the workflow at whose end an action was due; empty for the run's own and for other actions."""
    caller, _, number = key.partition("/")[2].rpartition(NESTED)
    return caller if number.isdigit() else ""


def _ended(log: ExecutionLog, key: str) -> bool:
    """Whether an action is of an end that comes again: what a step or a workflow that passed has done stays done."""
    if caller := _caller(key):
        return not log.passed(caller)
    return not key.startswith("on_success/") or key.partition("/")[2].isdigit()


def _of_item(key: str, loop: str, item: str, plan: Plan) -> bool:
    """Whether a step is of the same item, or of no item of this loop at all."""
    name, sign, rest = key.partition("[")
    if not sign or name not in plan.looped_with(loop):
        return name not in plan.looped_with(loop) or not sign
    return f"[{rest.partition(']')[0]}]" == item


def _siblings(plan: Plan, key: str) -> set[str]:
    """The steps, with what they call, that run at the same time as `key` or as a step that it belongs to."""
    found: set[str] = set()
    own = {*callers_of(key), key}
    plans = [plan]
    while plans:
        inner = plans.pop()
        plans += [step.child for stage in inner.stages for step in stage.steps if step.child]
        for stage in inner.stages:
            if stage.stage.max_parallel > 1 and any(step.key in own for step in stage.steps):
                found |= {one.key for one in with_children([step for step in stage.steps if step.key not in own])}
    return found
