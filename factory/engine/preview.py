"""A dry run: every station of a workflow asked what it would do, in order. Nothing is executed."""

from __future__ import annotations

from mity.engine.frame import PARAMETERS, Frame
from mity.engine.order import plan
from mity.engine.registry import StationRegistry
from mity.engine.scope import RunScope, StepScope
from mity.engine.station import Preview
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.workflow.expressions import truth
from mity.workflow.model import Workflow


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
                words = step.step.command
                line = words if isinstance(words, str) else " ".join(words)
                shown.append((step.key, Preview((line,) if line else (), (step.step.workflow,) if step.child else ())))
                continue
            view = context.for_step(frame.filled(step.step.inputs))
            station = registry.create(step.step.station, StepScope(scope, step.key, step.address))
            shown.append((step.key, station.preview(view)))
            context.merge_outputs(view.new_outputs)
    return shown


def _due(frame: Frame, condition: str) -> bool:
    """Whether a condition holds by what is known before the run. Raises ExpressionError."""
    return not condition or truth(condition, frame.names())
