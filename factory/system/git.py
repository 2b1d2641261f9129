"""Git, by GitPython: what the commit station writes, and what proves it afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

import git

from mity.errors import MityError

_TIMEOUT_S = 120
_IDENTITIES = ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")
# what `git rev-parse --local-env-vars` lists: they point at one repository, which is not ours inside a git hook
_LOCAL = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX"}
    | {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"}
    | {"GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE"}
    | {"GIT_SHALLOW_FILE", "GIT_INTERNAL_SUPER_PREFIX"}
)


class GitError(MityError):
    """Git refused; the message is its own."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit holds, as git shows it afterwards."""

    hash: str
    subject: str
    message: str
    files: int


class Repository:
    """The git repository whose top folder is `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        """True when `path` itself is the top of a repository."""
        return (self.path / ".git").exists()

    def init(self) -> None:
        """Makes a repository with the branch `main`, or the user's own default branch. Raises GitError."""
        with _plain():
            try:
                with git.Repo.init(self.path) as repo:
                    named = repo.git.config("--get", "--default", "", "init.defaultBranch")
                    if not named and not repo.head.is_valid():
                        repo.git.symbolic_ref("HEAD", "refs/heads/main")
            except (git.GitError, OSError) as error:
                raise GitError(f"git init in {self.path} failed: {_said(error)}") from error

    def identity(self) -> str | None:
        """The name and e-mail that a commit here would bear, or None when nobody configured them."""
        with self._open() as repo:
            try:
                found = [repo.git(c="user.useConfigOnly=true").var(name) for name in _IDENTITIES]
                return str(found[0]).rsplit(" ", 2)[0]
            except git.GitError:
                return None

    def dirty(self) -> list[str]:
        """Paths that differ from the last commit or are not in it, ignored ones excepted."""
        with self._open() as repo:
            text = repo.git.status("--porcelain", "-z", "--untracked-files=all", kill_after_timeout=_TIMEOUT_S)
        return [entry[3:] for entry in text.split("\0") if entry]

    def head(self) -> Commit | None:
        """The last commit, or None when there is none."""
        with self._open() as repo:
            if not repo.head.is_valid():
                return None
            commit = repo.head.commit
            files = sum(1 for item in commit.tree.traverse() if getattr(item, "type", "") == "blob")
            return Commit(commit.hexsha, str(commit.summary), str(commit.message), files)

    def shows(self, commit: str) -> bool:
        """True when `git cat-file` knows `commit` as a commit."""
        with self._open() as repo:
            try:
                return bool(repo.git.cat_file("-t", commit) == "commit")
            except git.GitError:
                return False

    def commit_all(self, message: str) -> None:
        """Commits every file that is not ignored. Raises GitError with what git said."""
        with self._open() as repo:
            try:
                repo.git.add("--all", kill_after_timeout=_TIMEOUT_S)
                repo.git.commit("--message", message, "--quiet", kill_after_timeout=_TIMEOUT_S)
            except git.GitError as error:
                raise GitError(f"git could not commit in {self.path}: {_said(error)}") from error

    def unlock(self) -> bool:
        """Removes an index lock that a killed git left behind; True when there was one."""
        lock = self.path / ".git" / "index.lock"
        if not lock.exists():
            return False
        lock.unlink(missing_ok=True)
        return True

    @contextmanager
    def _open(self) -> Iterator[git.Repo]:
        with _plain():
            try:
                repo = git.Repo(self.path)
            except (git.GitError, OSError) as error:
                raise GitError(f"{self.path} is not a usable git repository: {_said(error)}") from error
            try:
                yield repo
            finally:
                repo.close()


@contextmanager
def _plain() -> Iterator[None]:
    """Hides GIT_DIR and its like; identity and configuration of the user stay."""
    hidden = {name: value for name, value in os.environ.items() if name in _LOCAL}
    for name in hidden:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(hidden)


def _said(error: BaseException) -> str:
    text = getattr(error, "stderr", "") or str(error)
    lines = [line.strip() for line in str(text).replace("stderr:", "").splitlines() if line.strip(" '")]
    return " ".join(lines).strip("' ") or type(error).__name__
