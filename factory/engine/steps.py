"""One step of a run: due or not, attempted, its failure dealt with, its question asked, its result recorded."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from mity.engine.asked_recovery import waiting
from mity.engine.calls import Calls
from mity.engine.checkpoints import APPROVE, REJECT, WAITING, Checkpoints
from mity.engine.choice import Choice, Decide, apply_choice
from mity.engine.conditions import Conditions, admitted, of_items
from mity.engine.debugging import Halts
from mity.engine.end import CUT, End, Goto, StepCancelled, Stop
from mity.engine.executing import Executing
from mity.engine.flow import Flow, Pause, Quiet
from mity.engine.frame import Frame
from mity.engine.hooks import Hooks
from mity.engine.modes import is_asked_about, question
from mity.engine.owed import owed
from mity.engine.plan import PlannedStep
from mity.engine.stops import Stops
from mity.errors import MityError
from mity.runs import events
from mity.runs.asking import ASKS
from mity.runs.inbox import CANCEL
from mity.runs.question import Effect
from mity.runs.recorder import Recorder
from mity.runs.result import AFTER_FAILURE, StationResult
from mity.runs.state import RunState, Status
from mity.workflow.parts import Checkpoint

Loop = Callable[[Frame, PlannedStep], Flow]
"""The flow of a step that runs for the items of a list."""


class Steps:
    """The steps of one run; `answered` says that a person answered some of its questions before it goes on."""

    def __init__(
        self,
        root: Frame,
        recorder: Recorder,
        executing: Executing,
        conditions: Conditions,
        decide: Decide,
        calls: Calls,
        checkpoints: Checkpoints,
        hooks: Hooks,
    ) -> None:
        self._root = root
        self._log = root.log
        self._recorder = recorder
        self._executing = executing
        self._conditions = conditions
        self._decide = decide
        self._calls = calls
        self._checkpoints = checkpoints
        self._hooks = hooks
        self._halts = Halts(root, recorder, executing.scope.redactor, executing.scope.debugger)
        self.stops = Stops(root.log, recorder)
        self._chosen: dict[str, Choice] = {}
        self.answered = False

    def one(self, frame: Frame, step: PlannedStep, loop: Loop | None = None) -> Flow:
        """A step until it has passed, when it is due; it ends in an End."""
        condition = step.step.condition
        if not admitted(frame, condition):
            return None
        if step.key in self._log.standing and step.key in self._log.results:
            return (yield from self._settle(frame, step))
        own_list = step.loop == step.address and loop is not None
        not_due = None if own_list and of_items(step.step) else self._conditions.not_due(frame, step.address, condition)
        if not_due is not None:
            self.pass_over(frame, step, not_due)
            return self._failed(frame, step, not_due) if not not_due.status.passed else None
        if (stop := self.stops.before(step)) is not None:
            return stop
        if (end := (yield from self._halts.before(frame, step))) is not None:
            return end
        if owed(self._log, step):  # it was killed behind its end
            return (yield from self._hooks.after(frame, step)) or self.stops.behind(step)
        if own_list and loop is not None:
            end = yield from loop(frame, step)
            return self.stops.behind(step) if end is None else end
        return (yield from self._until_passed(frame, step))

    def _until_passed(self, frame: Frame, step: PlannedStep) -> Flow:
        """A step that is due until it has passed; it ends in an End."""
        asked: End = (yield from self._settle(frame, step)) if self._unanswered(step) else None
        if asked is not None or self._log.passed(step.key):
            return asked
        while True:
            try:
                result = yield from self._recorded(frame, step)
            except StepCancelled:
                self._cancelled(frame, step)
                return CUT
            except GeneratorExit:  # the run itself ends here: one that only stops begins the step again
                if self._executing.scope.asked == CANCEL:
                    self._cancelled(frame, step)
                raise
            if not isinstance(result, StationResult):
                return result
            self.record(frame, step, result)
            halted: End = yield from self._halts.behind(frame, step)
            if isinstance(halted, Goto):
                continue
            end = halted or (yield from self._settle(frame, step))
            if end is None and self._log.passed(step.key):
                end = (yield from self._hooks.after(frame, step)) or self.stops.behind(step)
            if end is not None or self._log.passed(step.key):
                return end

    def answer(self, key: str, choice: Choice) -> None:
        """Records what a person chose for a step. Raises UsageError when it is not on offer."""
        apply_choice(key, self._log.results[key], choice)
        self._recorder.emit(events.ANSWERED, self._address(key), key, **choice.to_json())

    def take(self, key: str, choice: Choice) -> End:
        """Does what a person chose for a step, whose latest result asks for it. Raises UsageError."""
        result = self._log.results.get(key)
        if result is None:
            self._take_again(key, choice)
            return None
        todo = apply_choice(key, result, choice)
        if todo.abort:
            return Stop(RunState.CANCELLED, f"step '{key}': {result.message}")
        if todo.result is not None:
            self._recorder.finish(self._address(key), key, todo.result)
            return None
        self._chosen[todo.rerun] = choice
        return None if todo.rerun == key else Goto(todo.rerun)

    def pass_over(self, frame: Frame, step: PlannedStep, result: StationResult) -> None:
        """Records the result of a step that did not run, and of those that it would have called."""
        self.record(frame, step, result)
        for inner in step.child.steps() if step.child and result.status.passed else ():
            self._recorder.finish(inner.address, inner.key, result)

    def record(self, frame: Frame, step: PlannedStep, result: StationResult) -> None:
        """Records the result of a step."""
        if result.question is not None:
            question = result.question.within(self._log.stations)
            if self._executing.scope.changes is not None:
                question = question.without(Effect.SETTLE)
            result = dataclasses.replace(result, question=question)
        before = self._log.results.get(step.key)
        if WAITING in result.evidence and before is not None and before.question == result.question:
            return  # it waits as it did before
        if frame.failure is not None and result.status.passed and not result.reason:
            result = dataclasses.replace(result, reason=AFTER_FAILURE)
        self._recorder.finish(step.address, step.key, result)
        if frame is not self._root:
            frame.context.merge_outputs(result.outputs)

    def _recorded(self, frame: Frame, step: PlannedStep) -> Flow:
        """The step with a record of what it changes; those of a workflow that it runs have records of their own."""
        if step.child is not None or step.step.generate:
            return (yield from self._approved(frame, step))
        with self._executing.records.step(step.key, step.address):
            return (yield from self._approved(frame, step))

    def _approved(self, frame: Frame, step: PlannedStep) -> Flow:
        """The step itself, where a person had to approve it after that; it ends in a result or an End."""
        choice = self._chosen.get(step.key)
        if choice is not None and choice.word in (APPROVE.choice, REJECT.choice):
            del self._chosen[step.key]
            known = self._log.results.get(step.key)
            at = str(known.evidence.get(ASKS, step.key)) if known is not None else step.key
            self._checkpoints.take(dataclasses.replace(step, key=at), choice)
        if (checkpoint := step.step.checkpoint) is not None:
            result = yield from self._checkpoints.flow(frame, step, checkpoint)
            return (yield from self._executing.settle(frame, step, result, self._calls.again))
        if is_asked_about(frame, step.step):
            try:
                checkpoint = Checkpoint(question(frame, step.step))
            except MityError as error:
                return StationResult.failed(str(error))
            result = yield from self._checkpoints.flow(frame, step, checkpoint)
            if not result.success:
                return dataclasses.replace(result, attempts=self._log.attempts.get(step.key, 0))
        return (yield from self._attempted(frame, step))

    def _attempted(self, frame: Frame, step: PlannedStep) -> Flow:
        """An attempt and what its policies make of it: a result, or the end of the workflow that the step calls."""
        used = self._log.progress.tries.get(step.key, 0)
        if (due := self._log.progress.retry_at.get(step.key, 0.0) - time.time()) > 0:
            yield Pause(due)
        choice = self._chosen.pop(step.key, None)
        if (failed := waiting(self._log, step.key)) is not None:
            return (yield from self._executing.settle(frame, step, failed, self._calls.again, used))
        if choice is None and self._executing.killed(step) and not (step.step.generate and step.child):
            known = yield from self._executing.after_kill(frame, step)
            if known is not None:
                return known
        if step.step.generate:
            result = yield from self._calls.generate(frame, step, choice)
        elif step.child is not None:
            result = yield from self._calls.call(frame, step)
        else:
            result = yield from self._executing.begin(frame, step, choice)
        if not isinstance(result, StationResult):
            return result
        settled = yield from self._executing.settle(frame, step, result, self._calls.again, used)
        if step.step.generate and step.child is None and settled.status is Status.DONE:  # a repair made its body pass
            return (yield from self._calls.run_given(frame, step, settled))
        return settled

    def _cancelled(self, frame: Frame, step: PlannedStep) -> None:
        self.record(frame, step, StationResult(Status.CANCELLED, "cancelled", claims=False))

    def _unanswered(self, step: PlannedStep) -> bool:
        """Whether a step goes on asking: others were answered, or it may run only once."""
        result = self._log.results.get(step.key)
        asks = result is not None and result.question is not None and WAITING not in result.evidence
        return asks and step.key not in self._chosen and (step.step.once or self.answered)

    def _settle(self, frame: Frame, step: PlannedStep) -> Flow:
        """What the result of a step means for the run: on, stop, or what a person chose."""
        result = self._log.results.get(step.key)
        if result is None:
            return None
        if result.status is Status.FAILED:
            return self._failed(frame, step, result)
        if result.status is not Status.NEEDS_INPUT or result.question is None:
            return None
        if WAITING in result.evidence:
            return Stop(RunState.WAITING_FOR_CHECKPOINT, f"{step.shown}: {result.message}")
        yield Quiet()  # a person is asked when nothing else runs
        choice = self._decide(step.key, result.question)
        if choice is None:
            return Stop(RunState.WAITING_FOR_INPUT, f"{step.shown}: {result.message}")
        self.answer(step.key, choice)
        return self.take(step.key, choice)

    def _failed(self, frame: Frame, step: PlannedStep, result: StationResult) -> Stop:
        return Stop(RunState.FAILED, f"{step.shown}: {result.message}", step.step.id, frame.stage_of(step))

    def _take_again(self, key: str, choice: Choice) -> None:
        """A choice that was being carried out when the process was killed: what it lets run again has not ended yet."""
        result = self._log.latest(key)
        again = apply_choice(key, result, choice).rerun if result else ""
        if again and again not in self._log.results:
            self._chosen[again] = choice

    def _address(self, key: str) -> str:
        return next((one.address for one in self._root.plan.steps() if one.key == key), key)
