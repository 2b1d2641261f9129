"""A step that runs a station: inputs checked, station executed, outputs checked, any failure turned into a result."""

from __future__ import annotations

import dataclasses
import time
import traceback

from mity.engine.registry import Declared, StationRegistry
from mity.engine.step_scope import StepScope
from mity.errors import MityError
from mity.runs.artifacts import kept
from mity.runs.context import WorkflowContext
from mity.runs.events import utc_now
from mity.runs.json_text import encode
from mity.runs.result import MIXED, TREE, StationResult


def run_station(registry: StationRegistry, name: str, view: WorkflowContext, scope: StepScope) -> StationResult:
    """Executes the station `name` and returns its result with times and the outputs it set.

    `view` is the context as the step sees it.
    """
    declared = registry.get(name)
    started_at, started = utc_now(), time.monotonic()
    result = _missing_inputs(declared, view)
    if result is None:
        view.teller = scope
        result = _proven(registry, name, view, scope)
    if result.success:
        result = _missing_outputs(declared, view) or result
    return dataclasses.replace(
        result,
        outputs=kept(view.new_outputs, view.workspace),
        started_at=started_at,
        duration_s=time.monotonic() - started,
    )


def _proven(registry: StationRegistry, name: str, view: WorkflowContext, scope: StepScope) -> StationResult:
    """Executes a station; the evidence of one that proves something names the files that it is about."""
    proves = registry.get(name).proves
    before = scope.run.tree(view) if proves == "before" else ""
    result = _execute(registry, name, view, scope)
    if not proves or not result.proven:
        return result
    after = scope.run.tree(view)
    found = after if before in ("", after) else f"{before}{MIXED}{after}"
    return dataclasses.replace(result, evidence={**result.evidence, TREE: found})


def _execute(registry: StationRegistry, name: str, view: WorkflowContext, scope: StepScope) -> StationResult:
    try:
        result = registry.create(name, scope).execute(view)
    except MityError as error:
        return StationResult.failed(str(error))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a third-party station may raise anything: state failed
        said = str(error)
        frames = traceback.extract_tb(error.__traceback__)[-3:]
        trace = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        failed = StationResult.failed(f"station '{name}' raised {type(error).__name__}{said and f': {said}'}")
        return dataclasses.replace(failed, extra={"traceback": trace})
    if not isinstance(result, StationResult):
        return StationResult.failed(f"station '{name}' returned {type(result).__name__} instead of a StationResult")
    try:
        encode(result.to_json())
    except (TypeError, ValueError) as error:
        return StationResult.failed(f"station '{name}' returned a result that is not plain JSON data: {error}")
    return result


def _missing_inputs(station: Declared, view: WorkflowContext) -> StationResult | None:
    for key in station.inputs.required:
        if not view.has_input(key):
            return StationResult.failed(
                f"station '{station.name}' needs the input '{key}', which no earlier station produced and no one set"
            )
    return None


def _missing_outputs(station: Declared, view: WorkflowContext) -> StationResult | None:
    for key in station.outputs.keys:
        if key not in view.new_outputs:
            return StationResult.failed(f"station '{station.name}' declares the output '{key}' and did not set it")
    for pattern in station.outputs.artefacts:
        if next(view.output_path.glob(pattern), None) is None:
            return StationResult.failed(
                f"station '{station.name}' declares the artefact '{pattern}' and did not make it"
            )
    return None
