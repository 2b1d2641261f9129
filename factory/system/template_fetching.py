"""Templates fetched: from a folder, a git URL or a short name of a host, into the user's cache."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from mity.command import Command, Outcome
from mity.errors import UsageError
from mity.system.files import private_folder, storage_error
from mity.system.remote import without_user
from mity.system.runner import Runner
from mity.system.template_source import Source
from mity.text.records import dataclass, field

_HOSTS = {
    "gh": "https://github.com/{}.git",
    "gl": "https://gitlab.com/{}.git",
    "bb": "https://bitbucket.org/{}",
}
_REMOTE = re.compile(r"^(?:git\+|(?:https?|ssh|git|file)://|[\w.+-]+@[\w.-]+:)|\.git$")
_HELPER = re.compile(r"(?:git\+)?[A-Za-z0-9][\w+.-]*::")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def fetch(runner: Runner, origin: str, ref: str = "") -> Source:
    """The template at `origin`: a folder, a git URL, or `gh:owner/name`; `ref` is a branch, tag or commit.

    Remote ones are cloned into the user's cache, never into the workspace. Raises UsageError.
    """
    local = _folder(origin)
    if local and not ref:
        return Source(local.resolve(), origin)
    if _HELPER.match(origin):
        raise UsageError(
            f"no template at {origin[:200]!a}, which names a program for git to run: give a folder, a git URL, or "
            "gh:owner/name"
        )
    if origin.startswith("-") or ref.startswith("-"):
        raise UsageError(f"'{origin if origin.startswith('-') else ref}' begins with '-': that names no template")
    origin, access = without_user(origin)
    if access:
        runner.redactor.learn({"password": access["MITY_GIT_PASSWORD"] or access["MITY_GIT_USER"]})
    prefix, _, rest = origin.partition(":")
    url = _HOSTS[prefix].format(rest) if prefix in _HOSTS and rest else origin
    if url == origin and not _REMOTE.search(origin) and not local:
        raise UsageError(f"no template at '{origin}': give a folder, a git URL, or gh:owner/name")
    folder = _cache() / hashlib.sha256(url.encode(errors="surrogateescape")).hexdigest()[:20]
    git = _Git(runner, origin, access)
    _update(git, str(local.resolve()) if local else url, ref, folder)
    commit = git.run(["rev-parse", "HEAD"], folder).strip()
    if not _COMMIT.fullmatch(commit):
        raise UsageError(f"git does not say which commit of the template {origin} it fetched: is `git` on PATH git?")
    return Source(folder, origin, commit)


def _folder(origin: str) -> Path | None:
    """The folder that `origin` names, if it names one."""
    try:
        local = Path(origin).expanduser()
        return local if origin and local.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long, a home that nobody has, a NUL
        return None


def _update(git: _Git, url: str, ref: str, folder: Path) -> None:
    """Clones a repository or brings its clone up to date, unless the commit asked for is there. Raises UsageError."""
    if not (folder / ".git").is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        try:
            private_folder(folder.parent)
        except OSError as error:
            raise storage_error("write", folder.parent, error) from error
        git.run(["clone", "--quiet", "--", url, str(folder)], folder.parent)
    elif not (_COMMIT.fullmatch(ref) and git.goes(["cat-file", "-e", f"{ref}^{{commit}}"], folder)):
        git.run(["fetch", "--quiet", "--tags", "--force", "origin"], folder)
    for target in (f"origin/{ref}", ref) if ref else ("origin/HEAD",):
        if git.goes(["checkout", "--quiet", "--force", "--detach", target], folder):
            return
    raise UsageError(f"the template {git.origin} has no branch, tag or commit '{ref or 'HEAD'}'")


@dataclass(frozen=True, slots=True)
class _Git:
    """git for one template; `access` is the environment that lets it in."""

    runner: Runner
    origin: str
    access: Mapping[str, str] = field(default_factory=dict)

    def run(self, words: list[str], cwd: Path) -> str:
        """What git printed. Raises UsageError."""
        outcome = self._outcome(words, cwd)
        if outcome.not_found:
            raise UsageError(f"git is needed to fetch the template {self.origin}: install git and try again")
        if not outcome.ok:
            said = " ".join(outcome.tail(2)) or outcome.summary
            raise UsageError(f"cannot fetch the template {self.origin}: {said}")
        return outcome.output

    def goes(self, words: list[str], cwd: Path) -> bool:
        """Whether git can do it."""
        return self._outcome(words, cwd).ok

    def _outcome(self, words: list[str], cwd: Path) -> Outcome:
        env = {"GIT_TERMINAL_PROMPT": "0", **self.access}
        return self.runner.run(Command(("git", *words), cwd, env, timeout=300))


def _cache() -> Path:
    return Path(platformdirs.user_cache_dir("mity")) / "templates"
