"""What expressions see of a run, looked up when they ask for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from mity.engine.end import Stop
from mity.engine.lazy import Lazy
from mity.engine.measures import measured
from mity.engine.plan import Plan, PlannedStage, PlannedStep
from mity.runs.artifacts import load_output
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.runs.result import CONTINUED, StationResult
from mity.runs.state import RunState, Status
from mity.text.records import dataclass
from mity.workflow.absent import PRODUCERS
from mity.workflow.core import Step
from mity.workflow.expressions import STATUS, fill_text

_WORDS = {
    Status.DONE: "success",
    Status.FAILED: "failure",
    Status.CONTINUED: "failure",
    Status.CANCELLED: "cancelled",
    Status.NEEDS_INPUT: "waiting",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a loop, as expressions within it see it."""

    variable: str
    value: Any
    index: int


class Frame(Protocol):
    """A workflow under way, as far as expressions see it; `mity.engine.frame` has it."""

    plan: Plan
    context: WorkflowContext
    log: ExecutionLog
    parameters: Mapping[str, Any]
    item: Item | None
    failure: Stop | None

    @property
    def above(self) -> Frame | None:
        """The whole that this one is a part of."""
        ...

    def ids(self) -> dict[str, PlannedStep]:
        """Its steps by id."""
        ...

    def key_of(self, id: str) -> str:
        """The key of a step; empty for one of another frame."""
        ...

    def finished(self) -> Iterator[tuple[Step, StationResult]]:
        """Its steps that have a result."""
        ...

    def items_of(self, id: str) -> dict[str, Any]:
        """What is known of the items of a step that runs in a loop."""
        ...


def names_of(frame: Frame) -> Lazy:
    """What expressions in a frame see."""
    loop = {} if frame.item is None else {frame.item.variable: frame.item.value, "index": frame.item.index}

    def make(name: str) -> Any:
        if name in loop:
            return loop[name]
        known = _CONTEXTS.get(name)
        if known is not None:
            return known(frame)
        return names_of(frame.above).get(name) if frame.above is not None else None

    return Lazy(lambda: [*loop, *_CONTEXTS], make)


def _steps(frame: Frame) -> Lazy:
    return Lazy(lambda: [name for name in frame.ids() if _step(frame, name)], lambda name: _step(frame, name))


def _step(frame: Frame, name: str) -> dict[str, Any] | None:
    key = frame.key_of(name)
    result = frame.log.results.get(key) if key else None
    waits = result is not None and result.status is Status.NEEDS_INPUT
    if result is None or (waits and not _cancelled(frame)):
        return _step(frame.above, name) if frame.above is not None else None
    found = {**seen(result, frame.log.context.workspace), **frame.items_of(name)}
    if waits:  # nobody will answer any more
        found |= {"status": "cancelled", "outcome": "cancelled" if "checkpoint" in result.evidence else "failure"}
    return found


def given(outputs: Mapping[str, Any], workspace: Path) -> Mapping[str, Any]:
    """Outputs as their steps gave them; one that is kept in a file is read when somebody asks for it."""
    if not any(isinstance(value, dict | list) for value in outputs.values()):
        return dict(outputs)
    return Lazy(lambda: list(outputs), lambda name: load_output(outputs.get(name), workspace))


def seen(result: StationResult, workspace: Path) -> dict[str, Any]:
    """A finished step as expressions see it: `status` after its failure policies, `outcome` before them."""
    status = _WORDS.get(result.status, "skipped")
    return {
        "status": status,
        "outcome": "failure" if result.reason == CONTINUED else status,
        "outputs": given(result.outputs, workspace),
        "evidence": dict(result.evidence),
        "attempts": result.attempts,
        "duration": result.duration_s,
        "error": result.message if status != "success" and result.reason != "condition" else None,
    }


def _stages(frame: Frame) -> Lazy:
    plans = {stage.stage.name: stage for stage in frame.plan.stages if stage.stage.name}

    def make(name: str) -> Any:
        stage = plans.get(name)
        if stage is None:
            return _stages(frame.above).get(name) if frame.above is not None else None
        results = [frame.log.results.get(step.key) for step in stage.steps]
        done = [result for result in results if result is not None]
        if not done:
            return None
        states = {result.status for result in done}
        failed = bool(states & {Status.FAILED, Status.CANCELLED, *((Status.NEEDS_INPUT,) if _cancelled(frame) else ())})
        ran = any(result.success or result.reason == CONTINUED for result in done)
        status = "failure" if failed else "success" if ran else "skipped"
        outputs: dict[str, Any] = {}
        for result in done:
            outputs |= result.outputs
        whole = failed or len(done) == len(results)
        return {"status": status if whole else "running", "outputs": outputs, **_counts(frame, stage)}

    return Lazy(lambda: list(plans), make)


def _counts(frame: Frame, stage: PlannedStage) -> dict[str, int]:
    """How many items of a stage's list, or steps where it has none, ended well and badly, and how many there are."""
    keys = [[step.key] for step in stage.steps]
    if stage.stage.loop is not None:
        items = load_output(frame.log.progress.lists.get(stage.steps[0].loop, []), frame.log.context.workspace)
        keys = [[f"{step.key}[{index}]" for step in stage.steps] for index in range(len(items))]
    words = [{_WORDS.get(frame.log.results[key].status) for key in unit if key in frame.log.results} for unit in keys]
    success = sum("success" in unit and unit.isdisjoint({"failure", "cancelled", "waiting"}) for unit in words)
    return {"success": success, "failed": sum("failure" in unit for unit in words), "total": len(keys)}


def _checkpoints(frame: Frame) -> dict[str, Any]:
    above = _checkpoints(frame.above) if frame.above is not None else {}
    found = {
        step.id: dict(result.evidence)
        for step, result in frame.finished()
        if step.checkpoint is not None and result.evidence
    }
    return {**above, **found}


def _metrics(frame: Frame) -> dict[str, Any]:
    """What evidence measured, the newest step in the order of the definition winning."""
    found: dict[str, Any] = {} if frame.above is None else _metrics(frame.above)
    return found | measured(frame.log, map(frame.key_of, frame.ids()))


def _cancelled(frame: Frame) -> bool:
    return frame.failure is not None and frame.failure.state is RunState.CANCELLED


def _error(frame: Frame, part: str) -> Any:
    return getattr(frame.failure, part) or None if frame.failure is not None else None


def _run(frame: Frame) -> dict[str, Any]:
    log, workflow = frame.log, frame.plan.workflow
    mode = str(log.context.metadata.get("mode") or log.workflow.mode)
    return {
        "id": log.run_id,
        "version": workflow.version,
        "started_at": log.started_at,
        "mode": mode,
        "attempt": 1 + log.progress.resumes.get("run", 0),
    }


def _variables(frame: Frame, within: frozenset[str] = frozenset()) -> Lazy:
    """The run's variables and the workflow's own, but for those that are being made already."""
    run, own = frame.context.env, frame.plan.workflow.env

    def make(name: str) -> Any:
        if name not in own or name in within:
            return run.get(name)
        if (text := own[name]) is None:
            return os.environ.get(name)
        names, others = names_of(frame), _variables(frame, within | {name})
        return fill_text(text, Lazy(lambda: list(names), lambda one: others if one == "env" else names.get(one)))

    return Lazy(lambda: [*dict.fromkeys((*run, *own))], make)


_CONTEXTS: Mapping[str, Callable[[Frame], Any]] = {
    "parameters": lambda frame: dict(frame.parameters),
    "env": _variables,
    "outputs": lambda frame: given(frame.context.outputs, frame.log.context.workspace),
    "spec": lambda frame: frame.log.context.metadata.get("spec"),
    "event": lambda frame: frame.log.context.metadata.get("event"),
    "project": lambda frame: frame.log.context.metadata.get("project", {}),
    "steps": _steps,
    "stages": _stages,
    "checkpoint": lambda frame: next(reversed(_checkpoints(frame).values()), None),
    "checkpoints": _checkpoints,
    "metrics": _metrics,
    "run": _run,
    "failed_step": lambda frame: _error(frame, "step"),
    "failed_stage": lambda frame: _error(frame, "stage"),
    "error": lambda frame: _error(frame, "error"),
    PRODUCERS: lambda frame: {
        **(names_of(frame.above)[PRODUCERS] if frame.above is not None else {}),
        **{name: id for id, step in frame.ids().items() for name in step.step.outputs},
    },
    STATUS: lambda frame: "cancelled" if _cancelled(frame) else "success" if frame.failure is None else "failure",
}
