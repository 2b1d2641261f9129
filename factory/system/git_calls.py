"""Calls of git by GitPython: in one folder alone, without a hook's variables, with errors that say what git said."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mity.errors import MityError
from mity.system.git_waiting import let_go
from mity.system.gitpython import NONSENSE, git, gitdb

# what `git rev-parse --local-env-vars` lists: they point at one repository, which is not ours inside a git hook
_LOCAL = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX"}
    | {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"}
    | {"GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE"}
    | {"GIT_SHALLOW_FILE", "GIT_INTERNAL_SUPER_PREFIX"}
)


class GitError(MityError):
    """Git refused; the message is its own."""


class GitMissing(GitError):
    """There is no git."""


class Shell(git.Git):
    """Git in just the folder given: GitPython itself would take `$HOME` in its name for a variable."""

    def __init__(self, working_dir: git.types.PathLike | None = None) -> None:
        super().__init__()
        self._working_dir = working_dir

    def execute(self, command: Any, *args: Any, **more: Any) -> Any:
        """Runs a command of git. Raises GitError where it would wait at a pipe in the folder."""
        if more.get("as_process") or self._working_dir is None:
            return super().execute(command, *args, **more)
        with let_go(Path(self._working_dir)) as waited:
            try:
                return super().execute(command, *args, **more)
            finally:
                if waited:
                    raise GitError(f"{waited[0]} is a pipe, at which git waits: remove it, or put a file in its place")


class PlainRepo(git.Repo):
    """A repository whose commands are run so."""

    GitCommandWrapperType = Shell


@contextmanager
def sensible(path: Path) -> Iterator[None]:
    """Makes one GitError of whatever GitPython raises within it about what git answers."""
    try:
        yield
    except git.GitCommandNotFound as error:
        raise GitMissing("git is not on PATH: install git and try again") from error
    except (git.GitError, gitdb.exc.ODBError, OSError, *NONSENSE) as error:
        raise GitError(
            f"git gave no usable answer in {path}: {said(error)}; check that `git` on PATH is git and that the "
            "repository is whole (`git fsck`)"
        ) from error


@contextmanager
def plain() -> Iterator[None]:
    """Hides GIT_DIR and its like; identity and configuration of the user stay."""
    hidden = {name: value for name, value in os.environ.items() if name in _LOCAL}
    for name in hidden:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(hidden)


def said(error: BaseException) -> str:
    """What git said of an error, on one line; the name of the error where it said nothing."""
    text = getattr(error, "stderr", "") or str(error)
    lines = [line.strip() for line in str(text).replace("stderr:", "").splitlines() if line.strip(" '")]
    return " ".join(lines).strip("' ") or type(error).__name__
