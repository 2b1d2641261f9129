"""Runs that are due and whose offer has to reach a server beside the database: which ones, and who carries them there.

No transaction spans the two. So the offer is noted with what makes a run due, and the workers of its queue carry it on.
What they took and did not bring there, because they died or the server did, and what was lost there afterwards, is
carried again: the same offer twice is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from mity.engines.due import FREE
from mity.engines.rows import Rows
from mity.text.records import dataclass

AGAIN_S = 10.0
"""Seconds after which an offer that nobody has taken up is carried once more."""
_TAKE = """
WITH chosen AS MATERIALIZED (
  SELECT run_id FROM mity.runs
  WHERE driver = %(driver)s AND queue = %(queue)s AND document IS NOT NULL AND {free} AND {when}
  ORDER BY {order} LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE mity.runs SET offered_at = clock_timestamp() FROM chosen WHERE runs.run_id = chosen.run_id
RETURNING runs.run_id, runs.offer, runs.priority, runs.workflow_id
"""
_NEW = _TAKE.format(free=FREE, when="offered_at IS NULL", order="priority DESC, queued_at")
_SILENT = _TAKE.format(
    free=FREE,
    when="offered_at < clock_timestamp() - make_interval(secs => %(again)s)",
    order="offered_at",
)
_BACK = """
UPDATE mity.runs SET offered_at = NULL FROM unnest(%s::text[], %s::bigint[]) AS back (run_id, offer)
WHERE runs.run_id = back.run_id AND runs.offer = back.offer
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A run that is due; `number` is another one each time that it becomes so."""

    run_id: str
    number: int
    priority: int
    workflow: str

    @property
    def name(self) -> str:
        """What this offer is called; the same again is the same offer."""
        return f"{self.run_id}.{self.number}"


class Outbox:
    """The offers of one queue. Each method raises EngineError, at once where the database is away."""

    def __init__(self, rows: Rows, driver: str, queue: str) -> None:
        self._rows = rows
        self._words = {"driver": driver, "queue": queue, "again": AGAIN_S}

    def new(self, most: int) -> list[Offer]:
        """Offers that nobody has carried yet, those of the highest priority first. No other worker gets them."""
        return self._taken(_NEW, most)

    def silent(self, most: int) -> list[Offer]:
        """Offers that were carried a while ago and that nobody works on, the longest first."""
        return self._taken(_SILENT, most)

    def give_back(self, offers: Sequence[Offer]) -> None:
        """These did not get there: the next one who looks has them."""
        words = ([one.run_id for one in offers], [one.number for one in offers])
        self._rows.database.run(lambda connection: connection.execute(_BACK, words), 0)

    def _taken(self, text: str, most: int) -> list[Offer]:
        words = {**self._words, "most": most}
        rows = self._rows.database.run(lambda connection: connection.execute(text, words).fetchall(), 0)
        return [Offer(str(run_id), int(number), int(priority), str(flow)) for run_id, number, priority, flow in rows]
