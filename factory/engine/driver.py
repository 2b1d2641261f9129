"""One run under way: frames and their stages in order, parallel parts, answers, and what leads back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mity.engine.calls import Calls
from mity.engine.checkpoints import Checkpoints
from mity.engine.choice import Choice, Decide
from mity.engine.conditions import Conditions, failing
from mity.engine.end import AGAIN, Again, Goto, Stop, ended_by
from mity.engine.executing import Executing
from mity.engine.flow import Flow, Together
from mity.engine.frame import Frame
from mity.engine.hooks import Hooks
from mity.engine.limits import limited, spent_s
from mity.engine.loops import Loops
from mity.engine.machine import Machine
from mity.engine.plan import PlannedStage, beginning_of_group, end_of_group, with_children
from mity.engine.proofs import Proofs
from mity.engine.rewind import again_from, rewind, settled_by_failure
from mity.engine.rollback import Rollback
from mity.engine.schedule import Scheduler
from mity.engine.stages import Stages
from mity.engine.steps import Steps
from mity.errors import UsageError
from mity.runs.inbox import Inbox
from mity.runs.recorder import Recorder
from mity.runs.state import RunState

_FINAL_S = 30.0
"""Seconds that a run which was ended has for its last actions."""


class Driver:
    """Drives one run from where its log is to its end, or to where it must stop."""

    def __init__(
        self,
        root: Frame,
        recorder: Recorder,
        executing: Executing,
        rollback: Rollback,
        decide: Decide,
        inbox: Inbox,
    ) -> None:
        self._root = root
        self._log = root.log
        self._recorder = recorder
        self._executing = executing
        self._rollback = rollback
        self._committed = False
        self._conditions = Conditions(recorder)
        self._proofs = Proofs(root.log, executing.scope, recorder)
        self._hooks = Hooks(recorder, executing, self._conditions)
        self._checkpoints = checkpoints = Checkpoints(recorder, executing.scope, inbox, decide)
        executing.ask = checkpoints.flow
        self._calls = Calls(root.log, recorder, executing, self._hooks, self.frame)
        self._steps = Steps(root, recorder, executing, self._conditions, decide, self._calls, checkpoints, self._hooks)
        loops = Loops(recorder, self._conditions, self._steps, self._proofs)
        self._stages = Stages(root, executing, self._conditions, self._proofs, self._steps, loops)
        self._machine = Machine(recorder, self._conditions, self._steps, loops.step)

    def run(self, *, committed: bool = False) -> Stop:
        """Runs what has not passed. `committed`: the project holds a change that a killed attempt had finished."""
        self._committed = committed
        if not self._log.standing:
            self.rewind([*settled_by_failure(self._log), *self._log.progress.undone])
        self._steps.answered = bool(self._log.answers)
        for key, row in list(self._log.answers.items()):
            end = self._steps.take(key, Choice.from_json(row))
            if isinstance(end, Stop):
                self.finish(end)
                return end
            if isinstance(end, Goto):
                self.go_back(end.key)
        end = Scheduler(self._executing.cancel, self._executing.scope.pause).run(self._whole_run())
        if isinstance(end, Goto):
            raise UsageError(f"the choice leads to step '{end.key}', which run {self._log.run_id} does not have")
        self._checkpoints.show_again()
        return end if isinstance(end, Stop) else Stop(RunState.COMPLETED)

    def finish(self, stop: Stop) -> None:
        """Does what its workflows do at any end, for a run that was ended by `stop`; it has half a minute."""
        flow = _within(self._last(stop), _FINAL_S)
        Scheduler(self._executing.cancel, self._executing.scope.pause).run(flow)

    def answer(self, key: str, choice: Choice) -> None:
        """Records what a person chose for a step. Raises UsageError when it is not on offer."""
        self._steps.answer(key, choice)

    def go_back(self, key: str) -> None:
        """Lets the run go on at the step `key`: its result and all behind it go to the history.

        Siblings that ran at the same time keep theirs. Raises UsageError for a step that the run does not have.
        """
        keys = again_from(self._root.plan, key, self._log.stations)
        if keys is None:
            raise UsageError(f"the choice leads to step '{key}', which run {self._log.run_id} does not have")
        rewind(self._log, self._root.plan, self._recorder, keys, key)

    def rewind(self, keys: Iterable[str]) -> None:
        """Lets steps run again that have a result; what was decided for them is decided anew."""
        rewind(self._log, self._root.plan, self._recorder, keys)

    def frame(self, frame: Frame) -> Flow:
        """The flow of a workflow: its stages in order. It ends in an End.

        After a failure only what asks for it by its condition runs.
        """
        if frame.plan.workflow.machine:
            return (yield from self._machine.frame(frame))
        stages = frame.plan.stages
        at = 0
        while at < len(stages):
            end_at = end_of_group(stages, at)
            end = yield from self._whole(frame, stages[at:end_at])
            target = frame.plan.find(end.key) if isinstance(end, Goto) else None
            if target is not None and isinstance(end, Goto):
                self.go_back(end.key)
                at = beginning_of_group(stages, target)
            elif isinstance(end, Again):
                at = 0
            elif isinstance(end, Stop) and end.failed:
                failing(frame, end)
                at = end_at
            elif end is not None:
                return end
            else:
                at = end_at
        return frame.failure

    def _whole_run(self) -> Flow:
        """The frame of the run within its time limit, and what its end asks for."""
        limit_s = self._log.context.metadata.get("timeout_s") or self._root.plan.workflow.timeout_s
        end = yield from limited(self.frame(self._root), limit_s, "the run", spent_s(self._log))
        if end is None or (isinstance(end, Stop) and end.state.ended):
            yield from self._calls.ends(end)
        return (yield from self._hooks.at_end(self._root, end))

    def _last(self, stop: Stop) -> Flow:
        """The last actions of the called workflows that were under way, then of the run's own."""
        self._calls.left(self._root)
        yield from self._calls.ends(stop)
        self._root.failure = ended_by(stop, self._root.failure)
        yield from self._hooks.at_any_end(self._root)

    def _whole(self, frame: Frame, stages: Sequence[PlannedStage]) -> Flow:
        """Stages that are kept together, or a single one."""
        name = stages[0].stage.atomic
        keys = [step.key for stage in stages for step in with_children(stage.steps)]
        own = [step.key for stage in stages for step in stage.steps]
        if not name or self._committed or self._in_whole() or all(self._log.passed(key) for key in own):
            return (yield from self._in_turn(frame, stages))
        if self._log.standing.intersection(keys):  # it was put back
            return (yield from self._in_turn(frame, stages))
        self.rewind(keys)
        with self._rollback.whole(name, own, self._log.passed):
            end = yield from self._in_turn(frame, stages)
            if end is None:
                self._rollback.keep()
            return end

    def _in_turn(self, frame: Frame, stages: Sequence[PlannedStage]) -> Flow:
        """Stages in order, and again from the first one when a proof of theirs speaks of files that changed since."""
        together = stages if self._in_whole() else frame.plan.stages
        at = 0
        while at < len(stages):
            end = yield from self._stages.one(frame, stages[at], together)
            if end is None and stages[at] is together[-1] and self._proofs.reopened(together):
                end = AGAIN
            if isinstance(end, Again) and together is stages:
                at = 0
            elif end is not None:
                return end
            else:
                at += 1
        return None

    def _in_whole(self) -> bool:
        return self._executing.scope.changes is not None


def _within(flow: Flow, seconds: float) -> Flow:
    """A flow that is ended after so many seconds."""
    yield Together([flow], limit_s=seconds)
