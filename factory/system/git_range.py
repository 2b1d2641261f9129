"""The commits between two places of a repository's history, and the tags that begin such a range. Only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mity.errors import UsageError
from mity.system.git_calls import GitError
from mity.system.gitpython import NONSENSE, git, gitdb
from mity.system.remote import without_user
from mity.text.records import dataclass

MOST_COMMITS = 20_000


@dataclass(frozen=True, slots=True)
class CommitText:
    """A commit: its hash, the hashes of its parents, its message and who wrote it."""

    hash: str
    parents: tuple[str, ...]
    message: str
    author: str = ""

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.strip().partition("\n")[0].strip()

    @property
    def body(self) -> str:
        """The message below its first line."""
        return self.message.strip().partition("\n")[2].strip()


class History:
    """The history of the repository that holds `folder`. Methods raise GitError, and UsageError for unknown names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def commit(self, name: str) -> str:
        """The hash of the commit that a tag, a branch or a hash names."""
        with self._open() as repo:
            return _commit(repo, name)

    def is_tag(self, name: str) -> bool:
        """Whether a tag has this name."""
        with self._open() as repo:
            return any(tag.name == name for tag in repo.tags)

    def tag_before(self, name: str) -> str:
        """The nearest tag before the commit that `name` names; empty when there is none."""
        with self._open() as repo:
            tip = repo.commit(_commit(repo, name))
            if not tip.parents:
                return ""
            try:
                return str(repo.git.describe("--tags", "--abbrev=0", tip.parents[0].hexsha))
            except git.GitCommandError as error:
                if "No names found" in str(error) or "No tags can describe" in str(error):
                    return ""
                raise

    def between(self, since: str, to: str) -> list[CommitText]:
        """The commits that `to` has and `since` lacks, newest first; all of `to` when `since` is empty."""
        with self._open() as repo:
            wanted = _commit(repo, to) if not since else f"{_commit(repo, since)}..{_commit(repo, to)}"
            found = [_read(one) for one in repo.iter_commits(wanted, max_count=MOST_COMMITS + 1)]
        if len(found) > MOST_COMMITS:
            raise UsageError(f"there are more than {MOST_COMMITS:,} commits up to {to}: begin later, with --since TAG")
        return found

    def remote(self) -> str:
        """The address of the remote `origin` without user info; empty when there is none."""
        with self._open() as repo:
            found = next((one for one in repo.remotes if one.name == "origin"), None)
            return without_user(next(iter(found.urls), ""))[0] if found else ""

    @contextmanager
    def _open(self) -> Iterator[git.Repo]:
        try:
            with git.Repo(self._folder, search_parent_directories=True) as repo:
                yield repo
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise UsageError(f"{self._folder} is in no git repository: run this where the commits are") from error
        except (git.GitError, gitdb.exc.ODBError, OSError, *NONSENSE) as error:
            raise GitError(f"git cannot read the history of {self._folder}: {error}") from error


def _commit(repo: git.Repo, name: str) -> str:
    """The hash of what `name` names. A name that begins with a dash would be an option of git."""
    try:
        if name and not name.startswith("-"):
            return str(repo.git.rev_parse("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"))
    except git.GitCommandError:
        pass
    raise UsageError(f"'{name}' is no tag, branch or commit here: `git tag --list` shows the tags")


def _read(one: git.Commit) -> CommitText:
    return CommitText(one.hexsha, tuple(up.hexsha for up in one.parents), _text(one.message), _text(one.author.name))


def _text(value: str | bytes | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value or ""
