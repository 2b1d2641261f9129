"""One run in the files of a workspace: its document, its journal, and the lock by which a process holds it."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock

from mity.runs.journal import Journal
from mity.system.files import write_atomic


class RunFiles:
    """The storage of a run whose document lies at `path` and whose `lock` is held. See `RunStorage`."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self._path = path
        self._lock = lock
        self._journal: Journal | None = None

    def begin(self, document: bytes) -> None:
        """Writes the document. Raises StorageError."""
        # A new run needs no fsync here: a document torn by a power cut is read from the journal's first line.
        write_atomic(self._path, document, durable=self._path.exists(), private=True)

    def begin_events(self, first: str, sequence: int, *, kept: bool) -> None:
        """Opens a journal; with `kept`, that of a killed process is renamed before. Raises StorageError."""
        if kept and (left := journal_path(self._path)).exists():  # of a killed process, joined into the log
            left.replace(kept_path(self._path, sequence))
        self._journal = Journal(journal_path(self._path), first)

    def append(self, line: str, *, sync: bool) -> None:
        """Adds a line to the journal, fsynced with `sync`. Raises StorageError."""
        if self._journal is None:
            raise RuntimeError("an event was recorded for a run that is not open")
        self._journal.append(line, sync=sync)

    def write(self, document: bytes, *, durable: bool) -> None:
        """Replaces the document by a rename, fsynced with `durable`. Raises StorageError."""
        write_atomic(self._path, document, durable=durable, private=True)

    def end_events(self, last: int | None) -> None:
        """Renames the journal, or removes it when `last` is None."""
        if self._journal is not None:
            self._journal.close(remove=True, kept=None if last is None else kept_path(self._path, last))
            self._journal = None

    def release(self) -> None:
        """Closes a journal that is open, which stays, and gives the lock back."""
        if self._journal is not None:
            self._journal.close(remove=False)
            self._journal = None
        self._lock.release()


def kept_path(document: Path, last: int) -> Path:
    """Where the events of one process of a run stay, up to the event number `last`."""
    return document.with_suffix(f".events-{last:08d}.jsonl")


def journal_path(document: Path) -> Path:
    """Where the journal of a document is kept."""
    return document.with_suffix(".journal.jsonl")
