"""What a commit really holds: each file is compared with the bytes on disk, whatever git's index makes of it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mity.system.gitpython import git

MISSING = "is missing"
_LINK, _REPOSITORY = "120000", "160000"
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\n")


class CommittedTree:
    """The files of the commit that is checked out in an open repository: path to mode and object."""

    def __init__(self, repo: git.Repo) -> None:
        """Reads the tree, without the replacements that `git replace` makes. Raises git.GitError."""
        self._repo = repo
        self._root = Path(str(repo.working_tree_dir))
        repo.git.update_environment(GIT_NO_REPLACE_OBJECTS="1")
        text: Any = repo.git.execute(["git", "ls-tree", "-r", "-z", "HEAD"], stdout_as_string=False)
        rows = (row.partition(b"\t") for row in bytes(text).split(b"\0") if row)
        self._entries = {os.fsdecode(name): head.decode().split() for head, _, name in rows}
        self._modes = _setting(repo, "core.fileMode") != "false" or _keeps_modes(Path(str(repo.common_dir)))

    def unlike(self, paths: Iterable[str]) -> dict[str, str]:
        """Those of `paths`, relative to the repository, that the commit does not hold as they are: why, in a clause.

        A file whose line ends git has made plain is the same, and one that Git LFS keeps. Raises OSError.
        """
        found = {path: self._why(path) for path in paths}
        return {path: why for path, why in found.items() if why}

    def submodules(self) -> set[str]:
        """The repositories inside of which the commit holds a link and an address."""
        if ".gitmodules" not in self._entries:
            return set()
        words = ("--file", ".gitmodules", "--null", "--get-regexp", r"^submodule\..*\.(path|url)$")
        try:
            rows = str(self._repo.git.config(*words)).split("\0")
        except git.GitError:
            return set()
        found: dict[str, dict[str, str]] = {}
        for key, _, value in (row.partition("\n") for row in rows if row):
            name, _, kind = key.rpartition(".")
            found.setdefault(name, {})[kind] = value
        listed = {one["path"] for one in found.values() if one.get("path") and one.get("url")}
        return {path for path, (mode, *_) in self._entries.items() if mode == _REPOSITORY and path in listed}

    def ignored_by(self, path: str) -> str:
        """The rule by which git ignores a file, with its place; empty when none does."""
        try:
            text = self._repo.git.check_ignore("--verbose", "--no-index", "--", path)
        except git.GitError:
            return ""
        source, _, rest = str(text).partition("\t")[0].partition(":")
        return f"line {rest.partition(':')[0]} of {source}, `{rest.partition(':')[2]}`"

    def _why(self, path: str) -> str:
        entry = self._entries.get(path)
        if entry is None:
            above = (str(folder) for folder in Path(path).parents)
            inside = next((one for one in above if self._entries.get(one, [""])[0] == _REPOSITORY), "")
            return f"lies in the repository {inside}, of which the commit has a link only" if inside else MISSING
        mode, _, name = entry[:3]
        full = self._root / path
        info = full.lstat()
        if stat.S_ISLNK(info.st_mode) is not (mode == _LINK):
            return "is of another kind in the commit"
        data = os.fsencode(full.readlink()) if mode == _LINK else full.read_bytes()
        if _object(data, len(name)) != name and not self._same(data, name):
            return "has other content in the commit"
        executable = bool(info.st_mode & stat.S_IXUSR)
        if mode != _LINK and self._modes and executable is not (mode == "100755"):
            return f"is {'not ' if executable else ''}executable in the commit"
        return ""

    def _same(self, data: bytes, name: str) -> bool:
        text: Any = self._repo.git.execute(
            ["git", "cat-file", "blob", name], stdout_as_string=False, strip_newline_in_stdout=False
        )
        blob = bytes(text)
        if blob.replace(b"\r\n", b"\n") == data.replace(b"\r\n", b"\n"):
            return True
        pointer = _POINTER.match(blob)
        if pointer is None or pointer[1].decode() != hashlib.sha256(data).hexdigest():
            return False
        oid = pointer[1].decode()
        return (Path(str(self._repo.common_dir)) / "lfs" / "objects" / oid[:2] / oid[2:4] / oid).is_file()


def _keeps_modes(folder: Path) -> bool:
    """Whether the file system keeps it that a file is no program: settings of git may say otherwise."""
    return not (folder / "config").stat().st_mode & stat.S_IXUSR


def _object(data: bytes, length: int) -> str:
    """The name that git gives a blob: SHA-1, or SHA-256 in a repository of that format."""
    algorithm = "sha256" if length == 64 else "sha1"
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _setting(repo: git.Repo, name: str) -> str:
    return str(repo.git.config("--get", "--default", "", name))
