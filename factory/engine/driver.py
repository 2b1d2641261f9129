"""One run under way: stages in order, steps by their kind, failures by their policies, questions by their answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from mity.engine.choice import Choice, Decide, apply_choice
from mity.engine.end import AGAIN, Again, End, Goto, Stop
from mity.engine.executing import Executing
from mity.engine.frame import Frame
from mity.engine.order import PlannedStage, PlannedStep, beginning_of_group, end_of_group, with_children
from mity.engine.parallel import run_together
from mity.engine.proofs import Proofs
from mity.engine.rewind import again_from
from mity.engine.rollback import Rollback
from mity.errors import MityError, UsageError
from mity.runs import events
from mity.runs.question import Effect
from mity.runs.recorder import Recorder
from mity.runs.result import StationResult
from mity.runs.state import RunState, Status


class Driver:
    """Drives one run from where its log is to its end, or to where it must stop."""

    def __init__(
        self, root: Frame, recorder: Recorder, executing: Executing, rollback: Rollback, decide: Decide
    ) -> None:
        self._root = root
        self._log = root.log
        self._recorder = recorder
        self._executing = executing
        self._rollback = rollback
        self._decide = decide
        self._chosen: dict[str, Choice] = {}
        self._committed = False
        self._proofs = Proofs(root.log, executing.scope, recorder)

    def run(self, *, committed: bool = False) -> Stop:
        """Runs what has not passed. `committed`: the project holds a change that a killed attempt had finished."""
        self._committed = committed
        for key, row in list(self._log.answers.items()):
            end = self._take(key, Choice.from_json(row))
            if isinstance(end, Stop):
                return end
            if isinstance(end, Goto):
                self.go_back(end.key)
        end = self._frame(self._root)
        if isinstance(end, Goto):
            raise UsageError(f"the choice leads to step '{end.key}', which run {self._log.run_id} does not have")
        return end or Stop(RunState.COMPLETED)

    def answer(self, key: str, choice: Choice) -> None:
        """Records what a person chose for a step. Raises UsageError when it is not on offer."""
        apply_choice(key, self._log.results[key], choice)
        self._recorder.emit(events.ANSWERED, self._root.plan.step(key).address, key, **choice.to_json())

    def go_back(self, key: str) -> None:
        """Lets the run go on at the step `key`: its result and all behind it go to the history.

        Siblings that ran at the same time keep theirs. Raises UsageError for a step that the run does not have.
        """
        keys = again_from(self._root.plan, key)
        if keys is None:
            raise UsageError(f"the choice leads to step '{key}', which run {self._log.run_id} does not have")
        self._rewind(keys)

    def _frame(self, frame: Frame) -> Stop | Goto | None:
        stages = frame.plan.stages
        at = 0
        while at < len(stages):
            end_at = end_of_group(stages, at)
            end = self._whole(frame, stages[at:end_at])
            target = frame.plan.find(end.key) if isinstance(end, Goto) else None
            if target is not None and isinstance(end, Goto):
                self.go_back(end.key)
                at = beginning_of_group(stages, target)
            elif isinstance(end, Again):
                at = 0
            elif end is not None:
                return end
            else:
                at = end_at
        return None

    def _whole(self, frame: Frame, stages: Sequence[PlannedStage]) -> End:
        """Stages that are kept together, or a single one."""
        name = stages[0].stage.atomic
        keys = [step.key for stage in stages for step in with_children(stage.steps)]
        if not name or self._committed or self._in_whole() or all(self._log.passed(key) for key in keys):
            return self._stages(frame, stages)
        self._rewind(keys)
        with self._rollback.whole(name):
            end = self._stages(frame, stages)
            if end is None:
                self._rollback.keep()
            return end

    def _stages(self, frame: Frame, stages: Sequence[PlannedStage]) -> End:
        together = stages if self._in_whole() else frame.plan.stages
        at = 0
        while at < len(stages):
            end = self._stage(frame, stages[at], together)
            if end is None and stages[at] is together[-1] and self._proofs.reopened(together):
                end = AGAIN
            if isinstance(end, Again) and together is stages:
                at = 0
            elif end is not None:
                return end
            else:
                at += 1
        return None

    def _stage(self, frame: Frame, stage: PlannedStage, together: Sequence[PlannedStage]) -> End:
        not_due = frame.not_due(stage.stage.condition)
        while pending := frame.pending(stage):
            if not_due is None and self._executing.proves(pending) and self._proofs.reopened(together):
                return AGAIN
            if not_due is not None:
                for step in pending:
                    self._pass_over(frame, step, not_due)
                executed, ends = pending, []
            elif stage.stage.max_parallel > 1 and len(pending) > 1:
                executed = pending
                ends = self._parallel(frame, stage, pending)
            else:
                executed = pending[:1]
                ends = [self._one(frame, pending[0])]
            for end in [*ends, *(self._settle(step) for step in executed)]:
                if end is not None:
                    return end
        return None

    def _one(self, frame: Frame, step: PlannedStep) -> End:
        not_due = frame.not_due(step.step.condition)
        if not_due is not None:
            self._pass_over(frame, step, not_due)
            return None
        result = self._execute(frame, step)
        if not isinstance(result, StationResult):
            return result
        self._record(frame, step, self._executing.settle(frame, step, result, self._call_again))
        return None

    def _parallel(self, frame: Frame, stage: PlannedStage, pending: Sequence[PlannedStep]) -> list[End]:
        """Runs steps at the same time; those that failed are dealt with one by one when all have ended."""
        due: list[PlannedStep] = []
        for step in pending:
            if (not_due := frame.not_due(step.step.condition)) is not None:
                self._pass_over(frame, step, not_due)
            else:
                due.append(step)
        ended: dict[str, StationResult | Stop | Goto] = {}
        most, cancel = stage.stage.max_parallel, self._executing.cancel
        for step, result in run_together(due, lambda one: self._execute(frame, one), most, cancel):
            ended[step.key] = result
            if isinstance(result, StationResult) and result.status is not Status.FAILED:
                self._record(frame, step, result)
        ends: list[End] = []
        for step in due:
            result = ended[step.key]
            if not isinstance(result, StationResult):
                ends.append(result)
            elif result.status is Status.FAILED:
                self._record(frame, step, self._executing.settle(frame, step, result, self._call_again))
        return ends

    def _execute(self, frame: Frame, step: PlannedStep) -> StationResult | Stop | Goto:
        """One execution of a step. A sub-workflow that must wait makes its caller wait as well."""
        choice = self._chosen.pop(step.key, None)
        if step.child is None:
            return self._executing.begin(frame, step, choice)
        attempt = self._executing.started(step)
        try:
            inner = frame.child(step, frame.filled(step.step.inputs))
        except MityError as error:
            return StationResult.failed(str(error))
        end = self._frame(inner)
        if isinstance(end, Stop) and end.state is RunState.FAILED:
            return StationResult(Status.FAILED, end.error or "", claims=False, attempts=attempt)
        if end is not None:
            return end
        return dataclasses.replace(inner.passed(step.step.workflow), attempts=attempt)

    def _call_again(self, frame: Frame, step: PlannedStep) -> StationResult:
        """Runs a sub-workflow once more from its beginning."""
        self._rewind([one.key for one in with_children([step])[1:]])
        result = self._execute(frame, step)
        if isinstance(result, StationResult):
            return result
        error = result.error if isinstance(result, Stop) else f"it leads to step '{result.key}' outside"
        return StationResult(Status.FAILED, error or "", claims=False)

    def _pass_over(self, frame: Frame, step: PlannedStep, result: StationResult) -> None:
        self._record(frame, step, result)
        for inner in step.child.steps() if step.child and result.status.passed else ():
            self._recorder.finish(inner.address, inner.key, result)

    def _record(self, frame: Frame, step: PlannedStep, result: StationResult) -> None:
        if result.question is not None:
            question = result.question.within(self._log.stations)
            if self._in_whole():
                question = question.without(Effect.SETTLE)
            result = dataclasses.replace(result, question=question)
        self._recorder.finish(step.address, step.key, result)
        if frame is not self._root:
            frame.context.merge_outputs(result.outputs)

    def _in_whole(self) -> bool:
        return self._executing.scope.changes is not None

    def _settle(self, step: PlannedStep) -> End:
        """What the result of a step means for the run: on, stop, or what a person chose."""
        result = self._log.results.get(step.key)
        if result is None:
            return None
        if result.status is Status.FAILED:
            return Stop(RunState.FAILED, f"station '{step.key}': {result.message}")
        if result.status is not Status.NEEDS_INPUT or result.question is None:
            return None
        choice = self._decide(step.key, result.question)
        if choice is None:
            return Stop(RunState.WAITING_FOR_INPUT, f"station '{step.key}': {result.message}")
        self.answer(step.key, choice)
        return self._take(step.key, choice)

    def _take(self, key: str, choice: Choice) -> End:
        """Does what a person chose for a step, whose latest result asks for it. Raises UsageError."""
        result = self._log.results.get(key)
        if result is None:
            self._take_again(key, choice)
            return None
        todo = apply_choice(key, result, choice)
        if todo.abort:
            return Stop(RunState.CANCELLED, f"station '{key}': {result.message}")
        if todo.result is not None:
            self._recorder.finish(self._root.plan.step(key).address, key, todo.result)
            return None
        self._chosen[todo.rerun] = choice
        return None if todo.rerun == key else Goto(todo.rerun)

    def _take_again(self, key: str, choice: Choice) -> None:
        """A choice that was being carried out when the process was killed: what it lets run again has not ended yet."""
        result = self._log.latest(key)
        again = apply_choice(key, result, choice).rerun if result else ""
        if again and again not in self._log.results:
            self._chosen[again] = choice

    def _rewind(self, keys: Sequence[str]) -> None:
        if again := [key for key in keys if key in self._log.results]:
            self._recorder.emit(events.STEP_REWOUND, steps=again)
