"""The sign of life of who holds a run, and the way of messages to it."""

from __future__ import annotations

import threading

from mity.engines.address import EngineError
from mity.engines.database import Database
from mity.engines.leases import Lease
from mity.engines.messages import Messages
from mity.engines.rows import Rows
from mity.errors import StorageError, UsageError
from mity.runs.events import utc_now
from mity.runs.inbox import PAUSE, Inbox

BEAT_S = 1.0
_ANSWER_S = 3.0  # a sign of life that takes longer is given anew, on another connection


class Beat:
    """A thread that keeps a lease by a connection of its own until it is stopped; a run that was lost is paused."""

    def __init__(self, database: Database, lease: Lease, inbox: Inbox) -> None:
        self._database = database.another(0, _ANSWER_S)
        self._rows = Rows(self._database)
        self._messages = Messages(self._database)
        self._lease = lease
        self._inbox = inbox
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True, name="mity-beat")
        self._thread.start()

    def stop(self) -> None:
        """Gives no sign any more."""
        self._over.set()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=10)
        self._database.close()

    def _keep(self) -> None:
        while not self._over.wait(BEAT_S):
            try:
                if not self._rows.beat(self._lease):
                    self._lost()
                    return
                self._messages.hand_over(self._lease, self._inbox)
            except (EngineError, StorageError, UsageError):
                continue  # the next beat may come through; if none does, somebody else takes the run

    def _lost(self) -> None:
        if not self._inbox.has(PAUSE):
            self._inbox.post(PAUSE, {"by": "engine", "at": utc_now()})
