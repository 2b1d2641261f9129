"""The body of a step, whichever kind it is of."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from mity.command import Command
from mity.engine.choice import Choice
from mity.engine.kinds.attempt import project_of
from mity.engine.registry import StationRegistry
from mity.engine.step_scope import StepScope
from mity.errors import MityError
from mity.runs.context import PART, WorkflowContext
from mity.runs.result import StationResult
from mity.workflow.core import Step


def run_body(
    registry: StationRegistry,
    step: Step,
    view: WorkflowContext,
    env: Mapping[str, str],
    scope: StepScope,
    choice: Choice | None = None,
) -> StationResult:
    """The result of one execution of a step that runs a station, a command or an agent, or verifies the project.

    `view` holds the filled inputs, `env` all variables as text. `choice` is what a person chose after the last attempt:
    commands that came with it run first. A step that runs on another machine is done there. Raises KeyboardInterrupt
    when the run is cancelled, StepCancelled when the step is, MityError.
    """
    _run_help(view, scope, choice)
    if PART in view.metadata:
        from mity.engine.kinds.part import part_of

        try:
            step, env, scope = part_of(step, view, env, scope)
        except MityError as error:
            return StationResult.failed(str(error))
    result = scope.run.elsewhere.do(step, view, env, scope) if step.runs_on and scope.run.elsewhere else None
    if result is None:
        result = _done(registry, step, view, env, scope)
    if PART in view.metadata:
        from mity.engine.kinds.part import told

        result = told(result, view, scope.run.redactor)
    return result


def _done(
    registry: StationRegistry, step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope
) -> StationResult:
    # each is loaded when it is needed: most runs have steps of one kind
    if step.station:
        from mity.engine.kinds.station import run_station

        return run_station(registry, step.station, view, scope)
    if step.agent is not None:
        from mity.engine.kinds.agent import run_agent

        return run_agent(step, view, env, scope)
    if step.verify:
        from mity.engine.kinds.verify import run_verify

        return run_verify(step, view, env, scope)
    from mity.engine.kinds.command import run_command

    return run_command(step, view, env, scope)


def _run_help(view: WorkflowContext, scope: StepScope, choice: Choice | None) -> None:
    """Runs the commands that a person gave as help, in the project."""
    for line in choice.commands if choice and choice.run and not scope.overrides.repeated else ():
        outcome = scope.execute(Command(tuple(shlex.split(line)), project_of(view), title=f"(yours) {line}"))
        scope.note(f"your command succeeded: {line}" if outcome.ok else f"your command failed: {outcome.summary}")
