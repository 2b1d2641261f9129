"""Workers of DBOS that died: DBOS notices none of them, so mity's sign of life does, and DBOS recovers the work."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from mity.engines.address import DBOS, EngineError
from mity.engines.drivers import APPLICATION, WORKFLOW, dbos_library
from mity.engines.due import lapsed, left_behind, offer_again
from mity.engines.leases import LEASE_S
from mity.engines.rows import Rows


class Recovery:
    """Looks, for the worker `executor`, at the workflows under way of one queue; each worker does so for all."""

    def __init__(self, rows: Rows, queue: str, executor: str) -> None:
        self._client: Any = None
        self._rows = rows
        self._queue = queue
        self._executor = executor
        self._since: dict[tuple[str, str], float] = {}

    def look(self) -> list[str]:
        """Has workflows of dead workers run elsewhere; the runs that they are of. Raises EngineError.

        A worker is dead when the lease of the run that it took is over, or when it took a workflow and for the time of
        a lease not the run. Should it be alive after all, the fence of the run lets only one of the two write.
        """
        pending = {one.workflow_id: one.executor_id for one in self._workflows("PENDING", None)}
        silent = lapsed(self._rows, [run_of(name) for name in pending])
        now = time.monotonic()
        seen = {
            (name, executor): self._since.get((name, executor), now)
            for name, executor in pending.items()
            if run_of(name) in silent and executor != self._executor
        }
        dead = [
            name
            for (name, executor), since in seen.items()
            if silent[run_of(name)] == executor or now - since >= LEASE_S
        ]
        self._since = {key: since for key, since in seen.items() if key[0] not in dead}
        if dead:
            self._asked(lambda client: client.resume_workflows(dead, queue_name=self._queue))
        return [*map(run_of, dead), *self._lost({run_of(name) for name in pending})]

    def _lost(self, known: set[str]) -> list[str]:
        """Offers runs again that were never offered, because who was about to do so died."""
        left = [run_id for run_id in left_behind(self._rows, DBOS, self._queue) if run_id not in known]
        if not left:
            return []
        waiting = {
            run_of(one.workflow_id) for one in self._workflows(["ENQUEUED", "DELAYED"], [f"{one}." for one in left])
        }
        lost = [run_id for run_id in left if run_id not in waiting]
        for run_id in lost:
            offer_again(self._rows, run_id)
        return lost

    def close(self) -> None:
        """Gives the connection back."""
        if self._client is not None:
            self._client.destroy()

    def _workflows(self, status: str | list[str], prefixes: list[str] | None) -> Any:
        return self._asked(
            lambda client: client.list_workflows(
                status=status,
                name=WORKFLOW,
                queue_name=self._queue,
                workflow_id_prefix=prefixes,
                load_input=False,
                load_output=False,
            )
        )

    def _asked(self, ask: Callable[[Any], Any]) -> Any:
        """What DBOS answers. Its client for others fails where the database is away; the worker's own would wait."""
        library = dbos_library()
        from sqlalchemy.exc import SQLAlchemyError

        try:
            if self._client is None:
                self._client = library.DBOSClient(
                    system_database_url=self._rows.database.url,
                    application_name=APPLICATION,
                    system_database_pool_size=1,
                    lazy=True,
                    retry_connection_errors=False,
                )
            return ask(self._client)
        except (SQLAlchemyError, library.error.DBOSException) as error:
            raise EngineError(f"DBOS does not answer: {str(error).strip().splitlines()[0]}") from error


def run_of(name: str) -> str:
    """The run that a workflow of DBOS goes on with, by the name of its offer."""
    return name.rpartition(".")[0]
