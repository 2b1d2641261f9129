"""Git, by GitPython: what the commit station writes, and what proves it afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mity.system.child_environment import MARK
from mity.system.commit_trailers import RUN_TRAILER, trailers_of
from mity.system.git_calls import GitError, GitMissing, PlainRepo, Shell, plain, said, sensible
from mity.system.git_tree import MISSING, CommittedTree
from mity.system.gitpython import NONSENSE, git
from mity.system.process_tree import end_all, marked
from mity.system.scratch import Scratch
from mity.text.records import dataclass

NO_IDENTITY = (
    'git has no identity to commit with: run `git config --global user.name "Your Name"` and '
    "`git config --global user.email you@example.com`"
)
_TIMEOUT_S = 120
_IDENTITIES = ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit holds, as git shows it afterwards."""

    hash: str
    subject: str
    message: str
    files: int


class Repository:
    """The git repository whose top folder is `path`; git runs with `environment` added to ours."""

    def __init__(self, path: Path, environment: Mapping[str, str] | None = None) -> None:
        self.path = path
        self._environment = dict(environment or {})

    def exists(self) -> bool:
        """True when `path` itself is the top of a whole repository: a killed `git init` leaves half of one."""
        place = self.path / ".git"
        return place.is_file() or all((place / part).exists() for part in ("HEAD", "objects", "refs"))

    def init(self) -> None:
        """Makes or completes a repository with the branch `main`, or the user's default branch. Raises GitError."""
        with plain():
            try:
                shell = Shell(self.path)
                shell.update_environment(**self._environment)
                branch = shell.config("--get", "--default", "main", "init.defaultBranch")
                shell(c=f"init.defaultBranch={branch}").init("--quiet")
            except (git.GitError, OSError, *NONSENSE) as error:
                raise GitError(f"git init in {self.path} failed: {said(error)}") from error

    def identity(self) -> str | None:
        """The name and e-mail that a commit here would have, or None when nobody configured them.

        Where there is no repository yet, those of the nearest folder that is there.
        """
        if not self.exists():
            folder = next(one for one in (self.path, *self.path.parents) if one.is_dir())
            try:
                with plain(), sensible(folder):
                    words = ("git", "-c", "user.useConfigOnly=true", "var")
                    found = [str(Shell(folder).execute([*words, name])) for name in _IDENTITIES]
                    return found[0].rsplit(" ", 2)[0]
            except GitError:
                return None
        with self._open() as repo:
            try:
                found = [repo.git(c="user.useConfigOnly=true").var(name) for name in _IDENTITIES]
                return str(found[0]).rsplit(" ", 2)[0]
            except git.GitError:
                return None

    def dirty(self) -> list[str]:
        """Paths that differ from the last commit or are not in it, ignored ones excepted."""
        with self._open() as repo:
            text = repo.git.status("--porcelain", "-z", "--untracked-files=all")
        return [entry[3:] for entry in text.split("\0") if entry]

    def ignored(self) -> list[str]:
        """Paths that git ignores and does not track; a folder of nothing else is one path with a slash at its end.

        Where there is no repository yet, those that it would ignore.
        """
        words = ("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
        try:
            return [path for path in self._listed(words).split("\0") if path]
        except GitMissing:  # without git nothing says what it would ignore
            return []

    def _listed(self, words: Iterable[str]) -> str:
        if self.exists():
            with self._open() as repo:
                return str(repo.git.execute(["git", *words]))
        with plain(), sensible(self.path), Scratch("git") as place:
            _make_empty(place)
            return str(Shell(self.path).execute(["git", f"--git-dir={place}", f"--work-tree={self.path}", *words]))

    def head(self) -> Commit | None:
        """The last commit, or None when there is none."""
        with self._open() as repo:
            if not repo.head.is_valid():
                return None
            commit = repo.head.commit
            files = self._count(repo, commit.hexsha)
            return Commit(commit.hexsha, str(commit.summary), str(commit.message), files)

    @staticmethod
    def _count(repo: git.Repo, commit: str) -> int:
        """How many files a commit holds; links among them, other repositories not."""
        listed = str(repo.git.execute(["git", "ls-tree", "-r", "-z", commit]))
        return sum(1 for row in listed.split("\0") if " blob " in row[:12])

    def landed(self, run_id: str) -> bool:
        """Whether the commit that is checked out was made by the run; False where there is no repository."""
        head = self.head() if self.exists() else None
        return head is not None and trailers_of(head.message).get(RUN_TRAILER) == run_id

    def shows(self, commit: str) -> bool:
        """True when `git cat-file` knows `commit` as a commit."""
        with self._open() as repo:
            try:
                return bool(repo.git.cat_file("-t", commit) == "commit")
            except git.GitError:
                return False

    def is_ancestor(self, commit: str, of: str) -> bool:
        """True when `commit` is `of` or was made before it in the same history."""
        with self._open() as repo:
            try:
                repo.git.merge_base("--is-ancestor", commit, of)
            except git.GitError:
                return False
            return True

    def uncommitted(self, paths: Iterable[str]) -> dict[str, str]:
        """Those of `paths` that the last commit does not hold as they are on disk: why, in a clause, and by which rule.

        Files of submodules are passed over: their repository has them. Raises GitError, OSError.
        """
        with self._open() as repo:
            try:
                tree = CommittedTree(repo)
                modules = tuple(f"{path}/" for path in tree.submodules())
                found = tree.unlike(path for path in paths if not path.startswith(modules))
                return {path: why + self._rule(tree, path, why) for path, why in found.items()}
            except git.GitError as error:
                raise GitError(f"git could not show the last commit of {self.path}: {said(error)}") from error

    def _rule(self, tree: CommittedTree, path: str, why: str) -> str:
        rule = tree.ignored_by(path) if why == MISSING else ""
        return f" because git ignores it ({rule})" if rule else ""

    def with_text(self, text: str) -> str:
        """The hash of the newest commit whose message holds `text`; empty without one."""
        with self._open() as repo:
            try:
                return str(repo.git.log("--max-count=1", "--format=%H", "--fixed-strings", f"--grep={text}"))
            except git.GitError:
                return ""

    def commit_all(self, message: str) -> None:
        """Commits every file that is not ignored. Raises GitError with what git said."""
        with self._open() as repo:
            try:
                repo.git.add("--all")
                repo.git.commit("--message", message, "--quiet")
            except git.GitError as error:
                raise GitError(f"git could not commit in {self.path}: {said(error)}") from error

    def switch_to_new(self, branch: str) -> None:
        """Makes a branch and switches to it; the working tree stays. One that is checked out already is kept."""
        with self._open() as repo:
            try:
                if repo.head.is_detached or repo.active_branch.name != branch:
                    repo.git.switch("--quiet", "--create", branch)
            except (git.GitError, TypeError) as error:
                raise GitError(f"git could not make the branch {branch} in {self.path}: {said(error)}") from error

    def has_branch(self, branch: str) -> bool:
        """True when there is a branch of that name. Raises GitError."""
        with self._open() as repo:
            return branch in {head.name for head in repo.heads}

    def good_branch_name(self, branch: str) -> bool:
        """True when git takes the name for a branch."""
        with self._open() as repo:
            try:
                repo.git.check_ref_format("--branch", branch)
            except git.GitError:
                return False
            return True

    def unlock(self) -> bool:
        """Removes an index lock that a killed git left behind; True when there was one."""
        lock = self.path / ".git" / "index.lock"
        if not lock.exists():
            return False
        lock.unlink(missing_ok=True)
        return True

    @contextmanager
    def _open(self) -> Iterator[git.Repo]:
        with plain():
            try:
                repo = PlainRepo(self.path, expand_vars=False)
            except (git.GitError, OSError, *NONSENSE) as error:
                raise GitError(f"{self.path} is not a usable git repository: {said(error)}") from error
            repo.git.update_environment(**self._environment)
            limit = threading.Timer(_TIMEOUT_S, self._end)
            limit.daemon = True
            limit.start()
            try:
                with sensible(self.path):
                    yield repo
            finally:
                limit.cancel()
                repo.close()

    def _end(self) -> None:
        """Ends a git that takes too long, and its hooks: by their mark, where they have one of their own."""
        if mark := self._environment.get(MARK, "").rpartition(",")[2]:
            end_all(marked(mark))


def _make_empty(place: Path) -> None:
    """Makes the least that git takes for a repository: a tenth of the time of `git init`, which copies a template."""
    for name in ("objects", "refs"):
        (place / name).mkdir()
    (place / "HEAD").write_text("ref: refs/heads/main\n")
