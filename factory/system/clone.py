"""A clone of somebody else's repository: made from nothing, told as little as possible, and never believed.

Git runs without the hooks, the watchers and the protocols that a repository or an address could bring, and gets what it
needs to log in by its environment alone.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from mity.command import Command, Outcome
from mity.errors import UsageError
from mity.system.courier import courier
from mity.system.files import inside, storage_error, write_atomic
from mity.system.git_calls import GitError, Shell
from mity.system.gitpython import NONSENSE, git
from mity.system.remote import without_user
from mity.text.records import dataclass, field
from mity.text.visible import uncoloured, visible

_HARMLESS = (
    *("core.hooksPath=/dev/null", "core.fsmonitor=false", "protocol.allow=never", "protocol.http.allow=always"),
    *("protocol.https.allow=always", "protocol.ssh.allow=always", "submodule.recurse=false", "commit.gpgSign=false"),
    *("advice.detachedHead=false", "gc.auto=0"),
    "core.alternateRefsCommand=:",  # a repository whose objects are borrowed is not asked: anybody may have set it up
)
_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C"}
_TIMEOUT_S = 1800.0
_DIFF_S = 120
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_DEFAULT = re.compile(r"^ref: refs/heads/(\S+)\tHEAD$", re.MULTILINE)
_TOLD, _LONGEST = re.compile(r"remote: (?P<said>.*)"), 300
_MOVED = re.compile(r"stale info|\[rejected\]|fetch first|non-fast-forward")


class HeadMoved(GitError):
    """A branch on the forge is not where it was when the work began: what is there stays."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A repository in `folder`; `run` starts git, `environment` has what git needs for the forge.

    `local` lets addresses be folders of this machine. What is said to a forge is said by another repository, which has
    none of the settings of this one. Methods raise GitError with what git said.
    """

    folder: Path
    run: Callable[[Command], Outcome]
    environment: Mapping[str, str] = field(default_factory=dict)
    local: bool = False

    def begin(self, within: Path, *, links: bool = True) -> None:
        """Makes the repository anew; what an earlier try left in `folder`, which must be in `within`, goes first.

        Without `links` symbolic links become files that hold where they lead.
        """
        if not inside(within, self.folder) or self.folder.is_symlink():
            raise UsageError(f"{self.folder} leads out of {within}: remove the link there, then run this again")
        try:
            if self.folder.exists():
                shutil.rmtree(self.folder)
            self.folder.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise storage_error("write", self.folder, error) from error
        self.git("init", "--quiet", "--template=")
        if not links:
            self.git("config", "core.symlinks", "false")

    def fetch(self, url: str, branch: str, name: str) -> str:
        """Brings a branch of a repository, or a ref as a whole, here under `name`; the commit that it stands at."""
        address, login = without_user(url)
        ref, there = f"refs/mity/{name}", branch if branch.startswith("refs/") else f"refs/heads/{branch}"
        words = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", address, f"+{there}:{ref}")
        asked = ("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}")
        with self._courier(login) as git:
            self._printed(git(*words), words)
            sha = _sha(self._printed(git(*asked), asked).strip())
        self.git("update-ref", ref, sha)
        return sha

    def default_branch(self, url: str) -> str:
        """The branch that a repository's HEAD names. Raises GitError for an empty one, too."""
        address, login = without_user(url)
        words = ("ls-remote", "--symref", "--", address, "HEAD")
        with self._courier(login) as git:
            told = self._printed(git(*words), words)
        found = _DEFAULT.search(told)
        if not found:
            raise GitError(f"{address} has no branch that its HEAD names: it is empty, or a branch must be given")
        return found[1]

    def commit(self, name: str) -> str:
        """The hash of the commit that a name of this clone means."""
        return self.git("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}").strip()

    def check_out(self, sha: str, *, clean: bool = True) -> None:
        """Puts the files of a commit into the folder; with `clean` all goes that is not part of it."""
        self.git("checkout", "--quiet", "--force", "--detach", _sha(sha))
        if clean:
            self.git("clean", "--quiet", "-ffdx")

    def merge_base(self, one: str, other: str) -> str:
        """The newest commit that two commits have in common."""
        return self.git("merge-base", _sha(one), _sha(other)).strip()

    def conflicts(self, one: str, other: str) -> list[str]:
        """The files in which two commits cannot be merged; nothing is changed for it."""
        words = ("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", _sha(one), _sha(other))
        outcome = self._run(words, self.folder, {})
        if outcome.ok:
            return []
        if outcome.exit_code != 1:
            raise GitError(_said(outcome, f"git merge-tree in {self.folder} failed"))
        return [path for path in outcome.output.split("\0")[1:] if path]

    def diff(self, base: str, head: str, *words: str) -> str:
        """The unified difference between two commits, as git itself makes it: whole, and with the secrets in it."""
        options = [word for rule in _HARMLESS for word in ("-c", rule)]
        plain = ("--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/")
        argv = ["git", *options, "diff", *plain, *words, _sha(base), _sha(head), "--"]
        try:
            made = Shell(self.folder).execute(
                argv,
                env=_ENVIRONMENT,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                kill_after_timeout=_DIFF_S,
            )
        except (git.GitError, OSError, *NONSENSE) as error:
            raise GitError(f"git cannot compare {base[:12]} with {head[:12]} in {self.folder}: {error}") from error
        return bytes(made).decode("utf-8", "replace")

    def record(self, message: str) -> str:
        """Commits all that differs; the hash of the new commit, or an empty text when nothing differs."""
        self.git("add", "--all")
        if not self.git("diff", "--cached", "--name-only").strip():
            return ""
        self.git("commit", "--quiet", "--no-verify", "--message", message)
        return self.commit("HEAD")

    def take_back(self, name: str) -> None:
        """Goes back to a commit: what was changed since is gone, what is overlooked stays."""
        self.git("reset", "--quiet", "--hard", self.commit(name))
        self.git("clean", "--quiet", "-ffd")

    def overlook_untracked(self) -> None:
        """Makes git pass over the files that belong to no commit: what tools left is part of no change."""
        found = self.git("ls-files", "-z", "--others", "--exclude-standard", "--directory").split("\0")
        self.overlook(_pattern(name) for name in found if name and "\n" not in name)

    def overlook(self, patterns: Iterable[str]) -> None:
        """Makes git pass over what the patterns of ignored files mean, in this clone alone. Raises StorageError."""
        try:
            place = self.folder / ".git" / "info" / "exclude"
            place.parent.mkdir(exist_ok=True)
            known = place.read_text(encoding="utf-8") if place.exists() else ""
            lines = [f"{one}\n" for one in patterns]
            new = [line for line in lines if line not in known.splitlines(keepends=True)]
            write_atomic(place, "".join([known, *new]).encode(), durable=False)
        except OSError as error:
            raise storage_error("write", self.folder / ".git", error) from error

    def push(self, url: str, branch: str, sha: str, expected: str) -> None:
        """Moves a branch from the commit `expected` to `sha`. Raises HeadMoved when it stands somewhere else."""
        address, login = without_user(url)
        ref = f"refs/heads/{branch}"
        lease = f"--force-with-lease={ref}:{expected}"
        with self._courier(login) as git:
            outcome = git("push", "--quiet", "--porcelain", lease, "--", address, f"{_sha(sha)}:{ref}")
        if outcome.ok:
            return
        if _MOVED.search(outcome.output):
            raise HeadMoved(f"{branch} moved on the forge meanwhile, and what is there stays: run this again")
        raise GitError(_said(outcome, f"cannot push {branch} to {address}"))

    def git(self, *words: str) -> str:
        """What git prints. Raises GitError."""
        return self._printed(self._run(words, self.folder, {}), words)

    @contextmanager
    def _courier(self, login: Mapping[str, str]) -> Iterator[Callable[..., Outcome]]:
        """Runs git for the forge: with the rights there, and without the settings of this clone."""
        known = ""
        if (self.folder / ".git").is_dir():
            known = self.git("for-each-ref", "--format=%(objectname) %(refname)", "refs/mity")
        with courier(self.folder.absolute() / ".git" / "objects", known, self._bare) as (folder, held):
            rights = {**self.environment, **login, **held}
            yield lambda *words: self._run(words, folder, rights)

    def _bare(self, folder: Path) -> None:
        words = ("init", "--quiet", "--bare", "--template=")
        self._printed(self._run(words, folder, {}), words)

    def _printed(self, outcome: Outcome, words: Sequence[str]) -> str:
        if not outcome.ok:
            raise GitError(_said(outcome, f"git {words[0]} in {self.folder} failed"))
        return outcome.output

    def _run(self, words: Sequence[str], folder: Path, more: Mapping[str, str]) -> Outcome:
        rules = (*_HARMLESS, *(("protocol.file.allow=always",) if self.local else ()))
        options = [word for rule in rules for word in ("-c", rule)]
        environment = {**_ENVIRONMENT, "GIT_CEILING_DIRECTORIES": str(folder.parent), **more}
        program = shutil.which("git")
        if program is None:
            raise GitError("git is not on PATH: install it, then run this again")
        argv = (program, *options, *words)
        return self.run(Command(argv, folder, environment, _TIMEOUT_S, title=f"git {words[0]}"))


def _pattern(name: str) -> str:
    """The line of a list of ignored files that means just this path."""
    escaped = "".join(f"\\{sign}" if sign in "\\*?[ !#" else sign for sign in name)
    return f"/{escaped}"


def _sha(text: str) -> str:
    if not _SHA.fullmatch(text):
        raise GitError(f"'{text[:80]}' is no hash of a commit")
    return text


def _said(outcome: Outcome, what: str) -> str:
    """What git says of a failure: what the other side told comes first, for that is why."""
    told = [found["said"] for line in outcome.output.splitlines() if (found := _TOLD.match(uncoloured(line)))]
    lines = [visible(line.strip())[:_LONGEST] for line in told if line.strip()][:4] or outcome.tail(4)
    return f"{what}: {'; '.join(lines) if lines else outcome.summary}"
