"""A worker to which something else brings the runs of a queue, each in a thread of its own."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from mity.engines.due import anything_due
from mity.engines.leases import Lease
from mity.engines.worker import Worker

_TURN = threading.Lock()


class OfferedWorker(Worker):
    """As `Worker`, for runs that are brought to it."""

    def _work_on(self, lease: Lease) -> None:
        """Works on a run until it stops."""
        place = self._folder / f"{lease.run_id}.{lease.fence}"
        done: Future[None] = Future()
        with _TURN:
            self._taken += 1
            running = {run: place for run, place in self._under_way.items() if not run.done()}
            self._under_way = {**running, done: (lease.run_id, place)}
        try:
            self._one(lease, place)
        finally:
            done.set_result(None)

    def _idle(self, driver: str) -> bool:
        """Whether nothing is under way here and nothing waits in the queue. Raises EngineError."""
        if any(not run.done() for run in self._under_way):
            return False
        return not anything_due(self._engine.rows, driver, self._queue)
