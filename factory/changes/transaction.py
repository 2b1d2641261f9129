"""A change to a project that stands as a whole or not at all, also after a kill."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mity.changes.snapshot import HEAL_GIT, Entry, Snapshots, differing
from mity.errors import StorageError
from mity.system.files import drop_bytecode, storage_error, write_atomic

_FILE = "transaction.json"
ASIDE = ".mity/aside"


class Transaction:
    """The state of a project before a run changed it, kept on disk until the run is done.

    `ours` are the paths that the run itself writes: whatever else differs when it is undone is put back too, but its
    last content is kept in `.mity/aside/<run>`, because somebody else may have written it.
    """

    def __init__(
        self, project: Path, ignore: Iterable[str], run_id: str, before: dict[str, Entry], folders: frozenset[str]
    ):
        self.project = project
        self.run_id = run_id
        self.before = before
        self._folders = folders
        self._ignore = tuple(ignore)
        self._snapshots = Snapshots(project, self._ignore)
        self.ours: set[str] = set()

    @classmethod
    def begin(cls, project: Path, ignore: Iterable[str], run_id: str) -> Transaction:
        """Takes the present state and makes it durable. Raises StorageError."""
        ignore = tuple(ignore)
        try:
            snapshots = Snapshots(project, ignore)
            made = cls(project, ignore, run_id, snapshots.take(), snapshots.folders())
        except OSError as error:
            raise storage_error("take a snapshot of", project, error) from error
        made.save()
        return made

    @classmethod
    def pending(cls, project: Path) -> Transaction | None:
        """The transaction that a killed run left, if any. Raises StorageError when it cannot be read."""
        path = project / HEAL_GIT / _FILE
        try:
            data = json.loads(path.read_bytes())
            before = {str(name): Entry(int(mode), str(blob)) for name, (mode, blob) in data["before"].items()}
            made = cls(project, data["ignore"], str(data["run_id"]), before, frozenset(data["folders"]))
            made.ours = set(data["ours"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StorageError(f"cannot read {path}, which says how to undo a half-made change: {error}") from error
        return made

    def save(self) -> None:
        """Makes the transaction durable: call it before anything is written."""
        data: dict[str, Any] = {
            "run_id": self.run_id,
            "ignore": list(self._ignore),
            "ours": sorted(self.ours),
            "folders": sorted(self._folders),
            "before": {path: [entry.mode, entry.blob] for path, entry in self.before.items()},
        }
        write_atomic(self.project / HEAL_GIT / _FILE, json.dumps(data).encode())

    def content(self, path: str) -> bytes | None:
        """The bytes that a file had at the beginning; None when it was not there."""
        return self._snapshots.content(self.before.get(path))

    def changed(self) -> list[str]:
        """Paths that differ from the beginning."""
        return differing(self.before, self._snapshots.take())

    def finish(self) -> None:
        """What was changed stays."""
        (self.project / HEAL_GIT / _FILE).unlink(missing_ok=True)

    def undo(self) -> list[str]:
        """Puts every byte back. Returns the paths whose last content is kept aside. Raises StorageError."""
        kept: list[str] = []
        try:
            now = self._snapshots.take()
            changed = differing(self.before, now)
            for path in changed:
                if path not in self.ours and path in now:
                    self._keep(path)
                    kept.append(path)
            for path in sorted(changed, key=lambda path: path in self.before):
                self._snapshots.put_back(path, self.before.get(path))
            self._folders_back()
            drop_bytecode(self.project, changed)
        except OSError as error:
            raise storage_error("put back", self.project, error) from error
        self.finish()
        return kept

    def _keep(self, path: str) -> None:
        source = self.project / path
        if source.is_symlink():
            return
        aside = self.project / ASIDE / self.run_id / path
        aside.parent.mkdir(parents=True, exist_ok=True)
        (self.project / ASIDE / ".gitignore").write_text("*\n", encoding="utf-8")
        aside.write_bytes(source.read_bytes())

    def _folders_back(self) -> None:
        """Folders that the change made go, as far as they are empty; those that it emptied away come back."""
        for path in sorted(self._snapshots.folders() - self._folders, reverse=True):
            with contextlib.suppress(OSError):
                (self.project / path).rmdir()
        for path in sorted(self._folders):
            (self.project / path).mkdir(parents=True, exist_ok=True)
