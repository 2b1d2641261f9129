"""Proofs belong to a state of the files: those of another state are made again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mity.engine.plan import PlannedStage, PlannedStep
from mity.engine.scope import RunScope
from mity.runs import events
from mity.runs.log import ExecutionLog
from mity.runs.recorder import Recorder
from mity.runs.state import Status

MOST_REOPENINGS = 2
"""How often a run makes proofs again whose files were changed; a run that changes them each time is unproven."""


class Proofs:
    """The proofs of one run."""

    def __init__(self, log: ExecutionLog, scope: RunScope, recorder: Recorder) -> None:
        self._log = log
        self._scope = scope
        self._recorder = recorder
        self._reopenings = 0

    def reopened(self, stages: Sequence[PlannedStage]) -> bool:
        """Lets proofs run again whose files were changed since; False when there are none, or too often.

        The first of them counts, and every one behind it. Raises StorageError.
        """
        done = [step for stage in stages for step in stage.steps if self._tree(step)]
        if not done or self._reopenings >= MOST_REOPENINGS:
            return False
        now = self._scope.tree(self._log.context)
        first = next((index for index, step in enumerate(done) if self._tree(step) != now), None)
        if first is None:
            return False
        names = [step.key for step in done[first:]]
        return self._again(names, f"files changed since {names[0]} was proven")

    def overtaken(self, group: Iterable[PlannedStep]) -> bool:
        """Lets checks run again that passed beside a step before that one was repaired: they have not seen its files.

        Commands that declared reports and `verify` are such checks; what may be done once only is not repeated. False
        when there are none, or too often. Raises StorageError.
        """
        order = {key: number for number, key in enumerate(self._log.results)}
        ended = [step for step in group if step.key in order]
        repaired = max((order[step.key] for step in ended if self._repaired(step)), default=-1)
        names = [step.key for step in ended if order[step.key] < repaired and self._checks(step)]
        if not names or self._reopenings >= MOST_REOPENINGS:
            return False
        return self._again(names, f"files were repaired since {names[0]} passed")

    def _again(self, names: list[str], why: str) -> bool:
        self._reopenings += 1
        self._scope.note(f"{why}: once more {', '.join(names)}")
        self._recorder.emit(events.STEP_REWOUND, steps=names, proofs=True)
        return True

    def _repaired(self, step: PlannedStep) -> bool:
        attempts = (self._log.results[step.key].healing or {}).get("attempts", ())
        return any(one.get("verdict") == "kept" for one in attempts)

    def _checks(self, step: PlannedStep) -> bool:
        body, seen = step.step, step.step.evidence
        reports = seen is not None and bool(seen.junit or seen.coverage or seen.sarif)
        passed = self._log.results[step.key].status is Status.DONE
        return passed and (reports or bool(body.verify)) and not body.once and not body.station

    def _tree(self, step: PlannedStep) -> str:
        result = self._log.results.get(step.key)
        return result.tree if result is not None else ""
