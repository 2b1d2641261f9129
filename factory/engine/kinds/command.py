"""A step that runs a command: its exit code shows that it ran, declared evidence shows what it did."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from typing import Any

from mity.command import Command, Outcome
from mity.engine.kinds.attempt import Attempt, attempt_of, enclosed, project_of
from mity.engine.kinds.outputs import of_type, read_outputs
from mity.engine.step_scope import StepScope
from mity.errors import MityError
from mity.evidence.found import Shown
from mity.runs.artifacts import kept
from mity.runs.context import WorkflowContext
from mity.runs.events import utc_now
from mity.runs.result import Execution, StationResult
from mity.workflow.core import Step
from mity.workflow.parts import Evidence
from mity.workflow.shown import brief_command

SHELL = ("/bin/sh", "-e", "-c")
_SHOWN = 60
LIMIT_S = 24 * 3600.0
"""Seconds that a command without a timeout may take."""


def run_command(step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope) -> StationResult:
    """Runs the step's command in the project, with `env` added to its environment.

    Text goes to `/bin/sh -e`, words are run without a shell. What the command must not be given, evidence that is not
    shown and outputs that cannot be read are failures. Raises KeyboardInterrupt when the run is cancelled.
    """
    started_at, started = utc_now(), time.monotonic()
    try:
        result = _attempted(step, view, env, scope)
    except MityError as error:
        result = StationResult.failed(str(error))
    return dataclasses.replace(
        result,
        started_at=started_at,
        duration_s=time.monotonic() - started,
        claims=claims(step),
    )


def claims(step: Step) -> bool:
    """Whether a step claims more than that it ended well."""
    return step.evidence is not None and step.evidence != Evidence()


def promised_outputs(step: Step, outputs: Mapping[str, Any], scope: StepScope) -> dict[str, Any]:
    """The outputs, of the types that the step declares, with null for each declared one not given, which is noted.

    Raises MityError where the step declares evidence or conditions too, for what it promised is not there, and for an
    output that is not of the type that the step declares.
    """
    absent = [name for name in step.outputs if name not in outputs]
    if absent and (claims(step) or step.ensure):
        raise MityError(f"it declares the output '{absent[0]}' and did not give it: write it to $MITY_OUTPUT")
    for name in absent:
        scope.note(f"the output '{name}' was declared and not given: it is null")
    made = {**outputs, **dict.fromkeys(absent)}
    return {name: of_type(step, name, value) for name, value in made.items()}


def _attempted(step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope) -> StationResult:
    with attempt_of(step, view, env, scope) as attempt:
        if not claims(step):
            outcome = _run(step, view, attempt, scope)
            return _result(step, view, scope, attempt, outcome, Shown({}))
        from mity.evidence.expected import Expected  # slow to load, and many steps declare nothing

        assert step.evidence is not None
        with Expected(step.evidence, project_of(view), scope.run.ignore(view)) as expected:
            outcome = _run(step, view, attempt, scope)
            return _result(step, view, scope, attempt, outcome, expected.shown())


def _run(step: Step, view: WorkflowContext, attempt: Attempt, scope: StepScope) -> Outcome:
    argv = step.command if isinstance(step.command, tuple) else (*SHELL, step.command)
    limit = step.timeout_s if step.timeout_s is not None else LIMIT_S
    command = Command(argv, attempt.folder, attempt.env, limit, title=_title(step), alone=True)
    return scope.run_all([enclosed(command, step, view, attempt, scope)]).outcomes[-1]


def _result(
    step: Step, view: WorkflowContext, scope: StepScope, attempt: Attempt, outcome: Outcome, shown: Shown
) -> StationResult:
    evidence = {"exit_code": outcome.exit_code, **shown.evidence}
    evidence |= {"sandbox": outcome.held.to_json()} if outcome.held else {}
    counts = shown.counts
    execution = Execution(outcome, tests_collected=counts.collected if counts else None, counts=counts)
    if not outcome.ok:
        return StationResult.failed(_told(step, outcome), evidence, execution)
    problem, outputs = "; ".join(shown.problems), {}
    try:
        outputs = {} if problem else promised_outputs(step, read_outputs(attempt.output), scope)
    except MityError as error:
        problem = str(error)
    title = _title(step) or outcome.command.line
    if problem:
        execution = dataclasses.replace(execution, progress=1, problem=problem)
        return StationResult.failed(f"{title}: exit code 0, but {problem}", evidence, execution)
    done = StationResult.done(f"{title}: exit code 0", evidence)
    return dataclasses.replace(done, outputs=kept(outputs, view.workspace), execution=execution)


def _told(step: Step, outcome: Outcome) -> str:
    """How a command ended; of one that is shown by its first line, what it said last too."""
    said = outcome.tail(1) if isinstance(step.command, str) and "\n" in step.command.strip() else []
    return f"{outcome.summary}: {said[0]}" if said else outcome.summary


def _title(step: Step) -> str:
    return brief_command(step) if isinstance(step.command, str) else ""
