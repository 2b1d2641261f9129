"""State machines: a state is a step, edges lead from one to the next, and a state may be visited several times."""

from __future__ import annotations

import dataclasses
from collections import Counter

from mity.engine.conditions import Conditions
from mity.engine.end import End, Stop
from mity.engine.flow import Flow
from mity.engine.frame import Frame
from mity.engine.owed import settled
from mity.engine.plan import PlannedStep
from mity.engine.steps import Loop, Steps
from mity.errors import MityError
from mity.runs import events
from mity.runs.recorder import Recorder
from mity.runs.result import REDIRECTED, StationResult
from mity.runs.state import RunState, Status
from mity.text.patterns import regex
from mity.workflow.parts import Edge

FAILED = "failed"
"""The state that every machine has without naming it; the run fails there."""
_VISIT = regex(r"(#(?P<number>\d+))?(?=$|\[|>)")
"""What is behind the key of a state in that of a visit, or of what this runs."""


class Machine:
    """The state machines of one run. The second visit of a state is `testing#2` in the log."""

    def __init__(self, recorder: Recorder, conditions: Conditions, steps: Steps, loop: Loop) -> None:
        self._recorder = recorder
        self._conditions = conditions
        self._steps = steps
        self._loop = loop

    def frame(self, frame: Frame) -> Flow:
        """The flow of a machine from the state where its log is; it ends in an End."""
        states = frame.ids()
        progress = frame.log.progress
        visits: Counter[str] = Counter()
        taken: Counter[tuple[str, str]] = Counter()
        name, behind = next(iter(states)), frame.caller
        while name != FAILED or name in states:
            visits[name] += 1
            step = states[name].visit(visits[name])
            if step.key not in frame.log.stations:
                keys = [step.key, *(step.child.keys() if step.child and not step.loop else ())]
                self._recorder.emit(events.STEPS_ADDED, step.address, step.key, keys=keys, behind=behind)
            frame.visits[name] = step.key
            if step.step.final:
                self._leave(frame, step, visits)
                return self._final(frame, step)
            stop: Stop | None = None
            if not settled(frame.log, step):
                end = yield from self._steps.one(frame, step, self._loop)
                if end is not None and not (isinstance(end, Stop) and end.failed):
                    return end
                stop = end
            behind = step.key
            result = frame.log.results.get(step.key)
            if stop is None and result is not None and result.reason == REDIRECTED:  # killed before its edge was taken
                stop = Stop(RunState.FAILED, result.message, name)
            if step.key not in progress.edges:
                edge = self._next(frame, step, stop, visits, taken)
                if isinstance(edge, Stop):
                    return edge
                self._recorder.emit(events.STEPS_ADDED, step.address, step.key, keys=[], behind=step.key, edge=edge.to)
            to = progress.edges[step.key]
            taken[name, to] += 1
            if to == FAILED and to not in states:
                result = frame.log.results.get(step.key)
                said = result.message if result is not None else ""
                return stop or Stop(RunState.FAILED, f"state '{name}' leads to failed: {said}", name)
            name = to
        return None

    def _next(
        self, frame: Frame, step: PlannedStep, stop: Stop | None, visits: Counter[str], taken: Counter[tuple[str, str]]
    ) -> Edge | Stop:
        """The edge that leads on, or why there is none."""
        id, ids = step.step.id, frame.ids()

        def free(edge: Edge) -> bool:
            target = ids.get(edge.to)
            within = target is None or visits[edge.to] < target.step.visits
            return within and (not edge.visits or taken[id, edge.to] < edge.visits)

        if stop is not None:
            edge = step.step.failed
            if edge is None or not free(edge):
                return stop
            self._redirect(frame, step, edge)
            return edge
        full = []
        for number, edge in enumerate(step.step.next):
            try:
                due = not edge.condition or self._conditions.holds(
                    frame, f"{step.address}#next-{number}", edge.condition
                )
            except MityError as error:
                return Stop(RunState.FAILED, f"the edge from '{id}' to '{edge.to}' cannot be judged: {error}", id)
            if due and free(edge):
                return edge
            full += [edge.to] if due else []
        why = f"'{full[0]}' was visited too often" if full else "none of its edges is due"
        failed = step.step.failed
        return failed if failed is not None and free(failed) else Stop(RunState.FAILED, f"state '{id}': {why}", id)

    def _leave(self, frame: Frame, step: PlannedStep, visits: Counter[str]) -> None:
        """Lets go of visits that the way to the final state `step` had once and has no more."""
        gone = []
        for id, one in frame.ids().items():
            behind = ((key, _VISIT.match(key[len(one.key) :])) for key in frame.log.stations if key.startswith(one.key))
            gone += [key for key, found in behind if found and int(found["number"] or 1) > visits[id]]
        if gone:
            self._recorder.emit(events.STEPS_ADDED, step.address, step.key, keys=[], behind=step.key, gone=gone)

    def _redirect(self, frame: Frame, step: PlannedStep, edge: Edge) -> None:
        """Records that the failure of a state leads elsewhere, so that it is none of the run."""
        result = frame.log.results[step.key]
        if result.reason == REDIRECTED:
            return
        message = f"failed, so on to '{edge.to}': {result.message}"
        told = dataclasses.replace(result, status=Status.SKIPPED, reason=REDIRECTED, claims=False, message=message)
        self._steps.record(frame, step, told)

    def _final(self, frame: Frame, step: PlannedStep) -> End:
        if not frame.log.passed(step.key):
            done = StationResult.done(f"the end: {step.step.final}", {"state": step.step.id})
            self._steps.record(frame, step, dataclasses.replace(done, claims=False))
        if step.step.final == "success":
            return None
        return Stop(RunState.FAILED, f"the run ended in the state '{step.step.id}'", step.step.id)
