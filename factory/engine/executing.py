"""Executions of single steps: begun, run by their kind, and, when they fail, dealt with by their policies."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence

from mity.command import Overrides
from mity.engine.choice import Choice
from mity.engine.frame import Frame
from mity.engine.kinds.body import run_body
from mity.engine.on_failure import Failing, settle
from mity.engine.order import PlannedStep
from mity.engine.registry import StationRegistry
from mity.engine.rollback import Rollback
from mity.engine.scope import RunScope, StepScope
from mity.errors import MityError
from mity.runs import events
from mity.runs.log import ExecutionLog
from mity.runs.question import ABORT, HELP, RETRY, SKIP, Option
from mity.runs.recorder import Recorder
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.workflow.core import Handler, Policy, Step

Call = Callable[[Frame, PlannedStep], StationResult]
"""Runs the workflow that a step calls."""
_USUAL = (RETRY, SKIP, HELP, ABORT)


class Executing:
    """Executes the steps of one run."""

    def __init__(
        self, log: ExecutionLog, registry: StationRegistry, scope: RunScope, recorder: Recorder, rollback: Rollback
    ) -> None:
        self._log = log
        self._registry = registry
        self.scope = scope
        self._recorder = recorder
        self._rollback = rollback

    def cancel(self) -> None:
        """Ends whatever the run's steps wait for."""
        self.scope.cancel()

    def proves(self, steps: Sequence[PlannedStep]) -> bool:
        """Whether one of the steps is of a station whose evidence names the files that it is about."""
        return any(step.step.station and self._registry.get(step.step.station).proves for step in steps)

    def started(self, step: PlannedStep) -> int:
        """Records that an attempt of a step begins; its number, from 1."""
        attempt = self._log.attempts.get(step.key, 0) + 1
        self._recorder.emit(
            events.STEP_STARTED, step.address, step.key, attempt=attempt, description=self._description(step.step)
        )
        return attempt

    def begin(self, frame: Frame, step: PlannedStep, choice: Choice | None = None) -> StationResult:
        """One attempt of a step that is no call."""
        attempt = self.started(step)
        return dataclasses.replace(self._execute(frame, step, Overrides(), choice), attempts=attempt)

    def settle(self, frame: Frame, step: PlannedStep, result: StationResult, call: Call) -> StationResult:
        """The result of a step after the policies for its failure, with the time of all of it.

        A result that is no failure comes back as it is.
        """
        if result.status is not Status.FAILED:
            return result
        chain = self._chain(step.step, result)
        if skipped := self._skipped(frame, step):
            self._scope(step, Overrides()).note(f"{skipped} was skipped, so what needs it is not repaired")
            chain = tuple(handler for handler in chain if handler.policy is not Policy.HEAL)
        if not chain:
            return result

        def again(overrides: Overrides) -> StationResult:
            if step.child is not None:
                return call(frame, step)
            if overrides.repeated:  # a repair's run is no attempt of its own
                return dataclasses.replace(self._execute(frame, step, overrides), attempts=result.attempts)
            return self.begin(frame, step)

        failing = Failing(
            self._scope(step, Overrides()),
            frame.context,
            again,
            lambda recovery: self._recovered(frame, step, recovery),
            self._rollback.put_back,
            self._options(step.step),
        )
        began = time.monotonic() - result.duration_s
        settled = settle(result, chain, failing)
        return dataclasses.replace(settled, started_at=result.started_at, duration_s=time.monotonic() - began)

    def _execute(
        self, frame: Frame, step: PlannedStep, overrides: Overrides, choice: Choice | None = None
    ) -> StationResult:
        scope = self._scope(step, overrides)
        one = step.step
        try:
            view = frame.context.for_step(frame.filled(one.inputs), choice.word if choice else "")
            env = frame.environment(one.env)
        except MityError as error:
            return StationResult.failed(str(error))
        return run_body(self._registry, one, view, env, scope, choice)

    def _scope(self, step: PlannedStep, overrides: Overrides) -> StepScope:
        one = step.step
        return StepScope(self.scope, step.key, step.address, overrides, one.timeout_s, healing=one.healing)

    def _recovered(self, frame: Frame, step: PlannedStep, recovery: Step) -> StationResult:
        """Runs a recovery step of `step`; it is part of that step and has no result of its own in the log."""
        inner = PlannedStep(recovery, f"{step.key}.{recovery.id}", f"{step.address}.{recovery.id}")
        self._recorder.emit(
            events.STEP_STARTED, inner.address, inner.key, attempt=1, description=self._description(recovery)
        )
        return self._execute(frame, inner, Overrides())

    def _chain(self, step: Step, result: StationResult) -> tuple[Handler, ...]:
        if step.on_failure is not None:
            return step.on_failure
        if not step.station or result.execution is None:
            return ()
        return self._registry.get(step.station).on_failure

    def _skipped(self, frame: Frame, step: PlannedStep) -> str:
        """The step that was skipped after a failure and that this one depends on, or an empty string.

        A repair is judged by the run that follows it, which proves nothing without what was skipped.
        """
        wanted = list(self._registry.get(step.step.station).dependencies) if step.step.station else []
        for name in wanted:
            wanted += [one for one in self._registry.get(name).dependencies if one not in wanted]
        needed = (one for one in frame.plan.steps() if wanted and {one.step.id, one.step.station} & set(wanted))
        results = ((one.key, self._log.results.get(one.key)) for one in needed)
        skipped = (key for key, result in results if result and result.status is Status.SKIPPED and result.claims)
        return next(skipped, "")

    def _options(self, step: Step) -> tuple[Option, ...]:
        return self._registry.get(step.station).options if step.station else _USUAL

    def _description(self, step: Step) -> str:
        if step.description or not step.station:
            return step.description or (step.command if isinstance(step.command, str) else " ".join(step.command))
        return self._registry.get(step.station).description
