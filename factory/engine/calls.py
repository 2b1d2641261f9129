"""Workflows that steps run: those that they call, and those that their bodies give."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from contextlib import suppress

from mity.engine.choice import Choice
from mity.engine.end import Cut, Stop, ended_by
from mity.engine.executing import Executing
from mity.engine.flow import Flow
from mity.engine.frame import Frame
from mity.engine.generated import Generation
from mity.engine.hooks import Hooks
from mity.engine.limits import limited, spent_s
from mity.engine.plan import PlannedStep, with_children
from mity.engine.rewind import ends_of
from mity.engine.under_way import callers
from mity.errors import MityError
from mity.runs import events
from mity.runs.log import ExecutionLog
from mity.runs.recorder import Recorder
from mity.runs.result import StationResult
from mity.runs.state import Status


class Calls:
    """The called and generated workflows of one run; `frame` is the flow of a workflow."""

    def __init__(
        self,
        log: ExecutionLog,
        recorder: Recorder,
        executing: Executing,
        hooks: Hooks,
        frame: Callable[[Frame], Flow],
    ) -> None:
        self._log = log
        self._recorder = recorder
        self._executing = executing
        self._hooks = hooks
        self._frame = frame
        self._cut_off: list[Frame] = []
        scope = executing.scope
        self._generation = Generation(log, recorder, scope.redactor, scope.read_definition)

    def call(self, frame: Frame, step: PlannedStep) -> Flow:
        """The workflow that a step calls. One that must wait makes its caller wait as well."""
        return self._run(frame, step, self._executing.started(step))

    def left(self, frame: Frame) -> None:
        """Takes in the called workflows that an earlier process left under way, the innermost first."""
        for place, step in callers(frame):
            with suppress(MityError):  # what it was given cannot be had any more
                inner = place.child(step)
                self.left(inner)
                self._cut_off.append(inner)

    def ends(self, stop: Stop | None) -> Flow:
        """What called workflows do at any end that `stop` cut off before theirs, the innermost first."""
        for inner in self._cut_off:
            inner.failure = ended_by(stop, inner.failure) if stop is not None else inner.failure
            yield from self._hooks.at_any_end(inner)
        self._cut_off.clear()

    def generate(self, frame: Frame, step: PlannedStep, choice: Choice | None = None) -> Flow:
        """The body of a step, unless it has ended before, then the workflow that it gives."""
        if step.child is not None:
            return (yield from self._run_generated(frame, step))
        with self._executing.records.step(step.key, step.address):
            result = yield from self._executing.begin(frame, step, choice)
        return (yield from self.run_given(frame, step, result))

    def run_given(self, frame: Frame, step: PlannedStep, result: StationResult) -> Flow:
        """The workflow that the body of a step gave with its result, if it succeeded."""
        if result.status is not Status.DONE:
            return result
        return self._generation.take(frame, step, result) or (yield from self._run_generated(frame, step))

    def again(self, frame: Frame, step: PlannedStep) -> Flow:
        """What a step runs once more from its beginning, its own body included; it ends in a result."""
        inner = [one.key for one in with_children([step])[1:] if one.key in self._log.results]
        inner += ends_of(self._log, [step.key])
        if step.step.generate:
            self._generation.forget(step, inner)
            result = yield from self.generate(frame, step)
        else:
            if inner:
                self._recorder.emit(events.STEP_REWOUND, steps=inner)
            result = yield from self.call(frame, step)
        if isinstance(result, StationResult):
            return result
        error = result.error if isinstance(result, Stop) else "it leads to a step outside"
        return StationResult(Status.FAILED, error or "", claims=False)

    def _run_generated(self, frame: Frame, step: PlannedStep) -> Flow:
        """The workflow that a step has generated, whose outputs join those of its body."""
        result = yield from self._run(frame, step, self._log.attempts.get(step.key, 1))
        if not isinstance(result, StationResult):
            return result
        return dataclasses.replace(result, outputs={**self._log.progress.given.get(step.key, {}), **result.outputs})

    def _run(self, frame: Frame, step: PlannedStep, attempt: int) -> Flow:
        try:
            inner = frame.child(step)
        except MityError as error:
            return StationResult.failed(str(error))
        child = inner.plan.workflow
        spent = spent_s(self._log, [step.key])
        flow = limited(self._frame(inner), child.timeout_s, f"workflow '{child.id}'", spent)
        whole = False
        try:
            end = yield from limited(flow, step.step.timeout_s, f"step '{step.step.id}'", spent)
            end = yield from self._hooks.at_end(inner, end)
            whole = not isinstance(end, Cut)
        finally:
            if not whole:
                self._cut_off.append(inner)
        if isinstance(end, Stop) and end.failed:
            return StationResult(Status.FAILED, end.error or "", claims=False, attempts=attempt)
        if end is not None:
            return end
        return dataclasses.replace(inner.passed(child.id), attempts=attempt)
