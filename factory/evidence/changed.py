"""Files that the attempt itself changed, and the commit that it made."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mity.changes.proof_tree import proof_tree
from mity.evidence.found import Found
from mity.system.git import GitError, Repository

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


class NewCommit:
    """The commit that is checked out before an attempt, in the repository that a project is part of."""

    def __init__(self, project: Path) -> None:
        places = (project, *project.resolve().parents)
        self._project = project
        self._place = next((path for path in places if Repository(path).exists()), None)
        self._before = self._head()

    def found(self) -> Found:
        """The commit that is checked out now, if it is a new one that git shows. Raises GitError."""
        if self._place is None:
            if not Repository(self._project).exists():
                return Found(problems=(f"it made no commit: {self._project} is in no git repository",))
            self._place = self._project
        repository, after = Repository(self._place), self._head()
        if not after or after == self._before:
            where = f"HEAD is still at {after[:12]}" if after else "there is no commit yet"
            return Found(problems=(f"it made no commit: {where}",))
        if not repository.shows(after):
            return Found(problems=(f"git shows no commit {after[:12]}, to which HEAD points",))
        if self._before and repository.is_ancestor(after, self._before):
            return Found(problems=(f"it made no commit: HEAD went back to {after[:12]}",))
        return Found({"commit": after})

    def _head(self) -> str:
        if self._place is None:
            return ""
        try:
            head = Repository(self._place).head()
        except GitError:
            return ""
        return head.hash if head else ""
