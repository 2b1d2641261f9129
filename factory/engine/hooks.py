"""What a workflow does at the end of a run and of a step, and when its conditions become true: never a verdict."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from mity.engine.conditions import Conditions
from mity.engine.end import End, StepCancelled, Stop, ended_by
from mity.engine.executing import Executing
from mity.engine.flow import Flow
from mity.engine.frame import Frame
from mity.engine.owed import action_key, fired_before, reserved
from mity.engine.plan import PlannedStep
from mity.errors import MityError
from mity.runs import events
from mity.runs.keys import HOOKS, NESTED, RULE
from mity.runs.recorder import Recorder
from mity.runs.result import HOOK, StationResult
from mity.runs.state import RunState, Status
from mity.workflow import expressions
from mity.workflow.core import Step
from mity.workflow.parts import Action, Gate


class Hooks:
    """The actions of one run."""

    def __init__(self, recorder: Recorder, executing: Executing, conditions: Conditions) -> None:
        self._recorder = recorder
        self._executing = executing
        self._conditions = conditions
        self._under_way: set[str] = set()

    def at_end(self, frame: Frame, end: End) -> Flow:
        """What the end of a run or of a called workflow asks for; it ends in the end itself."""
        workflow = frame.plan.workflow
        if isinstance(end, Stop) and end.state is RunState.CANCELLED:
            frame.failure = ended_by(end, frame.failure)
            yield from self.at_any_end(frame)
            return end
        if end is None:
            end = (yield from self._ruled(frame, "")) or self._gated(frame)
        if end is None or (isinstance(end, Stop) and end.failed):
            frame.failure = frame.failure or end
            name, actions = ("on_success", workflow.on_success) if end is None else ("on_failure", workflow.on_failure)
            yield from self._all(frame, name, actions)
            yield from self.at_any_end(frame)
        return end

    def at_any_end(self, frame: Frame) -> Flow:
        """What is done however it ends."""
        yield from self._all(frame, "finally", frame.plan.workflow.finally_)

    def cleanup(self, frame: Frame, actions: Sequence[Action]) -> Flow:
        """Does actions behind a rollback, as often as there is one; a failed one is told and changes nothing."""
        for number, action in enumerate(actions, 1):
            try:
                yield from self._done(frame, f"rollback/{number}", action)
            except MityError as error:
                self._executing.scope.note(f"the action {number} behind the rollback failed: {error}")

    def because(self, frame: Frame, key: str, action: Action) -> Flow:
        """Does an action for a failed attempt of a step, as often as there is one; a failed one is told."""
        try:
            yield from self._done(frame, key, action)
        except MityError as error:
            self._executing.scope.note(f"the action for the failure failed: {error}")

    def after(self, frame: Frame, step: PlannedStep) -> Flow:
        """What the success of a step asks for, and conditions that it made true; it ends in an End."""
        result = frame.log.results.get(step.key)
        actions = step.step.on_success if result is not None and result.success else ()
        for number, action in enumerate(actions, 1):
            yield from self._one(frame, action_key(step, number), action)
        return (yield from self._ruled(frame, step.step.id))

    def _ruled(self, frame: Frame, step: str) -> Flow:
        """What conditions ask for that became true behind a step; it ends in an End."""
        for number, rule in enumerate(frame.plan.workflow.rules, 1):
            address = f"{within(frame)}{RULE}{number}"
            key = f"{HOOKS[0]}{address}"
            if address in frame.log.progress.conditions:
                if rule.then is not None:  # a kill may have come before it was done
                    yield from self._one(frame, key, rule.then)
                continue
            if fired_before(frame.log, within(frame), number, rule):
                continue
            read = expressions.reads(rule.condition, frame.names())
            if not read or any(value is None for value in read.values()):
                continue
            try:
                if not expressions.truth(rule.condition, frame.names()):
                    continue
                self._conditions.holds(frame, address, rule.condition)
            except MityError as error:
                return Stop(RunState.FAILED, f"the condition `{rule.condition}` cannot be judged: {error}")
            if rule.end:
                state = RunState.PAUSED if rule.end == "pause_workflow" else RunState.FAILED
                return Stop(state, f"`{rule.condition}`: {rule.end}", step)
            if rule.then is not None:
                yield from self._one(frame, key, rule.then)
        return None

    def _all(self, frame: Frame, name: str, actions: Sequence[Action]) -> Flow:
        for number, action in enumerate(actions, 1):
            yield from self._one(frame, f"{name}/{within(frame)}{number}", action)

    def _one(self, frame: Frame, key: str, action: Action) -> Flow:
        """An action that was not done yet; a failed one is told and changes nothing."""
        if key in frame.log.results or key in self._under_way:
            return
        assert key.startswith(HOOKS)
        self._under_way.add(key)
        try:
            with self._executing.records.step(key, key):
                result = yield from self._done(frame, key, action, once=True)
        except MityError as error:
            self._executing.scope.note(f"the action {key} failed: {error}")
            result = StationResult(Status.SKIPPED, f"failed: {error}")
        except StepCancelled:
            result = StationResult(Status.SKIPPED, "cancelled")
        finally:
            self._under_way.discard(key)
        self._recorder.finish(key, key, dataclasses.replace(result, reason=HOOK, claims=False))

    def _done(self, frame: Frame, key: str, action: Action, *, once: bool = False) -> Flow:
        """Does an action; its result says in words what it did, or that it was not due. Raises MityError.

        `once`: a kill may have come behind the doing of it and before its result.
        """
        if action.kind == "step":
            step: Step = frame.plan.workflow.recovery[action.step]
            result = yield from self._executing.recovered(frame, PlannedStep(step, key, key), step)
            if not result.status.passed:
                raise MityError(result.message)
            if result.status is Status.SKIPPED:
                return result
            return _did(action, result.message)
        if action.kind == "trigger_workflow":
            return self._triggered(frame, key, action, once=once)
        return _did(action, self._at_once(frame, key, action))

    def _triggered(self, frame: Frame, key: str, action: Action, *, once: bool) -> StationResult:
        """Gives the run of a workflow its id, by which it is owed until it has a log. Raises MityError."""
        scope, inputs = self._executing.scope, frame.filled(action.inputs)
        run = reserved(frame.log, key) if once else ""
        if not run:
            scope.check_trigger(action.workflow, inputs)
            if scope.new_run_id is None:
                raise MityError(f"the workflow '{action.workflow}' cannot run behind this one")
            run = scope.new_run_id(action.workflow)
            self._recorder.emit(events.TRIGGERED, key, key, workflow=action.workflow, inputs=inputs, run=run)
        told = _did(action, f"workflow '{action.workflow}' runs behind this run, as {run}")
        return dataclasses.replace(told, evidence={**told.evidence, "run": run})

    def _at_once(self, frame: Frame, key: str, action: Action) -> str:
        """Does an action that is no step; what it did, in words. Raises MityError."""
        if action.kind == "notification":
            text = frame.text(action.text)
            self._executing.scope.note(text)
            return text
        if action.kind == "create_issue":
            return self._issue(frame, frame.text(action.text), key)
        raise MityError(f"'{action.text}' is no step, error handler, workflow or command that is known")

    def _issue(self, frame: Frame, title: str, key: str) -> str:
        """Opens an issue that tells of the run and its failure; once, also over kills. Raises MityError."""
        log, failure, scope = frame.log, frame.failure, self._executing.scope
        if scope.forge_issue is None:
            raise MityError(f"the issue '{title}' cannot be opened: this run has no forge")
        body = f"Run `{log.run_id}` of the workflow `{frame.plan.workflow.id}` opened this issue."
        if failure is not None and failure.error:
            where = f" at `{failure.step}`" if failure.step else ""
            body += f"\n\nIt failed{where}:\n\n```text\n{failure.error.replace('```', '` ` `')}\n```"
        clean, marker = scope.redactor.text, f"issue-{log.run_id}-{key.replace('/', '-')}"
        return f"opened {scope.forge_issue(frame.context, clean(title), clean(body), marker)}"

    def _gated(self, frame: Frame) -> End:
        """The end of a run whose steps have passed: failed where a gate does not hold."""
        metrics = frame.names().get("metrics") or {}
        strictness = str(frame.log.context.metadata.get("strictness") or "")
        broken = []
        for gate in frame.plan.workflow.gates:
            problem = _problem(gate, _measured(metrics, gate.metric))
            if problem and (gate.level == "error" or strictness == "strict") and strictness != "lenient":
                broken.append(problem)
            elif problem:
                self._executing.scope.note(f"warning: {problem}")
        if strictness == "strict" and not frame.caller:
            broken += [f"--strict: {doubt}" for doubt in frame.log.doubts()]
        return Stop(RunState.FAILED, "; ".join(broken)) if broken else None


def within(frame: Frame) -> str:
    """What stands before the names of what a workflow does itself, in keys and addresses: the step that runs it."""
    return f"{frame.caller}{NESTED}" if frame.caller else ""


def _did(action: Action, message: str) -> StationResult:
    return StationResult.done(message, {"action": action.kind})


def _measured(metrics: Any, name: str) -> Any:
    for part in name.split("."):
        metrics = metrics.get(part) if isinstance(metrics, dict) else None
    return metrics


def _problem(gate: Gate, value: Any) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return f"gate {gate.metric}: nothing measured it"
    if gate.least is not None and value < gate.least:
        return f"gate {gate.metric}: {value:g} is below {gate.least:g}"
    if gate.most is not None and value > gate.most:
        return f"gate {gate.metric}: {value:g} is above {gate.most:g}"
    return ""
