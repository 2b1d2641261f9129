"""States of a project kept on disk between processes, so that unchanged files are not read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.changes.observer import MOST_FILES
from mity.changes.snapshot import HEAL_GIT, Entry, State
from mity.errors import StorageError
from mity.reading import read_bytes
from mity.system.files import private_folder, storage_error, sweep, write_atomic
from mity.text.data import parse_json
from mity.text.records import dataclass, field

STATES = f"{HEAL_GIT}/steps"
_NEWEST = "newest"
_MOST = MOST_FILES * 5000  # bytes; no path is longer than 4,096


@dataclass(frozen=True, slots=True)
class Kept:
    """A state with what git ignored then, the references of the repository, and how many records a run had."""

    state: State
    ignored: frozenset[str] = frozenset()
    refs: Mapping[str, str] = field(default_factory=dict)
    records: int = 0


class StateFiles:
    """The states kept in one project: the newest of any run, and the one that each run began with."""

    def __init__(self, project: Path) -> None:
        self._folder = project / STATES

    def newest(self) -> Kept | None:
        """The newest state that any run left; None when there is none that can be read."""
        return self._load(_NEWEST)

    def of_run(self, run_id: str) -> Kept | None:
        """The state that a run began with which never came to its end."""
        return self._load(run_id)

    def save(self, kept: Kept, run_id: str = _NEWEST) -> None:
        """Keeps a state, by default as the newest. Raises StorageError."""
        data = {
            "files": {path: [one.mode, one.blob, *one.stamp] for path, one in kept.state.files.items()},
            "folders": dict(kept.state.folders),
            "ignored": sorted(kept.ignored),
            "refs": dict(kept.refs),
            "records": kept.records,
        }
        try:
            private_folder(self._folder)
            sweep(self._folder, "" if run_id == _NEWEST else f"{run_id}.json")  # any run writes the newest one
        except OSError as error:
            raise storage_error("write", self._folder, error) from error
        write_atomic(self._path(run_id), json.dumps(data, separators=(",", ":")).encode(), durable=False, private=True)

    def drop(self, run_id: str) -> None:
        """The run has come to its end. Raises StorageError."""
        try:
            self._path(run_id).unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"cannot remove {self._path(run_id)}: {error.strerror or error}") from error

    def _path(self, run_id: str) -> Path:
        return self._folder / f"{run_id}.json"

    def _load(self, name: str) -> Kept | None:
        try:
            data = parse_json(read_bytes(self._path(name), _MOST))
            files = {path: _entry(row) for path, row in data["files"].items()}
            folders = {path: int(mode) for path, mode in data["folders"].items()}
            refs = {str(ref): str(value) for ref, value in data["refs"].items()}
            return Kept(State(files, folders), frozenset(data["ignored"]), refs, int(data["records"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _entry(row: list[Any]) -> Entry:
    mode, blob, mtime, ctime, size, inode = row
    return Entry(int(mode), str(blob), (int(mtime), int(ctime), int(size), int(inode)))
