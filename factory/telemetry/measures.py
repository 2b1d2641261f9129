"""The metrics of a run: counters and durations, with few attributes, so that their series stay few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mity.telemetry import words

if TYPE_CHECKING:
    from opentelemetry.metrics import Meter

_SECONDS = (0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)


class Measures:
    """The instruments of one run of `pipeline`."""

    def __init__(self, meter: Meter, pipeline: str) -> None:
        self._name = {words.PIPELINE_NAME: pipeline}
        self._run = meter.create_histogram(
            "cicd.pipeline.run.duration", "s", "Duration of runs.", explicit_bucket_boundaries_advisory=_SECONDS
        )
        self._errors = meter.create_counter(
            "cicd.pipeline.run.errors", "{error}", "Steps that failed, by category of error."
        )
        self._runs = meter.create_counter("mity.runs", "{run}", "Runs that stopped, by state and verdict.")
        self._step = meter.create_histogram(
            "mity.step.duration", "s", "Duration of steps.", explicit_bucket_boundaries_advisory=_SECONDS
        )
        self._queue = meter.create_histogram(
            "mity.queue.duration", "s", "From an event to its run.", explicit_bucket_boundaries_advisory=_SECONDS
        )
        self._retries = meter.create_counter("mity.step.retries", "{retry}", "Attempts that were followed by another.")
        self._fixes = meter.create_counter("mity.healing.attempts", "{fix}", "Fixes that were tried, by verdict.")

    def run_stopped(self, state: str, seconds: float, error: str) -> None:
        """A run stopped in `state` after `seconds`; `error` is the category of its failure, or empty."""
        failed = {words.ERROR_TYPE: error} if error else {}
        result = {words.PIPELINE_RUN_STATE: "finalizing", words.PIPELINE_RESULT: words.result_of(state)}
        self._run.record(seconds, {**self._name, **result, **failed})
        self._runs.add(1, {**self._name, "mity.run.state": state, **failed})

    def step_ended(self, status: str, seconds: float, error: str) -> None:
        """A step ended; `error` is the category of its failure, or empty."""
        self._step.record(seconds, {**self._name, words.TASK_RESULT: words.result_of(status)})
        if error:
            self._errors.add(1, {**self._name, words.ERROR_TYPE: error})

    def waited(self, seconds: float) -> None:
        """The event that started the run waited so long for it."""
        self._queue.record(seconds, self._name)

    def retried(self) -> None:
        """An attempt is followed by another."""
        self._retries.add(1, self._name)

    def fix_tried(self, verdict: str, rule: str) -> None:
        """A fix was tried."""
        self._fixes.add(1, {**self._name, "mity.fix.verdict": verdict, "mity.fix.rule": rule})
