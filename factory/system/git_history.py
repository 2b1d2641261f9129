"""What the user's repository remembers of a file that is gone. Only read, never changed."""

from __future__ import annotations

import hashlib
import os
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mity.system.gitpython import NONSENSE, git, gitdb


def last_committed(project: Path, path: str) -> tuple[str, bytes] | None:
    """The last content of `path` that was committed, not counting an empty one, and its commit; None without any."""
    try:
        with git.Repo(project, search_parent_directories=True) as repo:
            inside = (project.resolve() / path).relative_to(Path(str(repo.working_tree_dir)).resolve())
            for commit in repo.iter_commits("HEAD", paths=str(inside), max_count=2):
                try:
                    blob = commit.tree / inside.as_posix()
                except KeyError:
                    continue
                if blob.size:
                    return commit.hexsha, bytes(blob.data_stream.read())
    except (git.GitError, gitdb.exc.ODBError, OSError, *NONSENSE):
        return None
    return None


def earlier_versions(project: Path, path: str, most: int = 20) -> list[bytes]:
    """The contents of `path` in the last commits that changed it, the newest first; none outside a repository."""
    found: list[bytes] = []
    try:
        with git.Repo(project, search_parent_directories=True) as repo:
            inside = (project.resolve() / path).relative_to(Path(str(repo.working_tree_dir)).resolve())
            for commit in repo.iter_commits("HEAD", paths=str(inside), max_count=most):
                try:
                    found.append(bytes((commit.tree / inside.as_posix()).data_stream.read()))
                except KeyError:
                    continue
    except (git.GitError, gitdb.exc.ODBError, OSError, *NONSENSE):
        return found
    return found


def is_ignored(project: Path, path: str) -> bool:
    """Whether git ignores a file below `project`, which it does not track: something made it. False outside of git."""
    try:
        with git.Repo(project, search_parent_directories=True, expand_vars=False) as repo:
            return bool(repo.ignored(str(project.resolve() / path)))
    except (git.GitError, gitdb.exc.ODBError, OSError, *NONSENSE):
        return False


def deleted_files(project: Path, most_commits: int = 5) -> dict[str, bytes]:
    """The files below `project` that HEAD or one of its newest commits has had and that are gone, with their contents.

    Paths are relative to the project. A file that a commit moved counts as gone. Empty outside a repository.
    """
    found: dict[str, bytes] = {}
    try:
        with git.Repo(project, search_parent_directories=True, expand_vars=False) as repo:
            top = Path(str(repo.working_tree_dir)).resolve()
            own = project.resolve().relative_to(top)
            for tree in _newest_trees(repo, most_commits):
                for blob in (tree / own.as_posix() if own.parts else tree).traverse():
                    path = Path(str(blob.path)).relative_to(own).as_posix()
                    if blob.type == "blob" and path not in found and not os.path.lexists(top / blob.path):
                        found[path] = bytes(blob.data_stream.read())
    except (KeyError, git.GitError, gitdb.exc.ODBError, OSError, *NONSENSE):
        return found
    return found


def _newest_trees(repo: Any, most: int) -> list[Any]:
    """The trees of HEAD and of the commits before it, as far as files were deleted or moved in between."""
    commits = list(repo.iter_commits("HEAD", max_count=most + 1, first_parent=True))
    gone = [
        older.tree
        for newer, older in pairwise(commits)
        if any(one.deleted_file or one.renamed_file for one in older.diff(newer))
    ]
    return [one.tree for one in commits[:1]] + gone


class RecordedFiles:
    """The files of a project in the commits that changed one file of it, its record; used in a `with` block.

    Outside a repository, and where git gives no usable answer, nothing is known.
    """

    def __init__(self, project: Path, record: str, most: int = 50) -> None:
        self._project = project
        self._record = record
        self._most = most
        self._repo: Any = None
        self._trees: list[Any] = []

    def __enter__(self) -> Self:
        try:
            self._repo = git.Repo(self._project, expand_vars=False)
            commits = self._repo.iter_commits("HEAD", paths=self._record, max_count=self._most)
            self._trees = [commit.tree for commit in commits]
        except (git.GitError, gitdb.exc.ODBError, OSError, *NONSENSE):
            self._trees = []
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._repo is not None:
            self._repo.close()

    def mode(self, path: str) -> int | None:
        """The mode of a file as git has it in the newest of those commits that hold it."""
        return next((int(blob.mode) for tree in self._trees if (blob := _blob(tree, path)) is not None), None)

    def content(self, path: str, sha256: str) -> bytes | None:
        """The content of that digest which a file had in one of those commits, or in any that changed it."""
        for tree in self._trees:
            data = _bytes(_blob(tree, path))
            if data is not None and hashlib.sha256(data).hexdigest() == sha256:
                return data
        versions = earlier_versions(self._project, path) if self._trees else []
        return next((data for data in versions if hashlib.sha256(data).hexdigest() == sha256), None)


def _blob(tree: Any, path: str) -> Any:
    try:
        found = tree / path
    except (KeyError, gitdb.exc.ODBError, OSError, *NONSENSE):
        return None
    return found if found.type == "blob" else None


def _bytes(blob: Any) -> bytes | None:
    try:
        return None if blob is None else bytes(blob.data_stream.read())
    except (gitdb.exc.ODBError, OSError, *NONSENSE):
        return None
