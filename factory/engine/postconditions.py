"""What a step ensures: conditions that hold behind it, or it has failed although its body ended well."""

from __future__ import annotations

import dataclasses

from mity.command import Command, Outcome
from mity.engine.frame import Frame
from mity.errors import MityError
from mity.runs.result import Execution, StationResult
from mity.runs.state import Status
from mity.workflow import expressions
from mity.workflow.core import Step


def ensured(frame: Frame, step: Step, result: StationResult) -> StationResult:
    """The result, or a failure that names the first condition of `ensure` that does not hold."""
    if not step.ensure or not result.success:
        return result
    names = frame.names({step.id: result})
    for condition in step.ensure:
        try:
            problem = "" if expressions.truth(condition, names) else f"`{condition}` does not hold"
        except MityError as error:
            problem = f"`{condition}` cannot be judged: {error}"
        if problem:
            done = result.execution or Execution(Outcome(Command(()), 0))
            failed = dataclasses.replace(done, problem=problem)
            message = f"{problem}, although it ended well: {result.message}"
            return dataclasses.replace(result, status=Status.FAILED, message=message, execution=failed)
    return result
