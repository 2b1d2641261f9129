"""One run in the files of a workspace and in the rows of an engine at once, as long as its lease lasts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mity.engines.address import AwayError
from mity.engines.content import Content
from mity.engines.hold import Hold
from mity.engines.rows import QUEUED, STOPPED, Rows
from mity.runs import events
from mity.runs.files import RunFiles
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.runs.store import summary_of
from mity.runs.triggered import owed

_TELL_S = 1.0  # between two changes of what lists show of a run under way
_KIND = '"kind":"'
_OF_FILES = frozenset({events.STEP_CHANGED, events.ROLLED_BACK, events.FIX_KEPT})
"""Kinds that say what became of files: who takes over must not read of files that it does not get."""


class RunRows:
    """The storage of a run that files and an engine keep. See `RunStorage`.

    `drains` says whether the process ends for its own reasons, so that another one goes on with a run that it paused.
    `agree` hears of the files that the engine has, by the digest of their list, when the run is given back.
    """

    def __init__(
        self,
        files: RunFiles,
        rows: Rows,
        hold: Hold,
        log: ExecutionLog,
        content: Content | None,
        drains: Callable[[], bool],
        agree: Callable[[str], None] = lambda tree: None,
    ) -> None:
        self._files = files
        self._rows = rows
        self._hold = hold
        self._log = log
        self._content = content
        self._drains = drains
        self._agree = agree
        self._kept = ""
        self._waiting: list[tuple[int, bytes]] = []
        self._tree: str | None = None
        self._of_files = False
        self._told_at = 0.0
        self._cut_off = False

    def begin(self, document: bytes) -> None:
        """Keeps the document, and the files of the workspace as they are. Raises FencedError, EngineError."""
        self._files.begin(document)
        self._look()
        if self._tree is not None and not self._log.results:
            self._rows.begin(self._hold.lease, self._tree)
            self._tree = None
        self._flush()
        self._save(document)

    def begin_events(self, first: str, sequence: int, *, kept: bool) -> None:
        """Opens the journal beside the rows. Raises StorageError."""
        self._files.begin_events(first, sequence, kept=kept)

    def append(self, line: str, *, sync: bool) -> None:
        """Adds an event; those that need no sync go with the next one that does. Raises FencedError, EngineError.

        What tells of files goes with the files, and no sooner than what comes of it: a step that ended, so that the
        files in the database are those behind it, or whatever else cannot wait.
        """
        self._files.append(line, sync=sync)
        kind = _kind_of(line)
        ended = kind == events.STEP_FINISHED
        if ended or kind == events.STEP_RETRY or (self._of_files and kind not in _OF_FILES):
            self._look()  # before the next step changes them
        self._waiting.append((int(line[len('{"seq":') : line.index(",")]), line.encode("utf-8", "backslashreplace")))
        if kind in _OF_FILES:
            self._of_files = True
        elif sync or kind == events.STEP_RETRY:  # who takes over goes on with the next attempt
            self._flush(ended=ended or kind == events.STEP_RETRY)

    def write(self, document: bytes, *, durable: bool) -> None:
        """Replaces the document, in the database only a durable one. Raises FencedError, EngineError."""
        self._files.write(document, durable=durable)
        if durable:
            self._look()
            self._flush()
            self._save(document)
        elif time.monotonic() >= self._told_at + _TELL_S:
            self._rows.tell(self._hold.lease, self._summary())
            self._told_at = time.monotonic()

    def end_events(self, last: int | None) -> None:
        """Ends the events. Raises FencedError, EngineError."""
        self._files.end_events(last)
        self._flush()

    def release(self) -> None:
        """Gives the run back: to its queue when it was only drained, else as one that has stopped.

        One that still owes what it triggered stays with who took it, so that another one does that after a kill. One of
        which a worker could not tell the engine is left to its lease: another worker goes on with it.
        """
        if self._cut_off and self._hold.lasting:
            self._hold.leave()
            self._files.release()
            return
        self._agree(self._kept)
        self._hold.over = not self._log.can_resume()
        paused = self._log.state is RunState.PAUSED
        if paused or owed(self._log.triggered):
            self._hold.pause(QUEUED if paused and self._drains() and self._hold.lease.queue else STOPPED)
        else:
            self._hold.release(STOPPED)
        self._files.release()

    def _flush(self, *, ended: bool = False) -> None:
        if self._waiting or self._tree is not None:
            with self._noticed():
                self._rows.append(self._hold.lease, self._waiting, self._tree, ended=ended)
            self._kept = self._tree or self._kept
            self._waiting, self._tree = [], None

    def _look(self) -> None:
        """The files as they are now go with the next events."""
        self._of_files = False
        with self._noticed():
            changed = None if self._content is None else self._content.changed()
        self._tree = self._tree if changed is None else changed

    def _save(self, document: bytes) -> None:
        with self._noticed():
            self._rows.write(self._hold.lease, document, self._log.sequence, self._summary())
        self._told_at = time.monotonic()

    @contextmanager
    def _noticed(self) -> Iterator[None]:
        """Notes that the engine was away, so that it does not hear of a run that has stopped when it is back."""
        try:
            yield
        except AwayError:
            self._cut_off = True
            raise

    def _summary(self) -> str:
        return json.dumps(summary_of(self._log))


def _kind_of(line: str) -> str:
    """The kind of an event by its line, which has it third."""
    at = line.index(_KIND) + len(_KIND)
    return line[at : line.index('"', at)]
