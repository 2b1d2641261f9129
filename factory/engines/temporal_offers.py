"""Workflows of Temporal for the runs of a queue that are due, started by its workers from what the database notes."""

from __future__ import annotations

import asyncio
import time

from temporalio.client import Client
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from mity.engines.address import TEMPORAL, AwayError
from mity.engines.beat import BEAT_S
from mity.engines.drivers import WORKFLOW
from mity.engines.outbox import Offer, Outbox
from mity.engines.rows import Rows
from mity.engines.temporal_place import ANSWER, Place

_MOST = 20
_SILENT = 10  # a second for each worker; a queue with thousands of waiting runs is gone through in minutes
_LOWEST, _MIDDLE, _HIGHEST = 5, 3, 1  # the classes of a Temporal that nobody told otherwise


class Offers:
    """Starts the workflows of one queue."""

    def __init__(self, client: Client, place: Place, rows: Rows, queue: str) -> None:
        self._client = client
        self._place = place
        self._queue = queue
        self._box = Outbox(rows, TEMPORAL, queue)
        self._looked = 0.0

    async def carry(self) -> None:
        """Starts those that are due and not there: what is new, and once a second some of which nothing is heard.

        Raises EngineError when the database or Temporal does not do it.
        """
        new = True
        while new:
            found = await asyncio.to_thread(self._box.new, _MOST)
            await self._start(found)
            new = len(found) == _MOST
        if time.monotonic() >= self._looked + BEAT_S:
            self._looked = time.monotonic()
            await self._start(await asyncio.to_thread(self._box.silent, _SILENT))

    async def _start(self, offers: list[Offer]) -> None:
        came = await asyncio.gather(*map(self._one, offers), return_exceptions=True)
        left = [offer for offer, error in zip(offers, came, strict=True) if error is not None]
        if not left:
            return
        await asyncio.to_thread(self._box.give_back, left)
        problems = [error for error in came if error is not None]
        for problem in problems:
            if not isinstance(problem, RPCError | TimeoutError):
                raise problem
        refusals = [self._place.refusal(problem) for problem in problems if isinstance(problem, Exception)]
        raise next((one for one in refusals if not isinstance(one, AwayError)), refusals[0])

    async def _one(self, offer: Offer) -> None:
        start = self._client.start_workflow(
            WORKFLOW,
            offer.run_id,
            id=offer.name,
            task_queue=self._queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            priority=Priority(priority_key=class_of(offer.priority), fairness_key=offer.workflow[:64]),
            rpc_timeout=ANSWER,
        )
        await asyncio.wait_for(start, ANSWER.total_seconds())  # the library tries again for longer


def class_of(priority: int) -> int:
    """The class of Temporal for a priority: its five have the lowest number first, and 0 is in the middle."""
    return max(_HIGHEST, min(_LOWEST, _MIDDLE - priority))
