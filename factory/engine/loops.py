"""Steps that run for each item of a list."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mity.engine.conditions import Conditions, admitted, failing, of_items
from mity.engine.end import CUT, End, StepCancelled, Stop, joined
from mity.engine.flow import Flow, Together
from mity.engine.frame import Frame
from mity.engine.names import Item
from mity.engine.owed import settled
from mity.engine.plan import PlannedStage, PlannedStep
from mity.engine.proofs import Proofs
from mity.engine.steps import Steps
from mity.errors import MityError
from mity.runs import events
from mity.runs.artifacts import kept, load_output
from mity.runs.context import AT_ONCE
from mity.runs.recorder import Recorder
from mity.runs.result import CONTINUED, StationResult
from mity.runs.state import RunState, Status
from mity.workflow.core import Loop


class Loops:
    """The loops of one run.

    The items of a list are fixed when the loop begins. What ran for an item is `step[2]` in the log; the result of the
    step itself sums up those of its items.
    """

    def __init__(self, recorder: Recorder, conditions: Conditions, steps: Steps, proofs: Proofs) -> None:
        self._proofs = proofs
        self._recorder = recorder
        self._conditions = conditions
        self._steps = steps

    def stage(self, frame: Frame, stage: PlannedStage, most: int) -> Flow:
        """A stage whose steps run in order for each item, at most `most` items at once; it ends in an End."""
        loop = stage.stage.loop
        assert loop is not None
        due = tuple(step for step in stage.steps if admitted(frame, step.step.condition))
        if not due:
            return None
        items = self._items(frame, stage.address, stage.steps, loop)
        if isinstance(items, StationResult):
            for step in stage.steps:
                self._steps.pass_over(frame, step, items)
            return None if items.status.passed else _stop(stage.steps[0], items, stage.stage.name)
        places = [f"{stage.address}[{index}]" for index in range(len(items))]

        def of_item(index: int) -> Flow:
            steps = tuple(step.of_item(index, f"{places[index]}/{step.step.id}") for step in stage.steps)
            part = frame.part(steps, stage, Item(loop.variable, items[index], index))
            return self._in_order(part, steps)

        return (yield from self._run(frame, due, of_item, len(items), most, stage.stage.fail_fast))

    def step(self, frame: Frame, step: PlannedStep) -> Flow:
        """A step that runs for each item of its own list; it ends in an End."""
        loop = step.step.loop
        assert loop is not None
        items = self._items(frame, step.address, (step,), loop)
        if isinstance(items, StationResult):
            self._steps.pass_over(frame, step, items)
            return None if items.status.passed else _stop(step, items, "")
        stage = next(one for one in frame.plan.stages if any(row.step.id == step.step.id for row in one.steps))
        each = of_items(step.step)

        def of_item(index: int) -> Flow:
            one = step.at(index, f"{step.address}[{index}]")
            part = frame.part((one,), stage, Item(loop.variable, items[index], index))
            if not each:
                one = dataclasses.replace(one, step=dataclasses.replace(one.step, condition=""))
            return self._steps.one(part, one)

        most, fail_fast = step.step.max_parallel, step.step.fail_fast
        return (yield from self._run(frame, (step,), of_item, len(items), most, fail_fast))

    def _items(self, frame: Frame, address: str, steps: Sequence[PlannedStep], loop: Loop) -> list[Any] | StationResult:
        """The items of a loop: those that were fixed before, else what its list is now."""
        known = frame.log.progress.lists.get(address)
        if known is None:
            items = self._conditions.list_of(frame, loop.items)
        else:
            try:
                items = list(load_output(known, frame.log.context.workspace))
            except MityError as error:
                failed = StationResult.failed(f"the list of the loop cannot be read: {error}")
                return dataclasses.replace(failed, attempts=0)
        if isinstance(items, list):
            keys = [key for index in range(len(items)) for step in steps for key in _inner(step, index)]
            if known is None or not frame.log.knows(keys):  # another definition has other steps
                self._fix(frame, address, steps, keys, items)
        return items

    def _fix(self, frame: Frame, address: str, steps: Sequence[PlannedStep], keys: list[str], items: list[Any]) -> None:
        """Records the items of a loop and the keys of its steps."""
        told = kept({"items": items}, frame.log.context.workspace)
        before = tuple(f"{step.key}[" for step in steps)
        if gone := [one for one in frame.log.stations if one.startswith(before) and one not in set(keys)]:
            told["gone"] = gone
        self._recorder.emit(events.STEPS_ADDED, address, steps[-1].key, keys=keys, behind=steps[-1].key, **told)

    def _in_order(self, part: Frame, steps: Sequence[PlannedStep]) -> Flow:
        failed: Stop | None = None
        for step in steps:
            if settled(part.log, step):
                continue
            end = yield from self._steps.one(part, step, self.step)
            if isinstance(end, Stop) and end.failed:
                failed = failed or end
                failing(part, end)
            elif end is not None:
                return end
        return failed

    def _run(
        self, frame: Frame, steps: Sequence[PlannedStep], of_item: Any, count: int, most: int, fail_fast: bool
    ) -> Flow:
        """Runs what is left of the items, then sums each step up."""
        log = frame.log

        def flows() -> Iterator[Flow]:
            for index in range(count):
                if not all(settled(log, step.at(index, "")) for step in steps):
                    yield of_item(index)

        def fatal(end: End) -> bool:
            return isinstance(end, Stop) and end.failed and fail_fast

        if most == 1:  # not beside each other: an item that pauses or waits keeps the next one from starting
            end = None
            for flow in flows():
                end = yield from flow
                if end is not None:
                    break
        else:
            bound = log.context.metadata.get(AT_ONCE)
            most = min(most, bound) if isinstance(bound, int) and bound > 0 else most
            items = [step.at(index, "") for index in range(count) for step in steps]
            end = yield from self._beside(items, lambda: Together(flows(), most, fatal, CUT, within=frame.caller))
        if isinstance(end, Stop) and not end.failed:
            return end
        for step in steps:
            summed = _summed(step, [log.results.get(f"{step.key}[{index}]") for index in range(count)], end)
            summed = dataclasses.replace(summed, outputs=kept(summed.outputs, log.context.workspace))
            self._steps.record(frame, step, summed)
        return end

    def _beside(self, items: Sequence[PlannedStep], left: Callable[[], Together]) -> Flow:
        """Runs what is left of the items beside each other, again where a repair has overtaken the checks of some."""
        end = yield from _at_once(left())
        while end is None and self._proofs.overtaken(items):
            end = yield from _at_once(left())
        return end


def _at_once(items: Together) -> Flow:
    try:
        return joined((yield items))
    except StepCancelled:  # behind the last of them, so that the loop can be summed up
        return CUT


def _inner(step: PlannedStep, index: int) -> Iterator[str]:
    """The keys of a step for an item, and of what every run of the workflow that it calls has."""
    one = step.at(index, "")
    yield one.key
    yield from one.child.keys() if one.child else ()


def _summed(step: PlannedStep, results: Sequence[StationResult | None], end: End) -> StationResult:
    """The result of a step whose items have ended: its outputs are lists in the order of the items."""
    names = dict.fromkeys(step.step.outputs)
    for result in results:
        names.update(dict.fromkeys(result.outputs if result is not None and result.success else ()))
    outputs = {
        name: [result.outputs.get(name) if result is not None and result.success else None for result in results]
        for name in names
    }
    done = [result for result in results if result is not None]
    success = sum(result.success for result in done)
    shown = {"items": len(results), "success": success}
    failed = sum(result.status is Status.FAILED for result in done)
    message = f"{success} of {len(results)} items"
    if end is not None:
        message = f"{failed} of {len(results)} items failed" if failed else "ended because of another item"
    status = Status.DONE if end is None else Status.FAILED if failed else Status.CANCELLED
    reason = CONTINUED if end is None and any(result.reason == CONTINUED for result in done) else ""
    spent_s = sum(result.duration_s for result in done)
    return StationResult(status, message, shown, outputs, duration_s=spent_s, claims=False, reason=reason)


def _stop(step: PlannedStep, result: StationResult, stage: str) -> Stop:
    return Stop(RunState.FAILED, f"{step.shown}: {result.message}", step.step.id, stage)
