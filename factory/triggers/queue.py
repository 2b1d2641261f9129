"""The queue on disk: what happened and was not served yet, one file each, and a line for each that was.

Whoever posts needs no lock. One process serves at a time; it writes down what is to run before it runs it, and that it
was served before it removes the file, so that a kill at any moment neither loses an occurrence nor serves it twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from mity.errors import BusyError
from mity.reading import read_bytes, read_end
from mity.runs.events import utc_now
from mity.system.files import (
    ignored_folder,
    private_file,
    private_folder,
    storage_error,
    sweep,
    write_all,
    write_atomic,
)
from mity.text.data import parse_json
from mity.triggers.occurrence import Occurrence
from mity.triggers.ownership import take

MOST_WAITING = 10_000
_MOST_BYTES = 1 << 20
_KEPT_LINES = 10_000
_READ_BYTES = 16 << 20
_TOLD = ("workflow", "run_id", "exit_code", "note")


class Queue:
    """The queue of one workspace, in `<workspace>/.mity/watch`; `note` hears what was put aside."""

    def __init__(self, workspace: Path, note: Callable[[str], None] = lambda text: None) -> None:
        self._note = note
        self._ours = False
        self.folder = workspace / ".mity" / "watch"
        self._waiting = self.folder / "queue"
        self._served = self.folder / "served.jsonl"
        self._keys: set[str] | None = None

    def make(self) -> None:
        """Makes the folders; what is no queue of this user's is moved aside. Raises StorageError, UsageError."""
        try:
            self._own()
            ignored_folder(self.folder)
            private_folder(self._waiting)
        except OSError as error:
            raise storage_error("write", self.folder, error) from error

    def _own(self) -> None:
        if self._ours and self.folder.is_dir():
            return
        locks = self.folder.parent / "locks"
        ignored_folder(locks)
        with FileLock(locks / "watch.lock", mode=0o600):  # two that are the first ones
            if aside := take(self.folder):
                self._note(f"{self.folder} came with the project and is not served: it was moved to {aside}")
        self._ours = True

    def put(self, one: Occurrence, *, noticed: bool = False) -> None:
        """Adds an occurrence, durably. Raises StorageError, BusyError when very many wait already.

        What was `noticed` by the watcher is taken in any case: it looks at nothing while very many wait.
        """
        self.make()
        if not noticed and len(self._names()) >= MOST_WAITING:
            raise BusyError(
                f"{MOST_WAITING:,} events wait in {self._waiting} already: let `mity watch` serve them, "
                "or remove what nobody needs"
            )
        one.time = one.time or utc_now()
        self.save(one)

    def save(self, one: Occurrence) -> None:
        """Writes down what is known of an occurrence. Raises StorageError."""
        write_atomic(self._path(one), json.dumps(one.to_json()).encode(), private=True)

    def waiting(self) -> Iterator[Occurrence]:
        """What was not served yet, the oldest first. A file that is none of ours is put aside under another name."""
        for name in self._names():
            path = self._waiting / name
            try:
                yield Occurrence.from_json(parse_json(read_bytes(path, _MOST_BYTES)))
            except FileNotFoundError:
                continue
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                path.replace(path.with_suffix(".unreadable"))
                self._note(f"{path} is no event: it is left aside as {path.stem}.unreadable")

    def __len__(self) -> int:
        return len(self._names())

    def open(self) -> None:
        """Reads what was served; for the one process that serves. Raises StorageError."""
        self.make()
        sweep(self._waiting, "")
        lines = self._lines()
        self._keys = {key for line in lines for key in _keys(line)}
        if len(lines) > 2 * _KEPT_LINES:
            write_atomic(self._served, b"".join(line + b"\n" for line in lines[-_KEPT_LINES:]), private=True)

    def watched(self) -> bool:
        """Whether a process serves it now."""
        path = self.folder / "lock"
        if not path.is_file():
            return False
        lock = FileLock(path, mode=0o600)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            return True
        lock.release()
        return False

    def ended(self, most: int) -> list[tuple[Occurrence, str]]:
        """What was served last and when, the newest first. Raises StorageError."""
        found = []
        for line in reversed(self._lines()[-most:]):
            try:
                row = parse_json(line)
                found.append((Occurrence.from_json({**row, "data": {}}), str(row["ended"])))
            except (ValueError, KeyError, TypeError, AttributeError):  # torn by a power cut
                continue
        return found

    def served(self, one: Occurrence) -> bool:
        """Whether it, or another one under one of its keys, was served already."""
        assert self._keys is not None, "the queue is not open"
        return not self._keys.isdisjoint((one.id, *one.keys))

    def end(self, one: Occurrence) -> None:
        """Notes that an occurrence was served and removes it. Raises StorageError."""
        row = {**one.to_json(), "ended": utc_now()}
        row.pop("data")
        row["jobs"] = [{name: job[name] for name in _TOLD} for job in row["jobs"] or ()]
        try:
            handle = private_file(self._served)
            try:
                torn = self._served.stat().st_size and read_end(self._served, 1) != b"\n"
                write_all(handle, (b"\n" if torn else b"") + json.dumps(row).encode() + b"\n")
                os.fsync(handle)
            finally:
                os.close(handle)
            self._path(one).unlink(missing_ok=True)
        except OSError as error:
            raise storage_error("write", self._served, error) from error
        assert self._keys is not None, "the queue is not open"
        self._keys.update((one.id, *one.keys))

    def drop(self, one: Occurrence) -> None:
        """Removes one that was served already. Raises StorageError."""
        try:
            self._path(one).unlink(missing_ok=True)
        except OSError as error:
            raise storage_error("remove", self._path(one), error) from error

    def _path(self, one: Occurrence) -> Path:
        return self._waiting / f"{one.id}.json"

    def _names(self) -> list[str]:
        try:
            found = os.listdir(self._waiting)  # noqa: PTH208 - names alone, of ten thousand
        except FileNotFoundError:
            return []
        except OSError as error:
            raise storage_error("read", self._waiting, error) from error
        return sorted(name for name in found if name.endswith(".json") and not name.startswith("."))

    def _lines(self) -> list[bytes]:
        try:
            return [line for line in read_end(self._served, _READ_BYTES).split(b"\n") if line]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise storage_error("read", self._served, error) from error


def _keys(line: bytes) -> list[str]:
    """The names under which a line says that something was served; none for a line that a power cut has torn."""
    try:
        row = parse_json(line)
        return [str(row["id"]), *map(str, row.get("keys") or ())]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
