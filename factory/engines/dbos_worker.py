"""A worker whose runs come from a queue of DBOS: each is a durable workflow there, recovered when its worker dies."""

from __future__ import annotations

import threading
from typing import Any

from mity.engines.address import DBOS, EngineError
from mity.engines.beat import BEAT_S
from mity.engines.dbos_recovery import Recovery
from mity.engines.drivers import APPLICATION, VERSION, WORKFLOW, dbos_library
from mity.engines.due import take_offered
from mity.engines.offered_worker import OfferedWorker

_POLL_S = 0.1  # its own second would be most of the time of a short run
_AGAIN_S = 0.5
_END_S = 10
_POOL = 3  # connections of DBOS itself: a server has a hundred, and each run under way keeps one for its lease


class DbosWorker(OfferedWorker):
    """As `Worker`, for a queue of DBOS. In a process there can be one of it."""

    def serve(self, *, once: bool = False) -> int:
        """Works until it is drained, with `once` until nothing is due and nothing under way; how many runs it took.

        Raises EngineError when DBOS cannot begin.
        """
        self._paused = threading.Event()
        dbos = self._launched()
        recovery = Recovery(self._engine.rows, self._queue, self._engine.holder)
        try:
            while not self._draining.is_set():
                self._recover(recovery)
                if once and self._idle(DBOS):
                    break
                self._draining.wait(BEAT_S)
        finally:
            self._draining.set()
            self._stop()
            self._paused.set()
            recovery.close()
            _end(dbos)
        return self._taken

    def _launched(self) -> Any:
        library = dbos_library()
        from sqlalchemy.exc import SQLAlchemyError

        dbos, url = library.DBOS, self._engine.database.url
        try:
            dbos(
                config={
                    "name": APPLICATION,
                    "system_database_url": url,
                    "application_version": VERSION,
                    "executor_id": self._engine.holder,
                    "run_migrations": False,
                    "sys_db_pool_size": _POOL,
                    "max_executor_threads": self._most + 1,
                    "log_level": "ERROR",
                }
            )
            dbos.listen_queues([self._queue])

            @dbos.workflow(name=WORKFLOW)  # type: ignore[untyped-decorator]
            def go_on(run_id: str) -> str:
                return self._go_on(dbos, run_id)

            dbos.launch()
            dbos.register_queue(
                self._queue,
                worker_concurrency=self._most,
                polling_interval_sec=_POLL_S,
                on_conflict="always_update",
            )
        except (SQLAlchemyError, library.error.DBOSException) as error:
            raise EngineError(f"DBOS cannot begin: {str(error).strip().splitlines()[0]}") from error
        return dbos

    def _recover(self, recovery: Recovery) -> None:
        try:
            for run_id in recovery.look():
                self._note(f"the worker of run {run_id} is gone: it is in the queue again")
        except EngineError as error:
            self._note(f"{error}; tries again")

    def _go_on(self, dbos: Any, run_id: str) -> str:
        """The workflow: goes on with a run until it stops. Run again after a kill, it goes on from its last record."""
        while not self._draining.is_set():
            try:
                offered = take_offered(self._engine.rows, run_id, self._engine.holder)
            except EngineError as error:
                self._note(f"{error}; tries again")
                self._draining.wait(_AGAIN_S)
                continue
            if offered.lease is not None:
                self._work_on(offered.lease)
                return "went on"
            if not offered.held:
                return "was not due any more"
            self._draining.wait(_AGAIN_S)  # should that holder die, this is where the run goes on
        self._paused.wait()  # meanwhile another worker may take it up as one that was claimed and not taken
        dbos.resume_workflow(dbos.workflow_id, queue_name=self._queue)  # for another worker; what is returned is void
        return "drained"


def _end(dbos: Any) -> None:
    """Ends DBOS; where its database is away it would wait for each of its threads, so it is left then."""
    words = {"workflow_completion_timeout_sec": _END_S}
    ending = threading.Thread(target=dbos.destroy, kwargs=words, daemon=True, name="mity-end")
    ending.start()
    ending.join(timeout=2 * _END_S)
