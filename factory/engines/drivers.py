"""The port for drivers: how a run of a queue that is due reaches one worker.

What is recorded of a run and by whom (`Rows`), its messages (`Messages`) and its files (`Blobs`) are the same with
every driver; so are waiting for an answer, cancelling and going on, which need no worker. A driver is asked in the
transaction that makes a run due, so that no run is due without an offer and none is offered that is not due. One whose
server is not the database notes the offer there, and its workers carry it on (`mity.engines.outbox`).
"""

from __future__ import annotations

import importlib.util
import logging
from typing import Any, Protocol

from mity.engines.address import DBOS, TEMPORAL, EngineError, shown
from mity.engines.database import Database
from mity.errors import UsageError
from mity.text.records import dataclass

WORKFLOW = "mity.run"
"""The name of the one workflow that mity has in DBOS, and in Temporal."""
VERSION = "mity-1"
"""Which workers may take what is offered: DBOS compares it. It changes with the meaning of the workflow's arguments."""
APPLICATION = "mity"
_MIDDLE = 1 << 30
_NOTE = "UPDATE mity.runs SET offer = %s, offered_at = NULL WHERE run_id = %s"
_OFFER = """
SELECT dbos.enqueue_workflow(workflow_name => %s, queue_name => %s, positional_args => ARRAY[to_json(%s::text)],
  workflow_id => %s, app_version => %s, priority => %s, application_name => %s)
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A run of a queue that a worker has to go on with. Each time that it is due it has another `fence`."""

    run_id: str
    fence: int
    queue: str
    priority: int

    @property
    def name(self) -> str:
        """What this offer is called; the same again is the same offer."""
        return f"{self.run_id}.{self.fence}"


class Driver(Protocol):
    """What hands due runs to workers."""

    def offer(self, connection: Any, due: Due) -> None:
        """Has one worker of the queue get a run, within the transaction of `connection`; the same again, nothing
        happens. May raise errors of psycopg."""
        ...

    def migrate(self, database: Database, role: str) -> None:
        """Makes the driver's own tables, and lets `role` work with them where it is given. Raises EngineError."""
        ...

    def check(self, database: Database) -> None:
        """Raises UsageError when its tables are not there."""
        ...


class Own:
    """mity itself: the row of a run is its place in the queue, and workers look for it there."""

    def offer(self, connection: Any, due: Due) -> None:
        """The row says all."""

    def migrate(self, database: Database, role: str) -> None:
        """It has no tables beside the runs."""

    def check(self, database: Database) -> None:
        """It has no tables beside the runs."""


class Dbos:
    """The queues of DBOS: each time that a run is due, a durable workflow there, which ends when the run stops."""

    def offer(self, connection: Any, due: Due) -> None:
        """Enqueues the workflow by DBOS's function for clients that are not in Python; its lowest priority is first."""
        priority = _MIDDLE - max(-_MIDDLE + 1, min(_MIDDLE, due.priority))
        words = (WORKFLOW, due.queue, due.run_id, due.name, VERSION, priority, APPLICATION)
        connection.execute(_OFFER, words)

    def migrate(self, database: Database, role: str) -> None:
        """Has DBOS make or update its tables, in the schema `dbos`. Raises EngineError."""
        library = dbos_library()
        from sqlalchemy.exc import SQLAlchemyError

        logging.getLogger("dbos").setLevel(logging.ERROR)
        try:
            library.DBOS.migrate(database.url, application_role=role or None)
        except (SQLAlchemyError, library.error.DBOSException) as error:
            raise EngineError(f"DBOS could not make its tables at {shown(database.url)}: {error}") from error

    def check(self, database: Database) -> None:
        """Raises UsageError when its tables are not there."""
        text = "SELECT to_regclass('dbos.workflow_status')"
        row = database.run(lambda connection: connection.execute(text).fetchone())
        if row is None or row[0] is None:
            place = shown(database.url)
            raise UsageError(f"DBOS has no tables at {place}: `mity engine migrate --engine dbos+{place}` makes them")


class Temporal:
    """The task queues of Temporal: each time that a run is due, a workflow there, which workers start."""

    def offer(self, connection: Any, due: Due) -> None:
        """Notes that workers have a workflow to start. Whoever makes a run due needs no way to Temporal."""
        connection.execute(_NOTE, (due.fence, due.run_id))

    def migrate(self, database: Database, role: str) -> None:
        """It has no tables beside the runs in this database."""

    def check(self, database: Database) -> None:
        """It has no tables beside the runs in this database."""


_DRIVERS: dict[str, Driver] = {"": Own(), DBOS: Dbos(), TEMPORAL: Temporal()}


def driver_named(name: str) -> Driver:
    """The driver of a run or of a URL. Raises EngineError for one of a newer mity."""
    if name not in _DRIVERS:
        raise EngineError(f"a run of this engine is handed out by '{name}', which this mity does not know: update mity")
    return _DRIVERS[name]


def need_temporal() -> None:
    """Raises EngineError when the package `temporalio` is not installed."""
    if importlib.util.find_spec("temporalio") is None:
        raise EngineError("the queues of Temporal need an extra: install mity as 'mity[temporal]'")


def dbos_library() -> Any:
    """The package `dbos`. Raises EngineError when it is not installed."""
    try:
        import dbos
    except ImportError as error:
        raise EngineError("the queues of DBOS need an extra: install mity as 'mity[dbos]'") from error
    return dbos
