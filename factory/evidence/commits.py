"""The commit that the attempt made."""

from __future__ import annotations

from pathlib import Path

from mity.evidence.found import Found
from mity.system.git import Repository
from mity.system.git_calls import GitError


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
