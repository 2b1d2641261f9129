"""Executions of single steps: made ready, run by their kind, and, when they fail, dealt with by their policies."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence

from mity.command import Overrides
from mity.engine.asked_recovery import Ask, allowed
from mity.engine.change_records import ChangeRecords
from mity.engine.choice import Choice
from mity.engine.end import Stop
from mity.engine.flow import Attempt, Flow, Quiet
from mity.engine.frame import Frame
from mity.engine.kinds.body import run_body
from mity.engine.on_failure import Failing, settle
from mity.engine.plan import PlannedStep
from mity.engine.postconditions import ensured
from mity.engine.registry import StationRegistry
from mity.engine.rollback import Rollback
from mity.engine.scope import RunScope
from mity.engine.step_scope import StepScope
from mity.errors import MityError
from mity.runs import events
from mity.runs.keys import HOOKS, INNER
from mity.runs.log import ExecutionLog
from mity.runs.question import ABORT, HAPPENED, HELP, RETRY, SKIP, NeedsInput, Option
from mity.runs.recorder import Recorder
from mity.runs.result import CONTINUED, StationResult
from mity.runs.state import RunState, Status
from mity.workflow.core import Handler, Policy, Step
from mity.workflow.expressions import truth
from mity.workflow.parts import Action
from mity.workflow.shown import brief_command, said

Call = Callable[[Frame, PlannedStep], Flow]
"""The flow of the workflow that a step calls; it ends in a result."""
_USUAL = (RETRY, SKIP, HELP, ABORT)


class Executing:
    """Executes the steps of one run.

    `take_back` is the flow of a rollback of steps that belong to no atomic stage; `act` that of an action, which is
    given the frame that it is done in and its key, and `ask` that of a checkpoint.
    """

    def __init__(
        self, log: ExecutionLog, registry: StationRegistry, scope: RunScope, recorder: Recorder, rollback: Rollback
    ) -> None:
        self._log = log
        self._registry = registry
        self.scope = scope
        self._recorder = recorder
        self._rollback = rollback
        self.take_back: Callable[[], Flow] | None = None
        self.act: Callable[[Frame, str, Action], Flow] | None = None
        self.ask: Ask | None = None

    @property
    def records(self) -> ChangeRecords:
        """What the run's steps change in the project."""
        return self._rollback.records

    def cancel(self) -> None:
        """Ends whatever the run's steps wait for."""
        self.scope.cancel()

    def proves(self, steps: Sequence[PlannedStep]) -> bool:
        """Whether one of the steps is of a station whose evidence names the files that it is about."""
        return any(step.step.station and self._registry.get(step.step.station).proves for step in steps)

    def started(self, step: PlannedStep) -> int:
        """Records that an attempt of a step begins; its number, from 1."""
        attempt, one = self._log.attempts.get(step.key, 0) + 1, step.step
        asks = one.once or bool(one.done_if)  # what is asked of it after a kill goes by this event alone
        description = self._description(one)
        self._recorder.started(step.address, step.key, attempt=attempt, description=description, sync=asks)
        return attempt

    def begin(self, frame: Frame, step: PlannedStep, choice: Choice | None = None) -> Flow:
        """One attempt of a step that is no call; it ends in a result."""
        killed = self.killed(step)
        attempt = self.started(step)
        scope = self._scope(step)
        scope.attempt, scope.resumed = attempt, killed
        return (yield from self._execution(frame, step, scope, choice))

    def killed(self, step: PlannedStep) -> bool:
        """Whether an attempt of the step began that a kill ended."""
        progress = self._log.progress
        return progress.tries.get(step.key, 0) > 0 and step.key not in progress.retry_at

    def after_kill(self, frame: Frame, step: PlannedStep) -> Flow:
        """What an attempt that a kill ended left, where the step can tell; it ends in None when the step runs again."""
        one = step.step
        lives = one.runs_on and self.scope.elsewhere and self.scope.elsewhere.under_way(step.address)
        if one.done_if and not lives:
            asked = PlannedStep(one.probe, f"{step.key}.done-if", f"{step.address}.done-if")
            found = yield from self._execution(frame, asked, self._scope(asked))
            if found.success:
                done = StationResult.done("it was done when mity was killed, says done_if", {"done_if": 0})
                return dataclasses.replace(done, claims=False)
        if lives or not one.once:
            return None
        problem = "mity was killed while it ran, so it may or may not have happened"
        return StationResult.needs_input(
            NeedsInput(f"{step.key}: {problem}. How should mity continue?", options=(RETRY, HAPPENED, ABORT))
        )

    def settle(self, frame: Frame, step: PlannedStep, result: StationResult, call: Call, used: int = 0) -> Flow:
        """The result of a step after the policies for its failure, with the time of all of it.

        A result that is no failure comes back as it is. `used` is how many attempts killed processes had made.
        """
        chain = self._chain(step.step, result) if result.status is Status.FAILED else ()
        if chain and (skipped := self._skipped(frame, step)):
            self._scope(step).note(f"{skipped} was skipped, so what needs it is not repaired")
            chain = tuple(handler for handler in chain if handler.policy is not Policy.HEAL)
        if not chain:
            return result
        failing = Failing(
            self._scope(step),
            frame.context,
            lambda: call(frame, step) if step.child is not None or step.step.generate else self.begin(frame, step),
            lambda overrides: self._repeated(frame, step, result, overrides),
            lambda what, failed: allowed(self.ask, frame.because(step, failed), step, failed, what),
            lambda recovery, failed: self.recovered(frame.because(step, failed), step, recovery),
            lambda action, failed: self._acted(frame.because(step, failed), step, action),
            lambda text, failed: self._filled(frame.because(step, failed), text),
            lambda: self._rolled_back(frame),
            self._options(step.step),
            used,
        )
        began = time.monotonic() - result.duration_s
        settled = yield from settle(result, chain, failing)
        if step.step.checkpoint is not None and settled.reason == CONTINUED:  # what follows sees the answer
            settled = dataclasses.replace(settled, evidence=result.evidence)
        return dataclasses.replace(settled, started_at=result.started_at, duration_s=time.monotonic() - began)

    def _rolled_back(self, frame: Frame) -> Flow:
        """Puts back the files of the stage under way, else those of the run; whether there was anything to put back.

        What runs beside the step is ended first where its failure will end it.
        """
        yield Quiet(Stop(RunState.FAILED), frame.caller)
        if self._rollback.put_back():
            return True
        return (yield from self.take_back()) if self.take_back is not None else False

    def _acted(self, frame: Frame, step: PlannedStep, action: Action) -> Flow:
        """Does an action because of a failed attempt, as often as there is one."""
        if self.act is not None:
            yield from self.act(frame, f"{HOOKS[1]}{step.key}", action)

    def _filled(self, frame: Frame, text: str) -> str:
        """What a handler tells or asks; where a value is missing, the text as it was written and why."""
        try:
            return frame.text(text)
        except MityError as error:
            return f"{text} ({error})"

    def recovered(self, frame: Frame, step: PlannedStep, recovery: Step, mark: str = "") -> Flow:
        """Runs a recovery step of `step` if it is due, with its variables; it is part of that step and has no result in
        the log. In keys it has its own name behind that of the step, or `mark`.
        """
        if (not_due := _not_due(frame, recovery.condition)) is not None:
            self._scope(step).note(f"'{recovery.id}' for step '{step.key}': {not_due.message}")
            return not_due
        recovery = dataclasses.replace(recovery, env={**step.step.env, **recovery.env})
        mark = mark or f"{INNER}{recovery.id}"
        inner = PlannedStep(recovery, f"{step.key}{mark}", f"{step.address}{mark}")
        self._recorder.emit(
            events.STEP_STARTED, inner.address, inner.key, attempt=1, description=self._description(recovery)
        )
        result = yield from self._execution(frame, inner, self._scope(inner))
        return result

    def _execution(self, frame: Frame, step: PlannedStep, scope: StepScope, choice: Choice | None = None) -> Flow:
        """What an attempt reads is read here; only the body itself may run beside others."""
        if self.scope.cancelled:
            raise KeyboardInterrupt
        run = self._prepared(frame, step, scope, choice)
        if isinstance(run, StationResult):
            return dataclasses.replace(run, attempts=scope.attempt)
        result: StationResult = yield Attempt(run, scope.stop.set)
        return ensured(frame, step.step, dataclasses.replace(result, attempts=scope.attempt))

    def _repeated(self, frame: Frame, step: PlannedStep, failed: StationResult, overrides: Overrides) -> StationResult:
        """The step once more for a repair, whose runs are no attempts of their own."""
        run = self._prepared(frame, step, dataclasses.replace(self._scope(step), overrides=overrides), None)
        result = run if isinstance(run, StationResult) else ensured(frame, step.step, run())
        return dataclasses.replace(result, attempts=failed.attempts)

    def _prepared(
        self, frame: Frame, step: PlannedStep, scope: StepScope, choice: Choice | None
    ) -> Callable[[], StationResult] | StationResult:
        """The body of a step with all that it reads filled in, or the failure to do so."""
        one = step.step
        try:
            view = frame.context.for_step(frame.filled(one.inputs), choice.word if choice else "")
            env = frame.environment(one.env, one.body_values)
            made = frame.body(one)
        except MityError as error:
            return StationResult.failed(str(error))
        return lambda: run_body(self._registry, made, view, env, scope, choice)

    def _scope(self, step: PlannedStep) -> StepScope:
        one = step.step
        return StepScope(self.scope, step.key, step.address, Overrides(), one.timeout_s, healing=one.healing)

    def _chain(self, step: Step, result: StationResult) -> tuple[Handler, ...]:
        if step.on_failure is not None:
            return step.on_failure
        if not step.station or result.execution is None:
            return ()
        return self._registry.get(step.station).on_failure

    def _skipped(self, frame: Frame, step: PlannedStep) -> str:
        """The step that was passed over after a failure and that this one depends on, or an empty string.

        A repair is judged by the run that follows it, which proves nothing without what was skipped.
        """
        wanted = list(self._registry.get(step.step.station).dependencies) if step.step.station else []
        for name in wanted:
            wanted += [one for one in self._registry.get(name).dependencies if one not in wanted]
        needed = (one for one in frame.plan.steps() if wanted and {one.step.id, one.step.station} & set(wanted))
        results = ((one.key, self._log.results.get(one.key)) for one in needed)
        passed_over = (Status.SKIPPED, Status.CONTINUED)
        skipped = (key for key, result in results if result and result.status in passed_over and result.claims)
        return next(skipped, "")

    def _options(self, step: Step) -> tuple[Option, ...]:
        return self._registry.get(step.station).options if step.station else _USUAL

    def _description(self, step: Step) -> str:
        if step.description or not step.station:
            return step.description or brief_command(step) or said(step)
        return self._registry.get(step.station).description


def _not_due(frame: Frame, condition: str) -> StationResult | None:
    """None when a condition holds as the frame stands; else the result of what is passed over, or of a wrong one."""
    try:
        if not condition or truth(condition, frame.names()):
            return None
        return StationResult.passed_over(f"not due: {condition}")
    except MityError as error:
        return StationResult.failed(f"the condition `{condition}` cannot be judged: {error}")
