"""What was recorded of a run since somebody asked for it to go on: nobody asked for any of it to be done again."""

from __future__ import annotations

from collections.abc import Iterable

from mity.engine.checkpoints import WAITING
from mity.engines.read_rows import event_of
from mity.engines.rows import Rows
from mity.runs.events import STEP_FINISHED
from mity.runs.state import Status
from mity.text.records import dataclass

_HALTS = (Status.FAILED.value, Status.NEEDS_INPUT.value)


@dataclass(frozen=True, slots=True)
class SinceAsked:
    """What workers recorded of a run since its user last asked for it: `told` when anything was.

    `standing` are the steps at which the run comes to its end or has to ask.
    """

    told: bool = False
    standing: frozenset[str] = frozenset()


def since_asked(rows: Rows, run_id: str) -> SinceAsked:
    """What is recorded of a run that is under way. Raises EngineError."""
    lines = rows.since_asked(run_id)
    return SinceAsked(bool(lines), frozenset(_halted(run_id, lines)))


def _halted(run_id: str, lines: Iterable[tuple[int, bytes]]) -> Iterable[str]:
    """Keys of steps whose ends say so; whoever asks also looks whether the run still has that result."""
    mark = f'"kind":"{STEP_FINISHED}"'.encode()
    for seq, line in lines:
        if mark in line[:200]:
            event = event_of(run_id, seq, line)
            result = event["result"]
            if result["status"] in _HALTS and WAITING not in (result.get("evidence") or {}):
                yield str(event["station"])
