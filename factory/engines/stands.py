"""How the runs of an engine stand, so that whoever keeps a copy of them sees which have changed."""

from __future__ import annotations

from mity.engines.database import Database
from mity.runs.references import ID
from mity.text.records import dataclass

_STANDS = """
SELECT r.run_id, r.queue, r.status, r.status = 'held' AND r.lease_until >= clock_timestamp(), r.sequence,
  CASE WHEN r.status = 'stopped' THEN r.sequence ELSE
    greatest(r.sequence, (SELECT coalesce(max(e.seq), 0) FROM mity.events AS e WHERE e.run_id = r.run_id)) END,
  coalesce(i.messages, 0)
FROM mity.runs AS r LEFT JOIN (SELECT run_id, count(*) AS messages FROM mity.inbox GROUP BY run_id) AS i USING (run_id)
WHERE r.document IS NOT NULL AND r.run_id ~ %s ORDER BY length(split_part(r.run_id, '-', 1)) DESC, r.run_id DESC
"""


@dataclass(frozen=True, slots=True)
class Stand:
    """What tells one state of a run from another: two that are equal are of the same document, events and messages.

    `last` is the number of the last event, `sequence` of the last that the document has; `held` says that somebody
    works on the run.
    """

    run_id: str
    queue: str
    status: str
    held: bool
    sequence: int
    last: int
    messages: int


def stands_of(database: Database) -> list[Stand]:
    """How each run stands, the newest first. Raises EngineError."""
    return [
        Stand(*row) for row in database.run(lambda connection: connection.execute(_STANDS, (f"^{ID}$",)).fetchall())
    ]
