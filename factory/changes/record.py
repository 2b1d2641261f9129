"""The record of a change set on disk, by which another process takes back what a killed one left half done."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mity.changes.snapshot import HEAL_GIT, Entry, State, differing
from mity.errors import StorageError
from mity.reading import read_bytes
from mity.system.files import private_folder, storage_error, sweep, sync_folder, write_new
from mity.text.data import parse_json
from mity.text.file_names import plain_parts
from mity.text.records import dataclass, field

RECORDS = f"{HEAL_GIT}/changes"
ASIDE = ".mity/aside"
KEPT = ".kept"
"""Behind the name of each file there: linters and test runners that enter hidden folders would take it for a source."""
_SCHEMA = 1
_MOST = 1 << 28  # bytes; a row for each of a million files


@dataclass(slots=True)
class Record:
    """What is known of a change set: who began it, the state before, and what was announced since.

    On disk it is one JSON line for the beginning and one for each announcement, each written before what it announces
    is done; a last line that a kill cut off announced nothing. `ours` are the paths that mity itself writes, `moved`
    the folders moved away (from, to), `after` the state that the change left, once somebody looked. `steps` are the
    keys of the steps that make it, where several do.
    """

    path: Path
    owner: str
    run_id: str
    ignore: tuple[str, ...]
    before: State
    ours: set[str] = field(default_factory=set)
    moved: list[tuple[str, str]] = field(default_factory=list)
    after: State | None = None
    steps: tuple[str, ...] = ()

    @property
    def sequence(self) -> int:
        """Its number among the change sets of the project: a later one has a higher number."""
        return int(self.path.stem)

    @classmethod
    def begin(
        cls,
        project: Path,
        owner: str,
        run_id: str,
        ignore: tuple[str, ...],
        before: State,
        steps: tuple[str, ...] = (),
    ) -> Record:
        """Writes the record of a new change set, the newest of the project. Raises StorageError."""
        folder = project / RECORDS
        try:
            private_folder(folder)
        except OSError as error:
            raise storage_error("write", folder, error) from error
        sweep(folder, "")
        head = {"schema": _SCHEMA, "owner": owner, "run_id": run_id, "ignore": list(ignore), **_state(before)}
        line = _line(head | ({"steps": list(steps)} if steps else {}))
        while True:
            number = max((int(path.stem) for path in _found(project)), default=0) + 1
            made = cls(folder / f"{number:06d}.jsonl", owner, run_id, ignore, before, steps=steps)
            if write_new(made.path, line):  # else another run has just taken that number
                return made

    @classmethod
    def pending(cls, project: Path) -> list[Record]:
        """The records that are there, newest first. Raises StorageError for one that cannot be read."""
        return [cls.read(path) for path in sorted(_found(project), key=lambda path: -int(path.stem))]

    @classmethod
    def read(cls, path: Path) -> Record:
        """One record. Raises StorageError."""
        try:
            first, *others = read_bytes(path, _MOST).split(b"\n")[:-1]
            head = parse_json(first)
            before = State(_entries(head["files"]), {_checked(p): int(mode) for p, mode in head["folders"].items()})
            made = cls(path, str(head["owner"]), _checked(head["run_id"]), tuple(map(str, head["ignore"])), before)
            made.steps = tuple(map(str, head.get("steps") or ()))
            for line in others:
                made._take_in(parse_json(line))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StorageError(f"cannot read {path}, which says how to undo a half-made change: {error}") from error
        return made

    def add_ours(self, paths: Iterable[str]) -> None:
        """Announces paths that mity is going to write. Raises StorageError."""
        if new := sorted(set(paths) - self.ours):
            self._announce({"ours": new})

    def add_moved(self, moved: Iterable[tuple[str, str]]) -> None:
        """Announces folders that are going to be renamed. Raises StorageError."""
        if new := [list(pair) for pair in moved]:
            self._announce({"moved": new})

    def set_after(self, after: State) -> None:
        """Records what the change left. Raises StorageError."""
        files = {path: _entry(after.files.get(path)) for path in differing(self.before.files, after.files)}
        both = {**self.before.folders, **after.folders}
        folders = {p: after.folders.get(p) for p in both if self.before.folders.get(p) != after.folders.get(p)}
        self._announce({"look": {"files": files, "folders": folders}})
        self.after = after  # with the stamps, which the disk does not keep

    def absorb(self, inner: Record, now: State) -> None:
        """Takes in a change that was made inside this one and is kept; it left the state `now`. Raises StorageError."""
        paths = differing(inner.before.files, now.files)
        self.add_ours(paths)
        self.add_moved(inner.moved)
        if self.after is not None:
            files = {path: entry for path, entry in self.after.files.items() if path not in paths}
            files |= {path: now.files[path] for path in paths if path in now.files}
            self.set_after(State(files, {**self.after.folders, **now.folders}))

    def refresh(self) -> None:
        """Takes in what others announced for it: a change kept inside this one. Raises StorageError."""
        fresh = Record.read(self.path)
        self.ours, self.moved = fresh.ours, fresh.moved
        self.after = self.after or fresh.after

    def remove(self) -> None:
        """The change set is over. Raises StorageError."""
        try:
            self.path.unlink(missing_ok=True)
            sweep(self.path.parent, self.path.name)  # a kill may have come while it was begun
            sync_folder(self.path.parent)
        except OSError as error:
            raise storage_error("remove", self.path, error) from error

    def _announce(self, data: dict[str, Any]) -> None:
        try:
            with self.path.open("r+b") as handle:
                whole = handle.read().rfind(b"\n") + 1
                handle.seek(whole)
                handle.truncate()  # a line that a kill cut off
                handle.write(_line(data))
                handle.flush()
                os.fsync(handle.fileno())
        except OSError as error:
            raise storage_error("write", self.path, error) from error
        self._take_in(data)

    def _take_in(self, data: Mapping[str, Any]) -> None:
        self.ours |= {_checked(path) for path in data.get("ours", ())}
        self.moved += [(_checked(place), _set_aside(aside)) for place, aside in data.get("moved", ())]
        if (look := data.get("look")) is not None:
            files = {**self.before.files, **_entries(look["files"])}
            folders = {**self.before.folders, **{_checked(path): mode for path, mode in look["folders"].items()}}
            self.after = State(
                {path: entry for path, entry in files.items() if look["files"].get(path, ()) is not None},
                {path: int(mode) for path, mode in folders.items() if mode is not None},
            )


def _found(project: Path) -> list[Path]:
    return [path for path in (project / RECORDS).glob("*.jsonl") if path.stem.isdecimal()]


def _line(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode() + b"\n"


def _state(state: State) -> dict[str, Any]:
    return {"folders": dict(state.folders), "files": {path: _entry(entry) for path, entry in state.files.items()}}


def _entry(entry: Entry | None) -> list[int | str] | None:
    return None if entry is None else [entry.mode, entry.blob]


def _entries(data: Mapping[str, Any]) -> dict[str, Entry]:
    return {_checked(path): Entry(int(row[0]), str(row[1])) for path, row in data.items() if row is not None}


def of_project(path: str) -> bool:
    """True for a relative path below a project that does not climb out of it or into its repository."""
    parts = set(plain_parts(path))  # `.GIT` is the repository where case says nothing
    if ".mity" in parts and ".mity" not in path.split("/"):  # mity's folder by another name
        return False
    return bool(parts) and not path.startswith("/") and not {"..", ".git"} & parts and "\0" not in path


def _checked(path: str) -> str:
    """A path of a record, which may have come with a cloned project. Raises ValueError for one that leads elsewhere."""
    if not of_project(path):
        raise ValueError(f"{path!r} is no path of the project")
    return path


def _set_aside(path: str) -> str:
    if not _checked(path).startswith(f"{ASIDE}/"):
        raise ValueError(f"{path!r} is no path below {ASIDE}")
    return path
