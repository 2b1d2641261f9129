"""What happens after a step failed: its chain of policies, the same for every kind of step."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from mity.command import Overrides
from mity.engine.choice import asked
from mity.engine.scope import StepScope
from mity.runs import events
from mity.runs.context import WorkflowContext
from mity.runs.question import Option
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.workflow.core import Handler, Policy, Step

CONTINUED = "continued"
"""The reason of a step whose failure the workflow passes over."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A step that failed, and the means to go on with it.

    `again` executes it once more; `recover` executes a recovery step; `roll_back` puts files back and returns whether
    there was anything to put back; `options` is what a person is offered.
    """

    scope: StepScope
    context: WorkflowContext
    again: Callable[[Overrides], StationResult]
    recover: Callable[[Step], StationResult]
    roll_back: Callable[[], bool]
    options: tuple[Option, ...]


def settle(failed: StationResult, chain: tuple[Handler, ...], step: Failing) -> StationResult:
    """The result of the step after its policies, tried from left to right until it is no failure any more."""
    result = failed
    for handler in chain:
        if result.status is not Status.FAILED or handler.policy is Policy.ABORT:
            break
        if handler.policy is Policy.ROLLBACK:
            if step.roll_back():  # without its files the stage cannot pass any more: only a resume begins it again
                return dataclasses.replace(result, message=f"{result.message}; the files were put back")
            continue
        result = _POLICIES[handler.policy](result, handler, step)
    return result


def _retry(result: StationResult, handler: Handler, step: Failing) -> StationResult:
    wait_s = handler.initial_s
    for _ in range(handler.retries):
        pause = min(wait_s, handler.most_s)
        step.scope.run.emit(
            events.STEP_RETRY,
            step.scope.address,
            step.scope.key,
            attempt=result.attempts,
            message=step.scope.run.redactor.text(result.message),
            wait_s=pause,
        )
        step.scope.run.pause(pause)
        wait_s *= handler.factor
        result = step.again(Overrides())
        if result.status is not Status.FAILED:
            break
    return result


def _heal(result: StationResult, handler: Handler, step: Failing) -> StationResult:
    healing = step.scope.run.healing
    if healing is None or result.execution is None:
        return result
    return healing.heal(step.scope, step.context, result, step.again)


def _steps(result: StationResult, handler: Handler, step: Failing) -> StationResult:
    """Runs the recovery steps in order and, where rounds are given, the step again; a failing one ends it."""
    for _ in range(max(handler.retries, 1)):
        for recovery in handler.steps:
            done = step.recover(recovery)
            if not done.status.passed:
                message = f"{result.message}; the recovery step '{recovery.id}' failed: {done.message}"
                return dataclasses.replace(result, message=message)
        result = step.again(Overrides()) if handler.retries else result
        if result.status is not Status.FAILED:
            break
    return result


def _ask(result: StationResult, handler: Handler, step: Failing) -> StationResult:
    return asked(step.scope.key, result, step.options)


def _skip(result: StationResult, handler: Handler, step: Failing) -> StationResult:
    message = f"continued after: {result.message}"
    return dataclasses.replace(
        result, status=Status.SKIPPED, message=message, evidence={}, reason=CONTINUED, claims=True
    )


_POLICIES = {
    Policy.RETRY: _retry,
    Policy.HEAL: _heal,
    Policy.STEPS: _steps,
    Policy.ASK: _ask,
    Policy.SKIP: _skip,
}
