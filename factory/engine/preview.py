"""A dry run: every station of a workflow asked what it would do, in order. Nothing is executed."""

from __future__ import annotations

from mity.engine.frame import PARAMETERS, Frame
from mity.engine.order import plan
from mity.engine.registry import StationRegistry
from mity.engine.scope import RunScope
from mity.engine.station import Preview
from mity.engine.step_scope import StepScope
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.workflow.core import Step
from mity.workflow.expressions import reads, truth
from mity.workflow.lexer import ExpressionError
from mity.workflow.model import Workflow
from mity.workflow.shown import written_command

_LONGEST = 200
"""Characters of a prompt that are shown."""
_OF_RUNS = frozenset({"steps", "stages", "outputs", "checkpoint", "checkpoints", "metrics"})
"""Contexts that only the run itself fills."""


def preview(
    workflow: Workflow,
    context: WorkflowContext,
    registry: StationRegistry,
    scope: RunScope,
    workflows: dict[str, Workflow],
) -> list[tuple[str, Preview]]:
    """What each step would do that is due by what is known before the run. Raises what the stations raise."""
    planned = plan(workflow, registry, workflows)
    log = ExecutionLog("", workflow, [step.key for step in planned.steps()], context)
    parameters = context.metadata.get(PARAMETERS)
    frame = Frame(planned, context, log, parameters if isinstance(parameters, dict) else {})
    shown: list[tuple[str, Preview]] = []
    for stage in planned.stages:
        for step in stage.steps if _due(frame, stage.stage.condition) else ():
            if not _due(frame, step.step.condition):
                continue
            if not step.step.station:
                shown.append((step.key, _preview(step.step)))
                continue
            try:
                view = context.for_step(frame.filled(step.step.inputs))
            except ExpressionError:
                shown.append((step.key, Preview(notes=("its inputs are known only when it is due",))))
                continue
            station = registry.create(step.step.station, StepScope(scope, step.key, step.address))
            shown.append((step.key, station.preview(view)))
            context.merge_outputs(view.new_outputs)
    return shown


def _preview(step: Step) -> Preview:
    """What a step without a station would do; the values of its expressions are not known yet."""
    if line := written_command(step):
        return Preview((line,))
    if step.agent is not None:
        told = step.agent.prompt_file or " ".join(step.agent.prompt.split())
        return Preview(notes=(f"asks a coding agent: {told[:_LONGEST]}{'…' if len(told) > _LONGEST else ''}",))
    if step.checkpoint is not None:
        return Preview(notes=(f"asks a person: {' '.join(step.checkpoint.message.split())}",))
    if step.verify:
        every = step.verify == ("true",)
        return Preview(notes=("verifies the project: " + ("all its checks" if every else ", ".join(step.verify)),))
    return Preview(notes=(step.workflow,) if step.workflow else ())


def _due(frame: Frame, condition: str) -> bool:
    """Whether a condition holds by what is known before the run, or may hold by what the run will find out.

    Raises ExpressionError.
    """
    if not condition:
        return True
    names = frame.names()
    later = (value is None and path.partition(".")[0] in _OF_RUNS for path, value in reads(condition, names).items())
    return any(later) or truth(condition, names)
