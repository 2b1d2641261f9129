"""A rollback that was begun, kept until it is at its end, so that a second one finishes it after a kill."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from mity.changes.snapshot import HEAL_GIT
from mity.errors import StorageError
from mity.reading import read_bytes
from mity.system.files import private_folder, storage_error, sweep, sync_folder, write_atomic
from mity.text.data import parse_json
from mity.text.records import dataclass, field

_FOLDER = f"{HEAL_GIT}/rollbacks"


@dataclass(slots=True)
class Intent:
    """Where a run goes back to (`point`, by its name) and how; `undone` are the steps whose `undo:` has ended."""

    point: str
    hard: bool = False
    aside: bool = False
    skip_undo: bool = False
    undone: list[str] = field(default_factory=list)

    @classmethod
    def pending(cls, project: Path, run_id: str) -> Intent | None:
        """The rollback of a run that was begun and is not at its end. Raises StorageError."""
        path = _path(project, run_id)
        try:
            data = parse_json(read_bytes(path))
            flags = {name: bool(data[name]) for name in ("hard", "aside", "skip_undo")}
            return cls(str(data["point"]), **flags, undone=[str(key) for key in data["undone"]])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StorageError(f"cannot read {path}, which says how far a rollback came: {error}") from error

    def save(self, project: Path, run_id: str) -> None:
        """Makes it durable. Raises StorageError."""
        path = _path(project, run_id)
        try:
            private_folder(path.parent)
            sweep(path.parent, path.name)
        except OSError as error:
            raise storage_error("write", path, error) from error
        write_atomic(path, json.dumps(asdict(self)).encode(), private=True)

    @staticmethod
    def end(project: Path, run_id: str) -> None:
        """The rollback is at its end. Raises StorageError."""
        path = _path(project, run_id)
        try:
            path.unlink(missing_ok=True)
            sync_folder(path.parent)
        except OSError as error:
            raise storage_error("remove", path, error) from error


def _path(project: Path, run_id: str) -> Path:
    return project / _FOLDER / f"{run_id}.json"
