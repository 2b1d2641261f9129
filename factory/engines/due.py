"""What a driver with a queue of its own asks the rows: may this run be taken now, and whose holder is not heard of."""

from __future__ import annotations

from collections.abc import Sequence

from mity.engines.leases import MOST_TAKEN_OVER, TAKE, TAKEN_S, Lease
from mity.engines.rows import HELD, STOPPED, Rows
from mity.text.records import dataclass

FREE = "(status = 'queued' OR (status = 'held' AND lease_until < clock_timestamp()))"
"""That nobody works on a run which somebody is to work on."""
_TAKE_DUE = (
    f"{TAKE} WHERE run_id = %(run)s AND document IS NOT NULL AND taken_over < %(most)s AND {FREE}"
    " RETURNING run_id, fence, queue, taken_over"
)
_STOP = (
    "UPDATE mity.runs SET status = %s, problem = %s, fence = fence + 1"
    f" WHERE run_id = %s AND taken_over >= %s AND {FREE}"
)
_LAPSED = """
SELECT run_id, CASE WHEN status = 'held' THEN holder ELSE '' END FROM mity.runs
WHERE run_id = ANY(%s) AND NOT (status = 'held' AND lease_until >= clock_timestamp())
"""
_LEFT_S = """
SELECT greatest(extract(epoch FROM lease_until - clock_timestamp()), 0)::float8 FROM mity.runs
WHERE run_id = %s AND status = 'held'
"""
_LEFT = """
SELECT run_id FROM mity.runs WHERE driver = %s AND queue = %s AND document IS NOT NULL
  AND status = 'held' AND lease_until < clock_timestamp()
"""
_AGAIN = """
UPDATE mity.runs SET status = 'queued', fence = fence + 1, taken_over = taken_over + 1, holder = ''
WHERE run_id = %s AND status = 'held' AND lease_until < clock_timestamp()
"""


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of the offer of a run: its lease, or whether somebody else is working on it."""

    lease: Lease | None
    held: bool


def take_offered(rows: Rows, run_id: str, holder: str) -> Offered:
    """Takes a run that is due, by whatever way its offer came; one that has stopped meanwhile is not.

    One that killed too many workers is stopped instead, with the reason. Raises EngineError, LogError.
    """
    words = {"run": run_id, "holder": holder, "lease": TAKEN_S, "reset": False, "most": MOST_TAKEN_OVER}
    row = rows.database.run(lambda connection: connection.execute(_TAKE_DUE, words).fetchone())
    if row is not None:
        return Offered(Lease(row[0], row[1], row[2], row[3] > 0), True)
    problem = f"its worker died {MOST_TAKEN_OVER} times without a step that ended: `mity resume` tries once more"
    rows.turn(_STOP, (STOPPED, problem, run_id, MOST_TAKEN_OVER))
    return Offered(None, rows.status(run_id)[0] == HELD)


def lease_left_s(rows: Rows, run_id: str) -> float:
    """Seconds after which a run that somebody holds is free, should no sign of life come. Raises EngineError."""
    row = rows.database.run(lambda connection: connection.execute(_LEFT_S, (run_id,)).fetchone())
    return float(row[0]) if row else 0.0


def lapsed(rows: Rows, run_ids: Sequence[str]) -> dict[str, str]:
    """Those of these runs on which nobody gives a sign of life, each with the holder who should. Raises EngineError."""
    found = rows.database.run(lambda connection: connection.execute(_LAPSED, (list(run_ids),)).fetchall(), 0)
    return {str(run_id): str(holder) for run_id, holder in found}


def left_behind(rows: Rows, driver: str, queue: str) -> list[str]:
    """The runs of a queue whose holder is not heard of any more. Raises EngineError."""
    found = rows.database.run(lambda connection: connection.execute(_LEFT, (driver, queue)).fetchall(), 0)
    return [str(row[0]) for row in found]


def offer_again(rows: Rows, run_id: str) -> None:
    """Offers a run anew whose holder is not heard of. Raises EngineError."""
    rows.turn(_AGAIN, (run_id,))


def anything_due(rows: Rows, driver: str, queue: str) -> bool:
    """Whether a run of a queue waits for a worker. Raises EngineError."""
    text = f"SELECT 1 FROM mity.runs WHERE driver = %s AND queue = %s AND document IS NOT NULL AND {FREE} LIMIT 1"
    return rows.database.run(lambda connection: connection.execute(text, (driver, queue)).fetchone()) is not None
