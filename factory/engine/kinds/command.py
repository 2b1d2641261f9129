"""A step that runs a command: its exit code is the evidence that it ran, and it claims nothing more."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping

from mity.command import Command
from mity.engine.scope import StepScope
from mity.runs.context import WorkflowContext
from mity.runs.events import utc_now
from mity.runs.result import Execution, StationResult
from mity.workflow.core import Step

SHELL = ("/bin/sh", "-e", "-c")
_LIMIT_S = 24 * 3600.0
"""Seconds that a command without a timeout may take."""


def run_command(step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope) -> StationResult:
    """Runs the step's command in the project, with `env` added to its environment.

    Text goes to `/bin/sh -e`, words are run without a shell. Raises KeyboardInterrupt when the run is cancelled.
    """
    argv = step.command if isinstance(step.command, tuple) else (*SHELL, step.command)
    folder = view.output_path if view.output_path.is_dir() else view.workspace
    title = step.command if isinstance(step.command, str) else ""
    limit = step.timeout_s if step.timeout_s is not None else _LIMIT_S
    command = Command(argv, folder, {**_about(view, scope), **env}, limit, title=title, alone=True)
    started_at, started = utc_now(), time.monotonic()
    ran = scope.run_all([command])
    outcome = ran.outcomes[-1]
    execution = Execution(outcome)
    evidence = {"exit_code": outcome.exit_code}
    if outcome.ok:
        result = StationResult.done(f"{title or outcome.command.line}: exit code 0", evidence)
    else:
        result = StationResult.failed(outcome.summary, evidence, execution)
    return dataclasses.replace(
        result,
        started_at=started_at,
        duration_s=time.monotonic() - started,
        claims=False,
        execution=execution,
    )


def _about(view: WorkflowContext, scope: StepScope) -> dict[str, str]:
    """What a command is told of its run; the key is the same in every attempt, so services can tell a repetition."""
    return {"MITY_RUN_ID": view.run_id, "MITY_STEP": scope.address, "MITY_STEP_KEY": f"{view.run_id}/{scope.address}"}
