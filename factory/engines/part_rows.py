"""Rows of steps that are runs of their own: which one stands for a step of a run, until that run has its result."""

from __future__ import annotations

from typing import Any

from mity.engines.leases import FencedError, Lease
from mity.engines.read_rows import summary_of
from mity.engines.rows import STOPPED, Rows
from mity.text.records import dataclass

_OPEN = "SELECT run_id FROM mity.runs WHERE part = %s AND document IS NOT NULL"
_NEVER_BEGAN = "DELETE FROM mity.runs WHERE part = %s AND document IS NULL"
_CLOSE = """
WITH whole AS (SELECT run_id FROM mity.runs WHERE run_id = %s AND fence = %s FOR SHARE)
UPDATE mity.runs SET part = part || ' ' || run_id WHERE run_id = %s AND part = %s AND EXISTS (SELECT 1 FROM whole)
RETURNING run_id
"""
_WITHDRAW = "UPDATE mity.runs SET status = 'stopped', problem = %s WHERE run_id = %s AND status = 'queued'"
_TERMS = "SELECT queue, priority, driver, key FROM mity.runs WHERE run_id = %s"
_PAUSED = "paused"
_WHY = "the run that it belongs to was ended"


@dataclass(frozen=True, slots=True)
class Whole:
    """The terms of the run that a step belongs to."""

    queue: str
    priority: int
    driver: str
    key: str


class PartRows:
    """The rows of the steps of one run that others do, for who has its `lease`. Each method raises EngineError."""

    def __init__(self, rows: Rows, lease: Lease) -> None:
        self._rows = rows
        self._lease = lease

    def name(self, address: str) -> str:
        """What the row of a step is called while its result was not taken."""
        return f"{self._lease.run_id} {address}"

    @property
    def whole(self) -> Whole:
        """The terms of the run itself."""
        return Whole(*self._one(_TERMS, (self._lease.run_id,)))

    def open(self, address: str) -> str:
        """The run that stands for a step and whose result was not taken; empty where there is none."""
        row = self._one(_OPEN, (self.name(address),))
        return str(row[0]) if row else ""

    def forget(self, address: str) -> None:
        """Removes one whose holder died before it was handed over."""
        text = _NEVER_BEGAN
        self._rows.database.run(lambda connection: connection.execute(text, (self.name(address),)))

    def close(self, run_id: str, address: str) -> None:
        """The result was taken: the next attempt of the step is another run. Raises FencedError."""
        words = (self._lease.run_id, self._lease.fence, run_id, self.name(address))
        if self._one(_CLOSE, words) is None:
            raise FencedError(f"run {self._lease.run_id} was taken over by another process: this one takes no result")

    def go_on(self, run_id: str) -> None:
        """Lets a worker go on with one that was paused together with the run."""
        row = self._rows.row(run_id)
        if row.status == STOPPED and summary_of(run_id, row.summary).get("state") == _PAUSED:
            self._rows.queue_again(run_id)

    def waits(self, run_id: str) -> bool:
        """Whether one that has stopped is to go on: somebody paused it by itself."""
        row = self._rows.row(run_id)
        return summary_of(run_id, row.summary).get("state") == _PAUSED and not row.problem

    def withdraw(self, run_id: str) -> bool:
        """Takes one from the queue that no worker has; False where one has it."""
        return self._rows.database.run(lambda connection: connection.execute(_WITHDRAW, (_WHY, run_id)).rowcount) == 1

    def _one(self, text: str, words: Any) -> Any:
        return self._rows.database.run(lambda connection: connection.execute(text, words).fetchone())
