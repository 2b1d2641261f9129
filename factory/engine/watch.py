"""Looks whether another process asked a run to pause or to end."""

from __future__ import annotations

import threading
from collections.abc import Callable

from mity.runs.inbox import CANCEL, PAUSE, Inbox

_EVERY_S = 0.2


class Watch:
    """A thread that looks into a run's inbox until it is stopped; `asked` hears what was asked and by whom, once."""

    def __init__(self, inbox: Inbox, asked: Callable[[str, str], None]) -> None:
        self._inbox = inbox
        self._asked = asked
        self._over = threading.Event()
        threading.Thread(target=self._look, daemon=True, name="mity-watch").start()

    def stop(self) -> None:
        """Looks no longer."""
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(_EVERY_S):
            for what in (CANCEL, PAUSE):
                if self._inbox.has(what):
                    self._over.set()
                    self._asked(what, str((self._inbox.read(what) or {}).get("by") or "another process"))
                    return
