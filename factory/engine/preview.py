"""A dry run: every station of a workflow asked what it would do, in order. Nothing is executed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from mity.engine.frame import PARAMETERS, Frame, has_expression
from mity.engine.order import plan
from mity.engine.plan import PlannedStep
from mity.engine.registry import StationRegistry
from mity.engine.scope import RunScope
from mity.engine.station import Preview
from mity.engine.step_scope import StepScope
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.workflow.core import Stage, Step
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
    """What each step would do by what is known before the run, those of called workflows behind their callers.

    Raises what the stations raise.
    """
    planned = plan(workflow, registry, workflows)
    log = ExecutionLog("", workflow, [step.key for step in planned.steps()], context)
    parameters = context.metadata.get(PARAMETERS)
    frame = Frame(planned, context, log, parameters if isinstance(parameters, dict) else {})
    shown: list[tuple[str, Preview]] = []
    for stage in planned.stages:
        for step in stage.steps:
            conditions = [one for one in (stage.stage.condition, step.step.condition) if one]
            if not_due := next((one for one in conditions if _known(frame, one) is False), ""):
                shown.append((step.key, Preview(not_due=not_due)))
                continue
            later = [f"if {one}" for one in conditions if _known(frame, one) is None]
            at_once = _known(frame, stage.stage.parallel) if stage.stage.parallel else None
            told = (*later, *_times(stage.stage, step.step, at_once))
            shown.append((step.key, replace(_of_step(frame, step, registry, scope), when=told)))
            shown += _within(step, registry)
    return shown


def _of_step(frame: Frame, step: PlannedStep, registry: StationRegistry, scope: RunScope) -> Preview:
    """What a step would do that is due; what a station says that it would give is there for those behind it."""
    if not step.step.station:
        return _preview(_with_command(frame, step.step))
    try:
        view = frame.context.for_step(frame.filled(step.step.inputs))
    except ExpressionError:
        return Preview(notes=("its inputs are known only when it is due",))
    found = registry.create(step.step.station, StepScope(scope, step.key, step.address)).preview(view)
    frame.context.merge_outputs(view.new_outputs)
    return found


def _with_command(frame: Frame, step: Step) -> Step:
    """A step with the command that the project has for it, where its text names only that and it is known."""
    if not isinstance(step.command, str) or not has_expression(step.command):
        return step
    try:
        return replace(step, command=frame.text(step.command))
    except ExpressionError:
        return step


def _within(caller: PlannedStep, registry: StationRegistry) -> Iterator[tuple[str, Preview]]:
    """What the workflow would do that a step calls: what it is given is known only in the run."""
    for stage in caller.child.stages if caller.child else ():
        for step in stage.steps:
            conditions = (one for one in (stage.stage.condition, step.step.condition) if one)
            told = (*(f"if {one}" for one in conditions), *_times(stage.stage, step.step))
            station = step.step.station
            shown = Preview(notes=(registry.get(station).description,)) if station else _preview(step.step)
            yield step.key, replace(shown, when=told)
            yield from _within(step, registry)


def _times(stage: Stage, step: Step, at_once: bool | None = None) -> Iterator[str]:
    """How often a step would run, and whether beside others: `at_once` is what is known of the stage's expression."""
    for loop in (stage.loop, step.loop):
        if loop is not None:
            items = loop.items if isinstance(loop.items, str) else json.dumps(loop.items, ensure_ascii=False)
            yield f"for each item of {items if len(items) <= _LONGEST else items[:_LONGEST] + '…'}"
    if stage.parallel and at_once is None:
        yield f"at once if {stage.parallel}"
    elif at_once is not False and stage.max_parallel > 1 and (stage.loop is not None or len(stage.steps) > 1):
        yield "at once"


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


def _known(frame: Frame, condition: str) -> bool | None:
    """Whether a condition holds by what is known before the run; None where only the run will tell.

    Raises ExpressionError.
    """
    names = frame.names()
    if any(value is None and path.partition(".")[0] in _OF_RUNS for path, value in reads(condition, names).items()):
        return None
    return truth(condition, names)
