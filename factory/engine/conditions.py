"""Whether steps, stages and edges are due: judged once, recorded with what was read, never asked again."""

from __future__ import annotations

import dataclasses
from typing import Any

from mity.engine.end import Stop
from mity.engine.frame import Frame
from mity.errors import MityError
from mity.runs import events
from mity.runs.recorder import Recorder
from mity.runs.result import StationResult
from mity.workflow import expressions
from mity.workflow.core import Step
from mity.workflow.values import native

_LONGEST = 500


class Conditions:
    """The conditions of one run."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def holds(self, frame: Frame, address: str, condition: str) -> bool:
        """Whether a condition holds. Raises ExpressionError."""
        known = frame.log.progress.conditions.get(address)
        if known is not None and known["text"] == condition:
            return bool(known["value"])
        names = frame.names()
        value = expressions.truth(condition, names)
        reads = {name: _short(one) for name, one in expressions.reads(condition, names).items()}
        self._recorder.emit(events.CONDITION, address, text=condition, value=value, reads=reads)
        return value

    def not_due(self, frame: Frame, address: str, condition: str) -> StationResult | None:
        """None when a condition holds; else the result of what is passed over, or of a condition that is wrong."""
        if not condition:
            return None
        try:
            if self.holds(frame, address, condition):
                return None
            return StationResult.passed_over(f"not due: {condition}")
        except MityError as error:
            failed = StationResult.failed(f"the condition `{condition}` cannot be judged: {error}")
            return dataclasses.replace(failed, attempts=0)

    def list_of(self, frame: Frame, items: Any) -> list[Any] | StationResult:
        """The items of a loop, or the result of a loop that is passed over or cannot run."""
        try:
            value = native(expressions.fill(items, frame.names()))
        except MityError as error:
            return StationResult.failed(f"the list `{items}` cannot be read: {error}")
        if value is None and (skipped := _skipped_producer(frame, str(items))):
            return StationResult.passed_over(f"'{skipped}', which gives the list, was skipped")
        if not isinstance(value, list):
            what = "has no value here" if value is None else f"is no list: {str(value)[:80]}"
            return StationResult.failed(f"for_each needs a list, and {items} {what}")
        return value


def of_items(step: Step) -> bool:
    """Whether the condition of a step is judged for each item of its own list: it names the item or its index."""
    loop = step.loop
    return (
        loop is not None and bool(step.condition) and expressions.names_one_of(step.condition, (loop.variable, "index"))
    )


def due_after_failure(condition: str) -> bool:
    """Whether what has this condition may be due although something failed."""
    return bool(condition) and expressions.asks_status(condition)


def admitted(frame: Frame, condition: str) -> bool:
    """Whether a step with this condition may be due as the frame stands: after a failure only what asks for it is."""
    return frame.failure is None or (frame.admitted and not condition) or due_after_failure(condition)


def _skipped_producer(frame: Frame, items: str) -> str:
    """The skipped step that would have given the value of a loop, if one is why there is none."""
    for name in expressions.reads(expressions.bare(items), frame.names()):
        parts = name.split(".")
        for step, result in [row for each in _outward(frame) for row in each.finished()]:
            named = parts[0] == "steps" and parts[1:2] == [step.id]
            if (named or (parts[0] == "outputs" and parts[1:2] and parts[1] in step.outputs)) and (
                result.status.passed and not result.success
            ):
                return step.id
    return ""


def _outward(frame: Frame | None) -> list[Frame]:
    found = []
    while frame is not None:
        found.append(frame)
        frame = frame.outer
    return found


def _short(value: Any) -> Any:
    """A value for the log; a long one is cut."""
    if isinstance(value, int | float | bool) or value is None:
        return value
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def failing(frame: Frame, stop: Stop) -> None:
    """Takes in that a frame failed; the first failure stays its error."""
    if frame.failure is None:
        frame.failure = stop
