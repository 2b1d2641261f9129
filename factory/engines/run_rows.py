"""One run in the files of a workspace and in the rows of an engine at once, as long as its lease lasts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from mity.engines.content import Content
from mity.engines.hold import Hold
from mity.engines.rows import QUEUED, STOPPED, Rows
from mity.runs.files import RunFiles
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.runs.store import summary_of

_TELL_S = 1.0  # between two changes of what lists show of a run under way
_ENDED = '"kind":"step.finished"'
_RETRIED = '"kind":"step.retry"'  # with its files: who takes over goes on with the next attempt


class RunRows:
    """The storage of a run that files and an engine keep. See `RunStorage`.

    `drains` says whether the process ends for its own reasons, so that another one goes on with a run that it paused.
    """

    def __init__(
        self,
        files: RunFiles,
        rows: Rows,
        hold: Hold,
        log: ExecutionLog,
        content: Content | None,
        drains: Callable[[], bool],
    ) -> None:
        self._files = files
        self._rows = rows
        self._hold = hold
        self._log = log
        self._content = content
        self._drains = drains
        self._waiting: list[tuple[int, bytes]] = []
        self._told_at = 0.0

    def begin(self, document: bytes) -> None:
        """Keeps the document, and the files of the workspace as they are. Raises FencedError, EngineError."""
        self._files.begin(document)
        tree = self._changed()
        if tree is not None and not self._log.results:
            self._rows.begin(self._hold.lease, tree)
        elif tree is not None:
            self._rows.append(self._hold.lease, [], tree)
        self._save(document)

    def begin_events(self, first: str, sequence: int, *, kept: bool) -> None:
        """Opens the journal beside the rows. Raises StorageError."""
        self._files.begin_events(first, sequence, kept=kept)

    def append(self, line: str, *, sync: bool) -> None:
        """Adds an event; those that need no sync go with the next one that does. Raises FencedError, EngineError."""
        self._files.append(line, sync=sync)
        self._waiting.append((int(line[len('{"seq":') : line.index(",")]), line.encode("utf-8", "backslashreplace")))
        if sync:
            ended = _ENDED in line[:200]
            self._flush(self._changed() if ended else None, ended=ended)
        elif _RETRIED in line[:200]:
            self._flush(self._changed())

    def write(self, document: bytes, *, durable: bool) -> None:
        """Replaces the document, in the database only a durable one. Raises FencedError, EngineError."""
        self._files.write(document, durable=durable)
        if durable:
            self._flush(self._changed())
            self._save(document)
        elif time.monotonic() >= self._told_at + _TELL_S:
            self._rows.tell(self._hold.lease, self._summary())
            self._told_at = time.monotonic()

    def end_events(self, last: int | None) -> None:
        """Ends the events. Raises FencedError, EngineError."""
        self._files.end_events(last)
        self._flush(None)

    def release(self) -> None:
        """Gives the run back: to its queue when it was only drained, else as one that has stopped."""
        drained = self._drains() and self._log.state is RunState.PAUSED and bool(self._hold.lease.queue)
        self._hold.release(QUEUED if drained else STOPPED)
        self._files.release()

    def _flush(self, tree: str | None, *, ended: bool = False) -> None:
        if self._waiting or tree is not None:
            self._rows.append(self._hold.lease, self._waiting, tree, ended=ended)
            self._waiting = []

    def _changed(self) -> str | None:
        return None if self._content is None else self._content.changed()

    def _save(self, document: bytes) -> None:
        self._rows.write(self._hold.lease, document, self._log.sequence, self._summary())
        self._told_at = time.monotonic()

    def _summary(self) -> str:
        return json.dumps(summary_of(self._log))
