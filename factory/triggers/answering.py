"""Runs that wait at a checkpoint and have been answered: a watcher goes on with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mity.errors import BusyError, MityError, StorageError
from mity.runs.state import RunState
from mity.text.records import dataclass, field
from mity.triggers.clock import Clock
from mity.triggers.memory import Memory
from mity.triggers.ports import Answered, Answers, End

COMMENTS_S = 60.0
"""How long comments are not asked for again, unless a forge tells of a new one."""
_AGAIN_S = 5.0
_Found = TypeVar("_Found")
_WAITS = RunState.WAITING_FOR_CHECKPOINT.value


@dataclass(slots=True)
class Answering:
    """Looks at the waiting runs of one workspace. `note` hears once why one of them cannot be answered or go on."""

    memory: Memory
    answers: Answers
    clock: Clock
    note: Callable[[str], None]
    _not_before: dict[str, float] = field(default_factory=dict)
    _told: set[tuple[str, str]] = field(default_factory=set)
    _ask_at: float = 0.0

    def hurry(self) -> None:
        """Comments are asked for at the next look: there may be a new one."""
        self._ask_at = 0.0

    def due(self) -> list[Answered]:
        """The runs that were answered and can be gone on with now. Raises StorageError."""
        now = self.clock.monotonic()
        asks = now >= self._ask_at
        if asks:
            self._ask_at = now + COMMENTS_S
        waiting = [name for name, state in self.memory.runs.items() if state == _WAITS]
        self._not_before = {name: at for name, at in self._not_before.items() if name in waiting}
        ready = [name for name in waiting if self._not_before.get(name, now) <= now]
        found = (self._asked(name, asks=asks) for name in ready)
        return [one for one in found if one is not None]

    def take_up(self, one: Answered) -> End | None:
        """Goes on with a run; None where it cannot, which is tried again later. Raises StorageError."""
        return self._tried(one.run_id, lambda: self.answers.take_up(one.run_id))

    def _asked(self, run_id: str, *, asks: bool) -> Answered | None:
        return self._tried(run_id, lambda: self.answers.answered(run_id, ask=asks))

    def _tried(self, run_id: str, what: Callable[[], _Found]) -> _Found | None:
        try:
            return what()
        except StorageError:
            raise
        except MityError as error:
            self._later(run_id, _AGAIN_S if isinstance(error, BusyError) else COMMENTS_S, str(error))
        return None

    def _later(self, run_id: str, seconds: float, why: str) -> None:
        self._not_before[run_id] = self.clock.monotonic() + seconds
        if (run_id, why) not in self._told:
            self._told.add((run_id, why))
            self.note(f"run {run_id} waits on: {why}")
