"""A worker whose runs come from a task queue of Temporal, which notices that a worker died and asks another one."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner
from temporalio.worker import Worker as Poller

from mity.engines.address import TEMPORAL, AwayError, EngineError
from mity.engines.beat import BEAT_S
from mity.engines.due import lease_left_s, take_offered
from mity.engines.offered_worker import OfferedWorker
from mity.engines.temporal_offers import Offers
from mity.engines.temporal_place import Place
from mity.engines.temporal_workflow import ACTIVITY, Stretch
from mity.errors import LogError

_POLL_S = 0.2
_AGAIN_S = 2.0
_PATIENCE_S = 60.0
_END_S = 10.0
_BEHIND_S = 0.05
_SETTLE_S = 0.5  # what Temporal's library has under way then would abort a process that ends (sdk-python#300)


class TemporalWorker(OfferedWorker):
    """As `Worker`, for a task queue of Temporal."""

    def serve(self, *, once: bool = False) -> int:
        """Works until it is drained, with `once` until nothing is due and nothing under way; how many runs it took.

        Temporal may be away for a minute at the beginning, and for as long as it likes later. Raises EngineError.
        """
        logging.getLogger("temporalio").setLevel(logging.CRITICAL)
        try:
            asyncio.run(self._serve(once))
        finally:
            time.sleep(_SETTLE_S)
        return self._taken

    async def _serve(self, once: bool) -> None:
        place = Place()
        client = await self._client(place)
        if client is None:
            return
        with ThreadPoolExecutor(self._most, thread_name_prefix="mity-run") as pool:
            poller = self._poller(client, pool)
            running = asyncio.create_task(poller.run())
            offers = Offers(client, place, self._engine.rows, self._queue)
            try:
                while not (self._draining.is_set() or running.done()):
                    await self._carry(offers)
                    if once and await asyncio.to_thread(self._idle, TEMPORAL):
                        break
                    await asyncio.sleep(_POLL_S)
            finally:
                self._draining.set()
                await self._ended(poller, running)
        if running.done() and (error := running.exception()) is not None:
            raise EngineError(f"Temporal ended the work of this worker: {error}") from error

    async def _client(self, place: Place) -> Client | None:
        """A connection to Temporal, which may begin to answer a minute after its workers; None when drained before."""
        until, told = time.monotonic() + _PATIENCE_S, False
        while not self._draining.is_set():
            try:
                return await place.client(self._engine.holder)
            except AwayError as error:
                if time.monotonic() >= until:
                    raise
                if not told:
                    self._note(f"{error}; tries again for {_PATIENCE_S:.0f} s")
                told = True
            await asyncio.sleep(_POLL_S)
        return None

    def _poller(self, client: Client, pool: ThreadPoolExecutor) -> Poller:
        @activity.defn(name=ACTIVITY)
        async def go_on(run_id: str) -> str:
            return await self._beating(asyncio.get_running_loop().run_in_executor(pool, self._go_on, run_id))

        return Poller(
            client,
            task_queue=self._queue,
            workflows=[Stretch],
            activities=[go_on],
            workflow_runner=UnsandboxedWorkflowRunner(),  # nothing in it could differ, and nothing is loaded twice
            max_cached_workflows=0,  # so that who dies keeps no workflow from the others
            max_concurrent_activities=self._most,
            max_concurrent_workflow_task_polls=2,
            max_concurrent_activity_task_polls=2,
            max_heartbeat_throttle_interval=timedelta(seconds=BEAT_S),
            graceful_shutdown_timeout=timedelta(days=1),
            disable_eager_activity_execution=True,  # it would pass by those of a higher priority
        )

    async def _beating(self, work: asyncio.Future[str]) -> str:
        """Gives Temporal signs of life until the work is done.

        What it says of cancelling goes unheard: who holds the lease goes on, and `mity cancel` reaches it.
        """
        while not work.done():
            activity.heartbeat()
            try:
                await asyncio.wait({work}, timeout=BEAT_S / 2)
            except asyncio.CancelledError:
                continue
        return work.result()

    def _go_on(self, run_id: str) -> str:
        """The activity: goes on with a run until it stops. What it raises has Temporal ask again."""
        if self._draining.is_set():
            raise ApplicationError("", type="Drained")
        try:
            offered = take_offered(self._engine.rows, run_id, self._engine.holder)
        except LogError as error:
            self._note(f"{error}: give each engine a namespace of its own in Temporal")
            raise
        if offered.lease is not None:
            self._work_on(offered.lease)
            return "went on"
        if offered.held:
            free_s = lease_left_s(self._engine.rows, run_id) + _BEHIND_S
            raise ApplicationError("", type="Held", next_retry_delay=timedelta(seconds=free_s))  # should its holder die
        return "was not due any more"

    async def _carry(self, offers: Offers) -> None:
        try:
            await offers.carry()
        except EngineError as error:
            self._note(f"{error}; tries again")
            until = time.monotonic() + _AGAIN_S
            while time.monotonic() < until and not self._draining.is_set():
                await asyncio.sleep(_POLL_S)

    async def _ended(self, poller: Poller, running: asyncio.Task[None]) -> None:
        """Ends the poller, and pauses what it has begun. Where Temporal is away, it does not wait for it for long."""
        ending = asyncio.create_task(poller.shutdown())
        until = time.monotonic() + _END_S
        while not running.done() and time.monotonic() < until:
            if any(not run.done() for run in self._under_way):
                await asyncio.to_thread(self._stop)
                until = time.monotonic() + _END_S
            await asyncio.wait({running}, timeout=_POLL_S)
        ending.cancel()
