"""The next run of a queue for a worker: of those that fit it and that the queue allows now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mity.engines.database import Database
from mity.engines.leases import MOST_TAKEN_OVER, TAKE, TAKEN_S, Lease
from mity.engines.limits import limit_held
from mity.runs.references import ID

_CHOSEN = """
WITH {counted} chosen AS MATERIALIZED (
  SELECT * FROM (
    SELECT due.run_id, due.status, due.key, due.part FROM mity.runs AS due
    LEFT JOIN (
      SELECT workflow_id, count(*) AS held FROM mity.runs
      WHERE status = 'held' AND queue = %(queue)s GROUP BY workflow_id
    ) AS busy USING (workflow_id)
    {joined}
    WHERE due.queue = %(queue)s AND due.driver = '' AND due.labels <@ %(labels)s AND due.document IS NOT NULL
      AND due.taken_over < %(most)s
      AND (due.part <> '' OR NOT %(parts)s)
      AND (due.status = 'queued' OR (due.status = 'held' AND due.lease_until < clock_timestamp()))
      {within}
    ORDER BY due.priority DESC, coalesce(busy.held, 0), due.queued_at
    OFFSET 0 FOR UPDATE OF due SKIP LOCKED
  ) AS waiting WHERE run_id ~ %(id)s LIMIT 1
)
"""
"""Names are judged one by one, the first of all first, and only what was judged is locked: to judge those of all that
wait, which `OFFSET 0` prevents, would take twenty times as long as the rest."""
_TAKE = TAKE + " WHERE run_id = (SELECT run_id FROM chosen) RETURNING run_id, fence, queue, taken_over"
_NO_LIMIT = "AND NOT EXISTS (SELECT 1 FROM mity.limits WHERE limits.queue = %(queue)s)"
_FREELY = _CHOSEN.format(counted="", joined="", within=_NO_LIMIT) + _TAKE
_KEY = "CASE WHEN %(each_key)s THEN {}.key ELSE '' END"
_COUNTED = f"""
running AS (
  SELECT {_KEY.format("r")} AS key, count(*) AS number FROM mity.runs AS r
  WHERE r.status = 'held' AND r.queue = %(queue)s AND r.document IS NOT NULL AND r.part = '' GROUP BY 1
), begun AS (
  SELECT {_KEY.format("s")} AS key, count(*) AS number FROM mity.starts AS s
  WHERE s.queue = %(queue)s AND s.at > clock_timestamp() - make_interval(secs => %(period)s) GROUP BY 1
),
"""
_JOINED = f"LEFT JOIN running ON running.key = {_KEY.format('due')} LEFT JOIN begun ON begun.key = {_KEY.format('due')}"
_WITHIN = """
AND (due.status = 'held' OR due.part <> '' OR (
  (%(at_once)s::integer IS NULL OR coalesce(running.number, 0) < %(at_once)s)
  AND (%(starts)s::integer IS NULL OR coalesce(begun.number, 0) < %(starts)s)))
"""
_NOTED = """, noted AS (
  INSERT INTO mity.starts (queue, key) SELECT %(queue)s, key FROM chosen WHERE status = 'queued' AND part = ''
)
"""
_WITHIN_LIMITS = _CHOSEN.format(counted=_COUNTED, joined=_JOINED, within=_WITHIN) + _NOTED + _TAKE
_FORGET = (
    "DELETE FROM mity.starts WHERE queue = %(queue)s AND at < clock_timestamp() - make_interval(secs => %(period)s)"
)


def take_next(
    database: Database, queue: str, labels: Sequence[str], holder: str, *, parts: bool = False
) -> Lease | None:
    """The next run of a queue that these labels fit: of the highest priority, of the workflow that has the fewest
    under way, the oldest. None when there is none, or when the queue allows no further one now.

    A run that is taken over from a worker that died was counted already, and a step of another run with that one. With
    `parts` only such steps are taken. Raises EngineError.
    """
    words: dict[str, Any] = {"queue": queue, "labels": list(labels), "holder": holder, "lease": TAKEN_S}
    words |= {"reset": False, "most": MOST_TAKEN_OVER, "id": f"^{ID}$", "parts": parts}

    def work(connection: Any) -> Any:
        taken = connection.execute(_FREELY, words).fetchone()
        return _within_limits(connection, words) if taken is None else taken

    row = database.run(work)
    return None if row is None else Lease(row[0], row[1], row[2], row[3] > 0)


def _within_limits(connection: Any, words: dict[str, Any]) -> Any:
    with connection.transaction():
        limit = limit_held(connection, words["queue"])
        if limit is None:
            return None
        allowed = {"at_once": limit.at_once, "starts": limit.starts, "each_key": limit.each_key}
        asked = {**words, **allowed, "period": limit.period_s or 0.0}
        taken = connection.execute(_WITHIN_LIMITS, asked).fetchone()
        if taken is not None:
            connection.execute(_FORGET, asked)
        return taken
