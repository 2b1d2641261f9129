"""What the user's repository remembers of a file that is gone. Only read, never changed."""

from __future__ import annotations

from pathlib import Path

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
