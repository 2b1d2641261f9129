"""Where a run stops because it was told to: before some steps, or behind one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.engine.end import Stop
from mity.engine.place import names
from mity.engine.plan import Plan, PlannedStep
from mity.errors import UsageError
from mity.runs import events
from mity.runs.keys import NESTED
from mity.runs.log import ExecutionLog
from mity.runs.recorder import Recorder
from mity.runs.state import RunState
from mity.suggest import did_you_mean
from mity.text.patterns import regex

_ITEM = regex(r"\[\d+\]")
_COUNTED = regex(r"\[\d+\]|#\d+")


def check_stops(planned: Plan, metadata: Mapping[str, Any]) -> None:
    """Raises UsageError for a step to stop at that a run does not have; one that generates steps may have any."""
    steps = list(planned.steps())
    if any(step.generator is not None for step in steps):
        return
    for word in map(str, filter(None, (metadata.get("until"), *(metadata.get("breaks") or ())))):
        plain = _COUNTED.sub("", word)
        if not any(names(step.address, step.key, plain) for step in steps):
            known = did_you_mean(word, [step.key for step in steps])
            raise UsageError(f"workflow '{planned.workflow.id}' has no step '{word}' to stop at: {known}")


class Stops:
    """The stops that were asked for when the run of `log` began; each counts once, over all resumes."""

    def __init__(self, log: ExecutionLog, recorder: Recorder) -> None:
        self._log = log
        self._recorder = recorder

    def before(self, step: PlannedStep) -> Stop | None:
        """The stop before a step that is due."""
        breaks = map(str, self._log.context.metadata.get("breaks") or ())
        if any(_named(step, name) for name in breaks):
            return self._once(step, "break", f"stopped before '{step.key}'")
        return None

    def behind(self, step: PlannedStep) -> Stop | None:
        """The stop behind a step that has passed."""
        if (until := str(self._log.context.metadata.get("until") or "")) and _named(step, until):
            return self._once(step, "until", f"stopped behind '{step.key}'")
        return None

    def _once(self, step: PlannedStep, what: str, message: str) -> Stop | None:
        address = f"{step.address}#{what}"
        if address in self._log.progress.conditions:
            return None
        self._recorder.emit(events.CONDITION, address, text=what, value=True, reads={})
        return Stop(RunState.PAUSED, message)


def _named(step: PlannedStep, word: str) -> bool:
    """Whether a word names a step that is due; without the numbers of items above it, it names the step in each."""
    return names(step.address, step.key, word) or names(_plain(step.address), _plain(step.key), word)


def _plain(place: str) -> str:
    """An address or a key without the numbers of items, but for those of the step's own list."""
    at = max(place.rfind(NESTED), place.rfind("/")) + 1
    return f"{_ITEM.sub('', place[:at])}{place[at:]}"
