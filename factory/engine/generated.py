"""Workflows that steps generate while a run is under way: how a run takes one in."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from mity.engine.frame import Frame
from mity.engine.plan import PlannedStep
from mity.engine.ports import ReadDefinition
from mity.errors import MityError, UsageError
from mity.redaction import Redactor
from mity.runs import events
from mity.runs.artifacts import load_output
from mity.runs.json_text import encode
from mity.runs.keys import NESTED
from mity.runs.log import ExecutionLog
from mity.runs.recorder import Recorder
from mity.runs.result import StationResult


class Generation:
    """Takes in what the steps of one run generate."""

    def __init__(self, log: ExecutionLog, recorder: Recorder, redactor: Redactor, read: ReadDefinition | None) -> None:
        self._log = log
        self._recorder = recorder
        self._redactor = redactor
        self._read = read

    def take(self, frame: Frame, step: PlannedStep, result: StationResult) -> StationResult | None:
        """Records the workflow that the body of a step gave; the failure to do so when it cannot be run."""
        name = step.step.generate
        try:
            if name not in result.outputs:
                raise UsageError(f"it gives no output '{name}', which holds the workflow to run")
            self._take(frame, step, result)
        except MityError as error:
            failed = StationResult.failed(f"the workflow that it generated cannot be run: {error}")
            return dataclasses.replace(failed, claims=False, attempts=result.attempts, started_at=result.started_at)
        return None

    def forget(self, step: PlannedStep, inner: list[str]) -> None:
        """Lets the body of a step run again, with the steps `inner` that it generated."""
        self._recorder.emit(events.STEP_REWOUND, steps=inner, generated=[step.key])

    def _take(self, frame: Frame, step: PlannedStep, result: StationResult) -> None:
        if self._read is None:
            raise UsageError("nothing here reads definitions")
        value = load_output(result.outputs[step.step.generate], Path(self._log.context.workspace))
        workflow, called = self._read(value, step.step.id)
        frame.parameters_of(step, workflow)
        rows = {f"{step.key}{NESTED}{name}": one.to_json() for name, one in {"": workflow, **called}.items()}
        if self._redactor.text(encode(rows)) != encode(rows):
            raise UsageError("it holds a secret value: let its commands read an environment variable instead")
        assert step.generator is not None
        planned = step.generator.planned(step, workflow, called)
        outputs = {name: one for name, one in result.outputs.items() if name != step.step.generate}
        self._recorder.emit(
            events.WORKFLOW_GENERATED,
            step.address,
            step.key,
            workflows=rows,
            keys=planned.keys(),
            outputs=outputs,
        )
