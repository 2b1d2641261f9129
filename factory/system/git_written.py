"""Files that git tracks, as its index has them: which are so on disk, and their contents. Only read, never changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from mity.system.gitpython import NONSENSE, git, gitdb

_UNUSABLE = (git.GitError, gitdb.exc.ODBError, OSError, *NONSENSE)
_QUIET = ("git", "--no-optional-locks", "-c", "core.fsmonitor=false")


def unchanged(project: Path) -> dict[str, tuple[int, int]]:
    """The tracked files below `project` that are as the index has them: size in bytes and mode by path from there.

    Empty outside a repository.
    """
    found: dict[str, tuple[int, int]] = {}
    try:
        edited = set(differing(project))
        for path in _paths(project, "ls-files", "-z"):
            if path not in edited and stat.S_ISREG((now := os.lstat(project / path)).st_mode):
                found[path] = (now.st_size, now.st_mode & 0o7777)
    except _UNUSABLE:
        return {}
    return found


def differing(project: Path) -> list[str]:
    """The tracked files below `project` that are not as the index has them. Raises GitError, OSError, ValueError."""
    return _paths(project, "diff", "--name-only", "--no-ext-diff", "--no-renames", "--relative", "-z")


def indexed(project: Path, path: str) -> bytes | None:
    """What a file would hold that git checks out anew; None where it cannot say."""
    words = (*_QUIET, "cat-file", "--filters", f":./{path}")
    try:
        found = git.Git(project).execute(words, stdout_as_string=False, strip_newline_in_stdout=False)
    except _UNUSABLE:
        return None
    return found if isinstance(found, bytes) else None


def _paths(project: Path, *words: str) -> list[str]:
    text = str(git.Git(project).execute([*_QUIET, *words, "--", "."]))
    return [path for path in text.split("\0") if path]
