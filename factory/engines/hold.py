"""A run that this process holds, from the moment it took it until it gives it back."""

from __future__ import annotations

import contextlib
from pathlib import Path

from mity.engines.address import EngineError
from mity.engines.beat import Beat
from mity.engines.engine import Engine
from mity.engines.leases import Lease
from mity.engines.rows import STOPPED
from mity.errors import MityError, StorageError
from mity.runs.inbox import Inbox


class Hold:
    """Keeps the lease of a run alive, and brings its messages into the inbox of the workspace where it is.

    One that is `lasting` outlives a pause of its run, and an end behind which something is still to be done: others
    would take the run for one that has stopped. Who took it gives it back, as `ends` says.
    """

    def __init__(self, engine: Engine, lease: Lease, workspace: Path, *, lasting: bool = False) -> None:
        self.lease = lease
        self._engine = engine
        self._inbox = Inbox(workspace, lease.run_id)
        with contextlib.suppress(EngineError):  # from now on the lease is one whose end is noticed within seconds
            engine.rows.beat(lease)
        self._beat = Beat(engine.database, lease, self._inbox)
        self._held = True
        self.lasting = lasting
        self.ends = STOPPED
        self.over = False
        """Whether nothing is left to do in the run, so that no message is for anybody any more."""

    @property
    def held(self) -> bool:
        """Whether it was not given back yet."""
        return self._held

    def take_messages(self) -> None:
        """Hands over what was posted so far. Raises EngineError, StorageError."""
        self._engine.messages.hand_over(self.lease, self._inbox)

    def pause(self, status: str) -> None:
        """The run is to be given back with this status: now, or by who took it."""
        self.ends = status
        if not self.lasting:
            self.release(status)

    def leave(self) -> None:
        """Gives no sign of life any more, and says nothing to the database: the lease runs out."""
        self._held = False
        self._beat.stop()

    def release(self, status: str, problem: str = "") -> None:
        """Gives the run back; again, nothing happens. Where the database is away, the lease runs out."""
        if not self._held:
            return
        self._held = False
        self._beat.stop()
        with contextlib.suppress(EngineError, StorageError):
            self.take_messages()
            if self.over:
                self._engine.messages.forget(self.lease)
        with contextlib.suppress(MityError):
            self._engine.rows.release(self.lease, status, problem)
