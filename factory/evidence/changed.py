"""Files that the attempt itself changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mity.changes.proof_tree import proof_tree
from mity.evidence.found import Found

_MOST = 500


class ChangedFiles:
    """The files of a project that match some globs, as they are before an attempt. Raises StorageError."""

    def __init__(self, project: Path, globs: Iterable[str], ignore: Iterable[str]) -> None:
        self._project = project
        self._globs = tuple(globs)
        self._ignore = tuple(ignore)
        self._before = proof_tree(project, self._ignore, self._globs)

    def found(self) -> Found:
        """Those that were made, changed or removed since. Raises StorageError."""
        before, after = self._before, proof_tree(self._project, self._ignore, self._globs)
        changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        if changed:
            return Found({"changed": changed[:_MOST]})
        return Found(problems=(f"it changed no file that matches {' or '.join(self._globs)}",))
