"""What one step changed in a project: files, folders, and branches of its repository, before and after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from mity.changes.observer import unknown_to
from mity.changes.record import of_project
from mity.changes.snapshot import Entry, State, same
from mity.text.data import parse_json
from mity.text.records import dataclass, field

Json = dict[str, Any]
Pair = tuple[Entry | None, Entry | None]
CREATED, CHANGED, DELETED = "created", "changed", "deleted"
HEAD = "HEAD"


@dataclass(frozen=True, slots=True)
class Delta:
    """Each path with what it was before and after; None for what was not there.

    `refs` has the same of `HEAD` and of each branch, as git keeps them; empty for one that was not there.
    """

    files: Mapping[str, Pair] = field(default_factory=dict)
    folders: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    refs: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.files or self.folders or self.refs)

    @classmethod
    def between(cls, before: State, after: State, refs: tuple[Mapping[str, str], Mapping[str, str]]) -> Delta:
        """The difference of two states, and of the references in both."""
        files = {
            path: (before.files.get(path), after.files.get(path)) for path in unknown_to(before.files, after.files)
        }
        folders = {
            path: (before.folders.get(path), after.folders.get(path))
            for path in before.folders.keys() | after.folders.keys()
            if before.folders.get(path) != after.folders.get(path)
        }
        old, new = refs
        names = [name for name in {**old, **new} if old.get(name, "") != new.get(name, "")]
        return cls(files, folders, {name: (old.get(name, ""), new.get(name, "")) for name in names})

    def kinds(self) -> dict[str, str]:
        """Each file with what became of it: created, changed or deleted."""
        return {path: kind(*pair) for path, pair in sorted(self.files.items()) if not same(*pair)}

    def dump(self) -> bytes:
        """The delta as bytes."""
        files = {path: [_row(old), _row(new)] for path, (old, new) in self.files.items()}
        data = {"files": files, "folders": dict(self.folders), "refs": dict(self.refs)}
        return json.dumps(data, separators=(",", ":")).encode()

    @classmethod
    def load(cls, data: bytes) -> Delta:
        """Reads what `dump` wrote. Raises ValueError, KeyError, TypeError or AttributeError for anything else."""
        read = parse_json(data)
        files = {_path(path): (_entry(old), _entry(new)) for path, (old, new) in read["files"].items()}
        folders = {_path(path): (_mode(old), _mode(new)) for path, (old, new) in read["folders"].items()}
        return cls(files, folders, {_ref(name): (str(old), str(new)) for name, (old, new) in read["refs"].items()})


@dataclass(slots=True)
class Sum:
    """Several deltas, one after the other, as one.

    `others` has, for each path that somebody else changed between two of them, what it was then.
    """

    files: dict[str, Pair] = field(default_factory=dict)
    folders: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    refs: dict[str, tuple[str, str]] = field(default_factory=dict)
    others: dict[str, list[Entry | None]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, deltas: Iterable[Delta]) -> Sum:
        """The sum of deltas, the earliest first."""
        made = cls()
        for delta in deltas:
            for path, (old, new) in delta.files.items():
                first, last = made.files.get(path, (old, old))
                if not same(last, old):
                    made.others.setdefault(path, []).append(old)
                made.files[path] = (first, new)
            for path, modes in delta.folders.items():
                made.folders[path] = (made.folders.get(path, modes)[0], modes[1])
            for name, (was, became) in delta.refs.items():
                begun, ended = made.refs.get(name, (was, was))
                made.moved |= {name} if ended != was else set()
                made.refs[name] = (begun, became)
        return made

    def kinds(self) -> dict[str, str]:
        """Each file with what became of it in all; those that are as they were are left out."""
        return Delta(self.files).kinds()


def kind(before: Entry | None, after: Entry | None) -> str:
    """What became of a file, in a word."""
    return CREATED if before is None else DELETED if after is None else CHANGED


def _row(entry: Entry | None) -> list[int | str] | None:
    return None if entry is None else [entry.mode, entry.blob]


def _entry(row: Any) -> Entry | None:
    return None if row is None else Entry(int(row[0]), str(row[1]))


def _mode(value: Any) -> int | None:
    return None if value is None else int(value) & 0o7777


def _path(path: str) -> str:
    if not of_project(path):
        raise ValueError(f"{path!r} is no path of the project")
    return path


def _ref(name: str) -> str:
    if name != HEAD and (not name.startswith("refs/heads/") or ".." in PurePosixPath(name).parts):
        raise ValueError(f"{name!r} is no branch")
    return name
