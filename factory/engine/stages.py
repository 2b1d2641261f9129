"""One stage of a run: whether it is due, and its steps in order, at once, or for each item of a list."""

from __future__ import annotations

from collections.abc import Sequence

from mity.engine.conditions import Conditions, due_after_failure, failing
from mity.engine.end import AGAIN, CUT, End, Stop, joined
from mity.engine.executing import Executing
from mity.engine.flow import Flow, Together
from mity.engine.frame import Frame
from mity.engine.limits import limited, spent_s
from mity.engine.loops import Loops
from mity.engine.plan import PlannedStage, PlannedStep
from mity.engine.proofs import Proofs
from mity.engine.steps import Steps
from mity.runs.result import StationResult
from mity.runs.state import RunState


class Stages:
    """Runs the stages of one run, whose frame is `root`."""

    def __init__(
        self, root: Frame, executing: Executing, conditions: Conditions, proofs: Proofs, steps: Steps, loops: Loops
    ) -> None:
        self._root = root
        self._log = root.log
        self._executing = executing
        self._conditions = conditions
        self._proofs = proofs
        self._steps = steps
        self._loops = loops

    def one(self, frame: Frame, stage: PlannedStage, together: Sequence[PlannedStage]) -> Flow:
        """One stage, when it is due; its proofs and those of the stages `together` must speak of the same files.

        A stage that is due in spite of a failure runs as if there had been none. It ends in an End.
        """
        one = stage.stage
        after = due_after_failure(one.condition)
        if frame.failure is not None and one.condition and not after:
            return None
        if not frame.pending(stage) and not self._overtaken(frame, stage):  # a kill may have come before that
            return None
        not_due = self._conditions.not_due(frame, stage.address, one.condition)
        if not_due is not None:
            return self._pass_over(frame, stage, not_due)
        before, frame.admitted = frame.admitted, frame.failure is not None and after
        try:
            flow = self._body(frame, stage, together)
            spent = 0.0 if one.timeout_s is None else spent_s(self._log, [step.key for step in stage.steps])
            return (yield from limited(flow, one.timeout_s, f"stage '{one.name}'", spent, one.name))
        finally:
            frame.admitted = before

    def _body(self, frame: Frame, stage: PlannedStage, together: Sequence[PlannedStage]) -> Flow:
        one = stage.stage
        parallel = one.max_parallel > 1
        if parallel and one.parallel:
            judged = self._conditions.not_due(frame, f"{stage.address}#parallel", one.parallel)
            if judged is not None and not judged.status.passed:
                return self._pass_over(frame, stage, judged)
            parallel = judged is None
        if one.loop is not None:
            return (yield from self._loops.stage(frame, stage, one.max_parallel if parallel else 1))
        while pending := frame.pending(stage):
            if frame.failure is None and self._executing.proves(pending) and self._proofs.reopened(together):
                return AGAIN
            if parallel and len(pending) > 1:
                end = yield from self._parallel(frame, stage, pending)
                if end is None and self._overtaken(frame, stage):
                    continue
                return end
            end = yield from self._in_order(frame, pending)
            if end is not AGAIN:
                return end
        return None

    def _overtaken(self, frame: Frame, stage: PlannedStage) -> bool:
        """Whether steps beside each other are due again, because a repair of one came behind the checks of others."""
        group = frame.failure is None and stage.stage.loop is None and stage.stage.max_parallel > 1
        return group and self._proofs.overtaken(stage.steps)

    def _in_order(self, frame: Frame, pending: Sequence[PlannedStep]) -> Flow:
        """Steps one after the other; AGAIN when the files are to be looked at before the next one."""
        failed: Stop | None = None
        for number, step in enumerate(pending):
            if number and frame.failure is None and self._executing.proves([step]):
                return AGAIN
            end = yield from self._steps.one(frame, step, self._loops.step)
            if isinstance(end, Stop) and end.failed:
                failed = failed or end
                failing(frame, end)
            elif end is not None:
                return end
        return failed

    def _parallel(self, frame: Frame, stage: PlannedStage, pending: Sequence[PlannedStep]) -> Flow:
        """Steps at the same time, none of which sees what another one leaves."""
        parts = [frame.part((step,), stage) for step in pending]
        flows = [self._steps.one(part, step, self._loops.step) for part, step in zip(parts, pending, strict=True)]
        one = stage.stage

        def fatal(end: End) -> bool:
            return one.fail_fast and isinstance(end, Stop) and end.failed

        ends = yield Together(flows, one.max_parallel, fatal, CUT, within=frame.caller)
        if frame is not self._root:
            for step in pending:
                result = self._log.results.get(step.key)
                frame.context.merge_outputs(result.outputs if result is not None else {})
        return joined(ends)

    def _pass_over(self, frame: Frame, stage: PlannedStage, result: StationResult) -> End:
        end: End = None
        for step in frame.pending(stage):
            self._steps.pass_over(frame, step, result)
            if end is None and not result.status.passed:
                end = Stop(RunState.FAILED, f"{step.shown}: {result.message}", step.step.id, stage.stage.name)
        return end
