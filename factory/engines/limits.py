"""What a queue allows over all its workers: how many runs at once, and how many begun in a period, in all or by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mity.engines.database import Database
from mity.text.records import dataclass

_COLUMNS = "queue, at_once, starts, period_s, each_key"
_SET = f"""
INSERT INTO mity.limits ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (queue) DO UPDATE SET at_once = excluded.at_once, starts = excluded.starts, period_s = excluded.period_s,
  each_key = excluded.each_key
"""
_ONE = f"SELECT {_COLUMNS} FROM mity.limits WHERE queue = %s"
_ALL = f"SELECT {_COLUMNS} FROM mity.limits ORDER BY queue"
_FORGET = "DELETE FROM mity.limits WHERE queue = %s"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('mity queue ' || %s, 0))"


@dataclass(frozen=True, slots=True)
class Limit:
    """What the workers of `queue` may take together: `at_once` runs under way, `starts` in any `period_s` seconds.

    None is no such limit. With `each_key` both count for each key of runs by itself.
    """

    queue: str
    at_once: int | None = None
    starts: int | None = None
    period_s: float | None = None
    each_key: bool = False


def set_limit(database: Database, limit: Limit) -> None:
    """Gives a queue its limit in place of the one it had; workers heed it from their next look. Raises EngineError."""
    words = (limit.queue, limit.at_once, limit.starts, limit.period_s, limit.each_key)
    database.run(lambda connection: connection.execute(_SET, words))


def forget_limit(database: Database, queue: str) -> bool:
    """Takes the limit of a queue away; False when it had none. Raises EngineError."""
    return database.run(lambda connection: connection.execute(_FORGET, (queue,)).rowcount) == 1


def limits(database: Database) -> Sequence[Limit]:
    """The limits of all queues that have one, by name. Raises EngineError."""
    return [Limit(*row) for row in database.run(lambda connection: connection.execute(_ALL).fetchall())]


def limit_held(connection: Any, queue: str) -> Limit | None:
    """The limit of a queue. Where it has one, nobody else takes a run of it until the transaction has ended."""
    if connection.execute(_ONE, (queue,)).fetchone() is None:
        return None
    connection.execute(_LOCK, (queue,))
    row = connection.execute(_ONE, (queue,)).fetchone()
    return Limit(*row) if row else None
