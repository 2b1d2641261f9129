"""Answers and requests for runs that somebody else may hold: posted in the database, handed on by who holds the run."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from mity.engines.database import Database
from mity.engines.leases import Lease
from mity.engines.read_rows import message_of
from mity.errors import UsageError
from mity.runs.inbox import Inbox


def leave(inbox: Inbox, name: str, data: Mapping[str, Any]) -> None:
    """Leaves a message where it is not there yet; another thread may do so at the same moment. Raises StorageError."""
    with contextlib.suppress(UsageError):
        inbox.post(name, data)


class Messages:
    """The messages of all runs of an engine. Each method raises EngineError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def post(self, run_id: str, name: str, data: Mapping[str, Any]) -> None:
        """Leaves a message. Raises UsageError when there is one of that name."""
        text = json.dumps(data)

        def work(connection: Any) -> bool:
            row = connection.execute(
                "INSERT INTO mity.inbox (run_id, name, data) VALUES (%s, %s, %s)"
                " ON CONFLICT (run_id, name) DO UPDATE SET data = excluded.data WHERE mity.inbox.data = excluded.data"
                " RETURNING name",
                (run_id, name, text),
            ).fetchone()
            return row is not None

        if not self._database.run(work):
            raise UsageError(f"run {run_id} was told this already: it takes it up when it goes on")

    def waiting(self, run_id: str) -> list[tuple[str, Mapping[str, Any]]]:
        """The messages that no run has taken up, in the order of posting."""
        text = "SELECT name, data FROM mity.inbox WHERE run_id = %s ORDER BY posted_at, name"
        rows = self._database.run(lambda connection: connection.execute(text, (run_id,)).fetchall())
        found = [(str(name), message_of(str(name), data)) for name, data in rows]
        return [(name, data) for name, data in found if data is not None]

    def hand_over(self, lease: Lease, inbox: Inbox) -> None:
        """Hands what is new to the run's own inbox, and forgets what the run has taken up from there.

        Every holder is handed what the one before it did not come to take up. Raises StorageError.
        """
        words = {"run": lease.run_id, "fence": lease.fence}

        def work(connection: Any) -> list[Any]:
            text = "SELECT name, data, fence FROM mity.inbox WHERE run_id = %(run)s AND fence <= %(fence)s"
            return list(connection.execute(f"{text} ORDER BY posted_at, name", words).fetchall())

        rows = self._database.run(work, 0)
        for name, data, _ in [row for row in rows if row[2] < lease.fence]:
            if (message := message_of(name, data)) is not None:
                leave(inbox, name, message)
            self._change("UPDATE mity.inbox SET fence = %s WHERE run_id = %s AND name = %s", lease.fence, lease, name)
        for name in [row[0] for row in rows if row[2] == lease.fence and not inbox.has(row[0])]:
            text = "DELETE FROM mity.inbox WHERE fence = %s AND run_id = %s AND name = %s"
            self._change(text, lease.fence, lease, name)

    def forget(self, lease: Lease) -> None:
        """Removes what a run that is over was told and had no use for, unless somebody else holds it by now."""
        text = (
            "DELETE FROM mity.inbox USING mity.runs WHERE mity.runs.fence = %s AND mity.runs.run_id = %s"
            " AND mity.inbox.run_id = mity.runs.run_id"
        )
        self._database.run(lambda connection: connection.execute(text, (lease.fence, lease.run_id)), 0)

    def _change(self, text: str, fence: int, lease: Lease, name: str) -> None:
        self._database.run(lambda connection: connection.execute(text, (fence, lease.run_id, name)), 0)
