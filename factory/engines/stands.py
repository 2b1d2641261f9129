"""How the runs of an engine stand, so that whoever keeps a copy of them sees which have changed."""

from __future__ import annotations

from mity.engines.database import Database
from mity.engines.leases import Terms
from mity.errors import LogError
from mity.runs.references import by_number, is_id
from mity.text.records import dataclass

_STANDS = """
SELECT r.run_id, r.queue, r.status, r.status = 'held' AND r.lease_until >= clock_timestamp(), r.sequence,
  CASE WHEN r.status = 'stopped' THEN r.sequence ELSE
    greatest(r.sequence, (SELECT coalesce(max(e.seq), 0) FROM mity.events AS e WHERE e.run_id = r.run_id)) END,
  coalesce(i.messages, 0), r.part <> ''
FROM mity.runs AS r LEFT JOIN (SELECT run_id, count(*) AS messages FROM mity.inbox GROUP BY run_id) AS i USING (run_id)
WHERE r.document IS NOT NULL
"""
"""Names are judged and put in order by who asks: the database would take several times as long as for the rest."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What tells one state of a run from another: two that are equal are of the same document, events and messages.

    `last` is the number of the last event, `sequence` of the last that the document has; `held` says that somebody
    works on the run, `part` that it is a step of another one.
    """

    run_id: str
    queue: str
    status: str
    held: bool
    sequence: int
    last: int
    messages: int
    part: bool


def stands_of(database: Database) -> list[Stand]:
    """How each run stands, the newest first. Raises EngineError."""
    rows = database.run(lambda connection: connection.execute(_STANDS).fetchall())
    return sorted((Stand(*row) for row in rows if is_id(row[0])), key=lambda one: by_number(one.run_id), reverse=True)


def terms_of(database: Database, run_id: str) -> Terms:
    """Where a run is worked on; of a step of another run without that run's lease. Raises LogError, EngineError."""
    text = "SELECT queue, labels, priority, driver, key, part FROM mity.runs WHERE run_id = %s"
    row = database.run(lambda connection: connection.execute(text, (run_id,)).fetchone())
    if row is None:
        raise LogError(f"the engine has no run '{run_id}': see `mity runs list`")
    return Terms(str(row[0]), tuple(row[1]), int(row[2]), str(row[3]), str(row[4]), str(row[5]))
