"""Runs that nobody would go on with by themselves: what killed its workers again and again, and what never began."""

from __future__ import annotations

import time

from mity.engines.database import Database
from mity.engines.leases import MOST_TAKEN_OVER

_EVERY_S = 5.0
_NEVER_BEGAN = "1 hour"
_GIVE_UP = """
UPDATE mity.runs SET status = 'stopped', holder = '', lease_until = NULL,
  problem = 'its workers died ' || taken_over || ' times without a step that ended, the last one was ' || holder
    || ': look at what it does, then `mity resume ' || run_id || '` tries again'
WHERE queue = %s AND status = 'held' AND taken_over >= %s AND lease_until < clock_timestamp()
"""
_REMOVE = """
DELETE FROM mity.runs WHERE status = 'held' AND document IS NULL AND lease_until < clock_timestamp() - %s::interval
"""
"""By its status, which has an index, so that no look goes through all runs that ever were."""


class Tidying:
    """Looks after the runs of a queue, every few seconds at most."""

    def __init__(self, database: Database, queue: str) -> None:
        self._database = database
        self._queue = queue
        self._due_at = 0.0

    def look(self) -> None:
        """Stops runs that were taken over too often, and removes those whose client was killed before they had a
        document. Raises EngineError."""
        if time.monotonic() < self._due_at:
            return
        self._due_at = time.monotonic() + _EVERY_S
        words = (self._queue, MOST_TAKEN_OVER)
        self._database.run(lambda connection: connection.execute(_GIVE_UP, words))
        self._database.run(lambda connection: connection.execute(_REMOVE, (_NEVER_BEGAN,)))
