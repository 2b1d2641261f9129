"""Three folders merged by git, in a repository of its own that is thrown away with the folder it is in.

Git finds files that were renamed or moved on either side, and reports what both sides changed. Neither the user's
settings nor attributes of the files (line ends, filters, merge drivers) count: bytes stay what they are.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from mity.system.files import storage_error
from mity.system.git_calls import GitError, GitMissing, Shell, plain
from mity.system.gitpython import NONSENSE, git
from mity.system.trees import copy_tree
from mity.text.records import dataclass

MARK = 40
"""How often the sign of a conflict mark is repeated: no text has such a line by chance."""
_SIDES = ("base", "own", "new")
_SETTINGS = (
    *("core.hooksPath=/dev/null", "core.autocrlf=false", "core.safecrlf=false", "core.fsmonitor=false"),
    *("core.quotePath=false", "commit.gpgSign=false", "gc.auto=0", "merge.conflictStyle=diff3", "merge.renames=true"),
    *("merge.directoryRenames=false", "diff.renameLimit=0", "merge.renameLimit=0", "submodule.recurse=false"),
    *("user.name=mity", "user.email=mity@localhost", "rerere.enabled=false", "core.attributesFile=/dev/null"),
)
_ATTRIBUTES = f"* -text -filter -ident -working-tree-encoding !merge !diff conflict-marker-size={MARK}\n"
_ENVIRONMENT = {"LC_ALL": "C", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
_TIMEOUT_S = 300


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """What a merge left: the folder of the result, and each path that git could not merge, with what git says of it.

    A file in which both changed the same lines holds both, with marks of `MARK` signs.
    """

    result: Path
    conflicts: dict[str, str]


def merge_folders(within: Path, base: Path, own: Path, new: Path) -> ThreeWay:
    """Merges what `own` and `new` made of `base` into a new folder below the empty folder `within`.

    Raises GitError, StorageError.
    """
    result = within / "merged"
    copy_tree(own, result)
    repository = _Scratch(within / "merge.git", result)
    repository.begin()
    commits: dict[str, str] = {}
    for side, folder in zip(_SIDES, (base, own, new), strict=True):
        commits[side] = repository.record(folder, side, [commits["base"]] if commits else [])
    return ThreeWay(result, repository.merge(commits["own"], commits["new"]))


@dataclass(frozen=True, slots=True)
class _Scratch:
    """A repository without files of its own; `result` is where it merges."""

    place: Path
    result: Path

    def begin(self) -> None:
        self.git(["init", "--quiet", "--bare", "--template=", str(self.place)], self.place.parent)
        try:
            (self.place / "info").mkdir(exist_ok=True)
            (self.place / "info" / "attributes").write_text(_ATTRIBUTES, encoding="ascii")
        except OSError as error:
            raise storage_error("write", self.place, error) from error

    def record(self, folder: Path, side: str, parents: Sequence[str]) -> str:
        """Commits all files of a folder; the hash."""
        (self.place / "index").unlink(missing_ok=True)
        self.git([*self._at(folder), "add", "--all", "--force"], folder)
        tree = self.git([*self._at(folder), "write-tree"], folder).strip()
        before = [word for parent in parents for word in ("-p", parent)]
        return self.git([*self._at(folder), "commit-tree", *before, "-m", side, tree], folder).strip()

    def merge(self, own: str, new: str) -> dict[str, str]:
        """Merges in the folder of the result; why each path that is left unmerged is so."""
        here, at = self.result, self._at(self.result)
        self.git([*at, "update-ref", "--no-deref", "HEAD", own], here)
        self.git([*at, "read-tree", own], here)
        self.git([*at, "update-index", "-q", "--refresh"], here)
        status, said, wrong = self._run([*at, "merge", "--no-commit", "--no-ff", "--quiet", new], here)
        left = self.git([*at, "ls-files", "--unmerged", "-z"], here)
        paths = sorted({row.partition("\t")[2] for row in left.split("\0") if row})
        if status != 0 and not paths:
            raise GitError(f"git could not merge the template's changes: {(wrong or said).strip()[:400]}")
        lines = [line for line in said.splitlines() if line.startswith("CONFLICT")]
        return {path: next((line for line in lines if path in line), "") for path in paths}

    def _at(self, folder: Path) -> list[str]:
        settings = [word for one in _SETTINGS for word in ("-c", one)]
        return [*settings, f"--git-dir={self.place}", f"--work-tree={folder}", "-c", "core.bare=false"]

    def git(self, words: Sequence[str], folder: Path) -> str:
        """What git prints, as it is. Raises GitError."""
        status, said, wrong = self._run(words, folder)
        if status != 0:
            raise GitError(f"git could not compare the versions of the template: {(wrong or said).strip()[:400]}")
        return said

    def _run(self, words: Sequence[str], folder: Path) -> tuple[int, str, str]:
        if shutil.which("git") is None:
            raise GitMissing("git is not on PATH: install git, then run `mity update` again")
        try:
            with plain():
                status, said, wrong = Shell(folder).execute(
                    ["git", *words],
                    env=_ENVIRONMENT,
                    with_extended_output=True,
                    with_exceptions=False,
                    strip_newline_in_stdout=False,
                    stdout_as_string=False,
                    kill_after_timeout=_TIMEOUT_S,
                )
        except (git.GitError, OSError, *NONSENSE) as error:
            raise GitError(f"git could not compare the versions of the template: {error}") from error
        return int(status), bytes(said).decode("utf-8", "surrogateescape"), str(wrong)
