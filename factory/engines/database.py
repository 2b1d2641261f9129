"""One connection to the database of an engine, made anew when it is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from mity.engines.address import AwayError, EngineError, database_url, driver_of
from mity.engines.refusals import refusal_of, sentence
from mity.engines.watchdog import Watchdog

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
_AGAIN_S = 0.2
_ANSWER_S = 40.0  # less than the usual patience: after a silence there is time for another try
_LATELY_S = 60.0
_STILL_S = 4
"""Seconds that a process may stand still within a transaction, which keeps others from the rows that it has changed: as
long as a lease."""
_WATCHDOG = Watchdog()
_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "application_name": "mity",
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds; a partition is noticed so, not after the system's quarter of an hour
}


class Database:
    """A database by the URL of its engine, for any thread, one at a time. Statements are transactions of their own.

    For `patience_s` seconds what fails because the server is away is tried again; it has to be safe to repeat.
    """

    def __init__(self, url: str, patience_s: float = 60.0, answer_s: float = _ANSWER_S) -> None:
        self.url = database_url(url)
        self._extra = driver_of(url) or "engine"
        self._patience_s = patience_s
        self._answer_s = answer_s
        self._turn = threading.RLock()
        self._connection: psycopg.Connection[Any] | None = None
        self._slow = (0.0, 0.0)

    def run(
        self,
        work: Callable[[psycopg.Connection[Any]], T],
        patience_s: float | None = None,
        answer_s: float | None = None,
    ) -> T:
        """What `work` gives with the connection; after `answer_s` seconds without an answer it counts as lost.

        Raises EngineError.
        """
        psycopg = _library(self._extra)
        until = time.monotonic() + (self._patience_s if patience_s is None else patience_s)
        while True:
            try:
                with self._turn:
                    most_s = self._answer_s if answer_s is None else answer_s
                    connection = self._open(most_s)
                    with _WATCHDOG.over(connection.fileno(), most_s), self._timed():
                        return work(connection)
            except psycopg.Error as error:
                kind = refusal_of(error, away=isinstance(error, psycopg.OperationalError | psycopg.InterfaceError))
                self.close()
                if not kind.again or time.monotonic() >= until:
                    raise (AwayError if kind.again else EngineError)(sentence(kind, error, self.url)) from error
            time.sleep(_AGAIN_S)

    @property
    def slowest_s(self) -> float:
        """How many seconds the slowest work of the last minute took, as far as it may have kept others from rows."""
        took, at = self._slow
        return took if time.monotonic() < at + _LATELY_S else 0.0

    @contextmanager
    def _timed(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            now = time.monotonic()
            if now - began >= self.slowest_s:
                self._slow = (now - began, now)

    def another(self, patience_s: float, answer_s: float = _ANSWER_S) -> Database:
        """A connection of its own to the same database."""
        return Database(self.url, patience_s, answer_s)

    def close(self) -> None:
        """Gives the connection back; the next use makes a new one."""
        with self._turn:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def _open(self, most_s: float) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            made = self._connection = _library(self._extra).connect(self.url, autocommit=True, **_OPTIONS)
            with _WATCHDOG.over(made.fileno(), most_s):
                made.execute(f"SET idle_in_transaction_session_timeout = '{_STILL_S}s'")
        return self._connection


def _library(extra: str) -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise EngineError(f"runs in a database need an extra: install mity as 'mity[{extra}]'") from error
    return psycopg
