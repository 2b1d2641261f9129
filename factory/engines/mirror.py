"""The logs of all runs of an engine as files of a folder, kept up with the database for those who only read."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mity.engines.engine import Engine
from mity.engines.read_rows import StrangeRow, event_of
from mity.engines.rows import STOPPED
from mity.engines.stands import Stand, stands_of
from mity.errors import MityError
from mity.runs.files import journal_path
from mity.runs.journal import Journal
from mity.system.files import storage_error

_PACE_S, _SHARE, _AWAY_S = 0.2, 4, 2.0
"""Seconds between two looks, how many times as long as a look took the next one waits, and those for a server that is
away.
"""
_CAUGHT_UP_S = 2.0
"""Seconds that whoever did something to a run waits until it is seen here."""
_AT_ONCE = 100
"""Logs that are written anew in one look: those under way and the newest go before old ones."""


class Mirror:
    """The logs of an engine in `workspace`. Within it as a context a thread of its own keeps them up.

    `problem` is why the last look failed, in a sentence; empty while all is well.
    """

    def __init__(self, engine: Engine, workspace: Path) -> None:
        self.workspace = workspace
        self.problem = ""
        self._engine = engine
        self._seen: dict[str, Stand] = {}
        self._stands: dict[str, Stand] = {}
        self._journals: dict[str, Journal] = {}
        self._over = threading.Event()
        self._wanted = threading.Event()
        self._looks = threading.Condition()
        self._begun = self._ended = 0
        self._thread = threading.Thread(target=self._keep_up, name="mity-mirror", daemon=True)

    def __enter__(self) -> Mirror:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._wanted.set()
        self._thread.join()
        for journal in self._journals.values():
            journal.close(remove=False)

    def stand(self, run_id: str) -> Stand | None:
        """How a run stood at the last look; None for one that was not there."""
        return self._stands.get(run_id)

    def hurry(self) -> None:
        """Lets the next look begin at once, because something was done to a run, and waits for its end, two seconds."""
        with self._looks:
            next_look = self._begun + 1
            self._wanted.set()
            self._looks.wait_for(lambda: self._ended >= next_look, _CAUGHT_UP_S)

    def look(self) -> bool:
        """Brings the files up to the database; whether all of them are. Raises EngineError, StorageError."""
        stands = stands_of(self._engine.database)
        self._stands = {one.run_id: one for one in stands}
        for run_id in self._seen.keys() - self._stands.keys():
            self._forget(run_id)
        changed = [one for one in stands if _without_hold(one) != self._seen.get(one.run_id)]
        changed.sort(key=lambda one: one.status == STOPPED)  # those under way first, the newest of each first
        for one in changed[:_AT_ONCE]:
            try:
                self._bring(one)
            except StrangeRow:  # the others are shown all the same
                self._seen[one.run_id] = _without_hold(one)
        return len(changed) <= _AT_ONCE

    def _bring(self, stand: Stand) -> None:
        """Adds the events that are new to a journal, or writes a log anew."""
        seen, journal = self._seen.get(stand.run_id), self._journals.get(stand.run_id)
        only_events = seen is not None and _but_events(seen) == _but_events(stand)
        if only_events and seen is not None and journal is not None:
            lines = self._engine.rows.events(stand.run_id, seen.last)
            self._note(stand, self._append(stand.run_id, journal, lines, seen.last))
            return
        row = self._engine.rows.row(stand.run_id)
        if journal is not None:
            self._journals.pop(stand.run_id).close(remove=False)
        try:
            shutil.rmtree(self.workspace / ".mity" / "logs" / stand.run_id / "inbox", ignore_errors=True)
            path, journal, last = self._engine.open_log(row, self.workspace)
            if journal is None:
                journal_path(path).unlink(missing_ok=True)
            else:
                self._journals[stand.run_id] = journal
        except OSError as error:
            raise storage_error("write", self.workspace, error) from error
        self._note(replace(stand, sequence=row.sequence), last)

    def _append(self, run_id: str, journal: Journal, lines: Sequence[tuple[int, bytes]], last: int) -> int:
        for seq, line in lines:
            event_of(run_id, seq, line)
            journal.append(line.decode(), sync=False)
            last = seq
        return last

    def _note(self, stand: Stand, last: int) -> None:
        self._seen[stand.run_id] = _without_hold(replace(stand, last=last))

    def _forget(self, run_id: str) -> None:
        del self._seen[run_id]
        if journal := self._journals.pop(run_id, None):
            journal.close(remove=True)
        (self.workspace / ".mity" / "logs" / f"{run_id}.json").unlink(missing_ok=True)

    def _looked(self) -> bool | None:
        """As `look`; None where it failed, for the `problem` that is told."""
        try:
            whole = self.look()
        except MityError as error:
            self.problem = str(error)
            return None
        self.problem = ""
        return whole

    def _keep_up(self) -> None:
        while not self._over.is_set():
            began = time.monotonic()
            with self._looks:
                self._wanted.clear()
                self._begun += 1
            whole = self._looked()
            with self._looks:
                self._ended = self._begun
                self._looks.notify_all()
            if whole is None:
                self._over.wait(_AWAY_S)
            elif whole:
                self._wanted.wait(max(_PACE_S, _SHARE * (time.monotonic() - began)))


def _without_hold(stand: Stand) -> Stand:
    """A stand as it is compared: who holds a run changes none of its files."""
    return replace(stand, held=False)


def _but_events(stand: Stand) -> Stand:
    return replace(stand, held=False, last=0)
