"""How many runs of each queue wait for a worker, and how many are with one."""

from __future__ import annotations

from mity.engines.database import Database

_MOST = 200
_DUE = "(status = 'queued' OR lease_until < clock_timestamp())"
_COUNT = f"""
SELECT queue, count(*) FILTER (WHERE {_DUE}), count(*) FILTER (WHERE NOT {_DUE}) FROM mity.runs
WHERE status <> 'stopped' AND queue <> '' AND document IS NOT NULL GROUP BY queue ORDER BY count(*) DESC LIMIT {_MOST}
"""
"""A run whose holder is not heard of any more waits as well: for who takes it over."""


def depths(database: Database) -> dict[str, tuple[int, int]]:
    """By the name of each queue that has runs, the 200 fullest at most, how many wait and how many are leased.

    Raises EngineError, at once where the server is away.
    """
    rows = database.run(lambda connection: connection.execute(_COUNT).fetchall(), 0)
    return {str(queue): (int(waiting), int(leased)) for queue, waiting, leased in rows}
