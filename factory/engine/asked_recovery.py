"""Recoveries that a person has to approve, by the mode of the run, before the first of their steps runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from mity.engine.flow import Flow
from mity.engine.frame import Frame
from mity.engine.modes import is_asked_about, question
from mity.engine.plan import PlannedStep
from mity.errors import MityError
from mity.runs.asking import ASKS
from mity.runs.keys import RECOVERY
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.workflow.core import Step
from mity.workflow.parts import Action, Checkpoint

Ask = Callable[[Frame, PlannedStep, Checkpoint], Flow]
"""The flow of a checkpoint; it ends in a result."""
_FAILURE = "failure"
"""The member of evidence that holds the result of the attempt whose recovery waits."""


def allowed(
    ask: Ask | None, frame: Frame, step: PlannedStep, failed: StationResult, what: Sequence[Step] | Action
) -> Flow:
    """None where recovery steps, or an action, may run for the failed `step`; else its result: it waits, or it failed.

    Where nobody can be asked, they may.
    """
    steps = _steps(frame, what)
    if ask is None or not any(is_asked_about(frame, one) for one in steps):
        return None
    try:
        told = [question(frame, one).removeprefix("Run ") for one in steps]
    except MityError as error:
        return dataclasses.replace(failed, message=f"{failed.message}; it is not recovered: {error}")
    message = f"Recover '{step.step.id}' ({failed.message}) by\n" + "\n".join(told)
    place = PlannedStep(step.step, f"{step.key}{RECOVERY}", f"{step.address}{RECOVERY}")
    answer: StationResult = yield from ask(frame, place, Checkpoint(message))
    if answer.success:
        return None
    if answer.question is None:
        return dataclasses.replace(failed, message=f"{failed.message}; its recovery was {answer.message}")
    evidence = {**answer.evidence, ASKS: place.key, _FAILURE: failed.to_json()}
    return dataclasses.replace(answer, evidence=evidence, attempts=failed.attempts, started_at=failed.started_at)


def waiting(log: ExecutionLog, key: str) -> StationResult | None:
    """The failed attempt of a step that is not repeated, because a person decides about its recovery."""
    result = log.results.get(key)
    if result is None or result.status is not Status.NEEDS_INPUT or ASKS not in result.evidence:
        return None
    return StationResult.from_json(result.evidence[_FAILURE])


def _steps(frame: Frame, what: Sequence[Step] | Action) -> Sequence[Step]:
    if not isinstance(what, Action):
        return what
    return (frame.plan.workflow.recovery[what.step],) if what.kind == "step" else ()
