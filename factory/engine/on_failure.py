"""What happens after a step failed: its chain of policies, the same for every kind of step."""

from __future__ import annotations

import dataclasses
import random
import time
from collections.abc import Callable, Sequence

from mity.command import Overrides
from mity.engine.choice import asked
from mity.engine.flow import Flow, Pause, Quiet
from mity.engine.step_scope import StepScope
from mity.runs import events
from mity.runs.context import WorkflowContext
from mity.runs.question import Option
from mity.runs.result import CONTINUED, StationResult
from mity.runs.state import Status
from mity.text.records import dataclass
from mity.workflow.core import Handler, Policy, Step
from mity.workflow.parts import Action


@dataclass(frozen=True, slots=True)
class Failing:
    """A step that failed, and the means to go on with it.

    `again` is the flow of one more attempt; `repeat` executes the step for a repair, at once; `allow` is the flow that
    asks whether recovery steps or an action may run, and ends in None or in what the step comes to; `recover` and `act`
    are the flows of a recovery step and of an action, and `text` fills in a text, each because of the failure that it
    is given; `roll_back` is the flow that puts files back and ends in whether there were any; `options` is what a
    person is offered. `used` is how many retries a killed process had used up.
    """

    scope: StepScope
    context: WorkflowContext
    again: Callable[[], Flow]
    repeat: Callable[[Overrides], StationResult]
    allow: Callable[[Sequence[Step] | Action, StationResult], Flow]
    recover: Callable[[Step, StationResult], Flow]
    act: Callable[[Action, StationResult], Flow]
    text: Callable[[str, StationResult], str]
    roll_back: Callable[[], Flow]
    options: tuple[Option, ...]
    used: int = 0


def settle(failed: StationResult, chain: tuple[Handler, ...], step: Failing) -> Flow:
    """The result of the step after its policies, tried from left to right until it is no failure any more."""
    result = failed
    rolled_back = False
    for handler in chain:
        if result.status is not Status.FAILED or handler.policy is Policy.ABORT:
            break
        if handler.policy is Policy.ROLLBACK:
            if (yield from step.roll_back()):
                rolled_back = True
                result = dataclasses.replace(result, message=f"{result.message}; the files were put back")
        elif rolled_back:  # without its files the stage cannot pass any more: only a resume begins it again
            if (asked := (yield from step.allow(handler.action or handler.steps, result))) is not None:
                return asked
            yield from _act(result, handler, step)
            yield from _recover(result, handler, step)
        elif handler.policy in _FLOWS:
            result = yield from _FLOWS[handler.policy](result, handler, step)
        else:
            result = _AT_ONCE[handler.policy](result, handler, step)
    return result


def _retry(result: StationResult, handler: Handler, step: Failing) -> Flow:
    for number in range(step.used, handler.retries):
        wait_s = min(handler.initial_s * handler.factor**number, handler.most_s)
        pause = wait_s * random.uniform(0.5, 1) if handler.jitter else wait_s
        step.scope.tell(
            events.STEP_RETRY,
            attempt=result.attempts,
            message=step.scope.run.redactor.text(result.message),
            wait_s=round(pause, 3),
            at=time.time() + pause,
        )
        yield Pause(pause)
        result = yield from step.again()
        if result.status is not Status.FAILED:
            break
    return result


def _heal(result: StationResult, handler: Handler, step: Failing) -> Flow:
    healing = step.scope.run.healing
    if healing is None or result.execution is None:
        return result
    yield Quiet()  # a repair changes files that siblings read
    return healing.heal(step.scope, step.context, result, step.repeat)


def _steps(result: StationResult, handler: Handler, step: Failing) -> Flow:
    """Runs the recovery steps in order and, where rounds are given, the step again; a failing one ends it."""
    for _ in range(max(handler.retries, 1)):
        broken = (yield from step.allow(handler.steps, result)) or (yield from _recover(result, handler, step))
        if broken is not None:
            return broken
        if handler.retries:
            result = yield from step.again()
        if result.status is not Status.FAILED:
            break
    return result


def _recover(result: StationResult, handler: Handler, step: Failing) -> Flow:
    """The recovery steps; the result of the step when one of them failed, else None."""
    for recovery in handler.steps:
        done = yield from step.recover(recovery, result)
        if done.status.passed:
            continue
        message = f"the recovery step '{recovery.id}' failed: {done.message}"
        if not handler.may_fail:
            return dataclasses.replace(result, message=f"{result.message}; {message}")
        step.scope.note(message)
    return None


def _ask(result: StationResult, handler: Handler, step: Failing) -> StationResult:
    return asked(step.scope.key, result, step.options, step.text(handler.message, result))


def _notify(result: StationResult, handler: Handler, step: Failing) -> StationResult:
    step.scope.note(step.text(handler.message, result) or f"step '{step.scope.key}' failed: {result.message}")
    return result


def _act(result: StationResult, handler: Handler, step: Failing) -> Flow:
    """Does an action, which changes nothing about the failure; one that fails itself is told."""
    if handler.action is None:
        return result
    if (asked := (yield from step.allow(handler.action, result))) is not None:
        return asked
    yield from step.act(handler.action, result)
    return result


def _skip(result: StationResult, handler: Handler, step: Failing) -> StationResult:
    return _passed_over(result, Status.SKIPPED)


def _continue(result: StationResult, handler: Handler, step: Failing) -> StationResult:
    return _passed_over(result, Status.CONTINUED)


def _passed_over(result: StationResult, status: Status) -> StationResult:
    message = f"{status.value} after: {result.message}"
    return dataclasses.replace(result, status=status, message=message, evidence={}, reason=CONTINUED, claims=True)


_FLOWS: dict[Policy, Callable[[StationResult, Handler, Failing], Flow]] = {
    Policy.RETRY: _retry,
    Policy.HEAL: _heal,
    Policy.STEPS: _steps,
    Policy.ACT: _act,
}
_AT_ONCE: dict[Policy, Callable[[StationResult, Handler, Failing], StationResult]] = {
    Policy.ASK: _ask,
    Policy.NOTIFY: _notify,
    Policy.SKIP: _skip,
    Policy.CONTINUE: _continue,
}
