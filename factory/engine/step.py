"""One step of a run: inputs checked, station executed, outputs checked, failure of any kind turned into a result."""

from __future__ import annotations

import dataclasses
import json
import time
import traceback

from mity.engine.choice import Choice
from mity.engine.station import Station
from mity.errors import MityError
from mity.runs.context import WorkflowContext
from mity.runs.log import utc_now
from mity.runs.result import StationResult
from mity.workflow.core import Step


def run_step(
    station: Station, step: Step, context: WorkflowContext, attempt: int, choice: Choice | None = None
) -> StationResult:
    """Executes `station` as `step` and returns its result with times, attempt number and the outputs it set.

    `choice` is what a person chose after the last attempt; the station reads its word as `context.choice`.
    """
    commands = choice.commands if choice and choice.run else ()
    view = context.for_step(step.inputs, choice.word if choice else "", commands)
    started_at, started = utc_now(), time.monotonic()
    result = _missing_inputs(station, view) or _execute(station, view)
    if result.success:
        result = _missing_outputs(station, view) or result
    return dataclasses.replace(
        result,
        outputs=view.changed,
        started_at=started_at,
        duration_s=time.monotonic() - started,
        attempts=attempt,
    )


def _execute(station: Station, view: WorkflowContext) -> StationResult:
    try:
        result = station.execute(view)
    except MityError as error:
        return StationResult.failed(str(error))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a third-party station may raise anything: state failed
        frames = traceback.extract_tb(error.__traceback__)[-3:]
        trace = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        failed = StationResult.failed(f"station '{station.name}' raised {type(error).__name__}: {error}")
        return dataclasses.replace(failed, extra={"traceback": trace})
    if not isinstance(result, StationResult):
        return StationResult.failed(
            f"station '{station.name}' returned {type(result).__name__} instead of a StationResult"
        )
    try:
        json.dumps(result.to_json(), allow_nan=False)
    except (TypeError, ValueError) as error:
        return StationResult.failed(f"station '{station.name}' returned a result that is not plain JSON data: {error}")
    return result


def _missing_inputs(station: Station, view: WorkflowContext) -> StationResult | None:
    for key in station.inputs.required:
        if not view.has_input(key):
            return StationResult.failed(
                f"station '{station.name}' needs the input '{key}', which no earlier station produced and nobody set"
            )
    return None


def _missing_outputs(station: Station, view: WorkflowContext) -> StationResult | None:
    for key in station.outputs.keys:
        if key not in view.changed:
            return StationResult.failed(f"station '{station.name}' declares the output '{key}' and did not set it")
    for pattern in station.outputs.artefacts:
        if next(view.output_path.glob(pattern), None) is None:
            return StationResult.failed(
                f"station '{station.name}' declares the artefact '{pattern}' and did not make it"
            )
    return None
