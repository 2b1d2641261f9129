"""The files that a proof is about: one digest of a project, so that proofs of different states are told apart."""

from __future__ import annotations

import functools
import os
import stat
import time
from collections.abc import Iterable, Mapping
from fnmatch import translate
from pathlib import Path
from typing import Any, NamedTuple

from mity.changes.protected import matches
from mity.changes.snapshot import own_ignore
from mity.system.files import storage_error
from mity.system.trees import combined_digest, content_digest, digest, link_sign, names
from mity.text.patterns import regex

OWN = (".mity/memory.json", ".mity/cache", ".mity/reports", ".*.[0-9]*.tmp")
"""What runs of mity change beside the application, and what a kill leaves of a file that was being written."""
_OUTPUTS = (
    *(".coverage", ".coverage.*", "coverage.xml", "coverage.json", "coverage.lcov", "lcov.info", ".nyc_output"),
    *(".hypothesis", ".benchmarks", ".testmondata", "*.log", ".DS_Store"),
)
"""What test tools and programs leave, whether git ignores it or not. Code in such a folder counts all the same:
no tool leaves any there, and an application may consist of it."""
_LEFT = regex("|".join(translate(name) for name in _OUTPUTS))
_CODE = frozenset(
    {".py", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".go", ".rs", ".java"}
    | {".kt", ".scala", ".groovy", ".cs", ".fs", ".vb", ".php", ".rb", ".pl", ".lua", ".sh", ".bash", ".ps1", ".sql"}
)

_COARSE_NS = 2_000_000_000
"""A file that was changed less than this ago may change again without another time: file systems have coarse clocks."""


def proof_tree(project: Path, ignore: Iterable[str], globs: Iterable[str] = ()) -> dict[str, str]:
    """Path to digest of each file of a project, without those that are generated.

    With `globs` only of those that match one of them.
    Generated is what has one of the names in `ignore`, what mity keeps for itself, and what git ignores and
    does not track. Raises StorageError.
    """
    return {name: one.state for name, one in _found(project, ignore, tuple(globs), {}).items()}


def _found(
    project: Path, ignore: Iterable[str], globs: tuple[str, ...], known: Mapping[str, _Seen]
) -> dict[str, _Seen]:
    """`proof_tree` with the signs by which each file is known again; a `known` one that has them is not read."""
    from mity.system.git import Repository  # slow to load, and most runs prove nothing

    passed_over = (*own_ignore(ignore), *OWN)
    try:
        there = [name for name in names(project, passed_over) if not _left_by_tools(name)]
        if globs:
            there = [name for name in there if matches(name, globs)]
        if not there:
            return {}  # git, which takes longer than all of the rest, has nothing to leave out
        ignored = frozenset(Repository(project).ignored())
        root = os.fspath(project)
        return {name: _seen(f"{root}/{name}", known.get(name)) for name in there if not below(name, ignored)}
    except OSError as error:
        raise storage_error("read the files of", project, error) from error


class _Seen(NamedTuple):
    """The state of a file, and what the system said of it; nothing where it may change unseen."""

    state: str
    signs: tuple[int, ...]


class ProofTree:
    """The digest of a project's files at each proof of one run.

    Where the run commits, every file counts, because every file would be in the commit. Elsewhere files that appear
    after the first proof are what commands left, such as a database of the tests, and do not count.
    """

    def __init__(self, *, commits: bool, names: Iterable[str] | None = None) -> None:
        self._commits = commits
        self._names = None if names is None else frozenset(names)
        self._known: dict[str, _Seen] = {}
        self._moment: int | None = None

    @property
    def terms(self) -> dict[str, Any]:
        """What another machine needs to come to the same digest of the same files: arguments of this class, as JSON."""
        return {"commits": self._commits, "names": None if self._names is None else sorted(self._names)}

    def digest(self, project: Path, ignore: Iterable[str], moment: int | None = None) -> str:
        """One digest of `proof_tree` as it is now; empty for a folder that is not there. Raises StorageError.

        Where nothing was run since the last time, which `moment` tells by being the same number, files of which the
        system says what it said then are not read again. A program could keep it from saying so: it may write by
        memory that it shares with a file.
        """
        if not project.is_dir():
            return ""
        known = self._known if moment is not None and moment == self._moment else {}
        self._known, self._moment = _found(project, ignore, (), known), moment
        found = {name: one.state for name, one in self._known.items()}
        if self._commits:
            return combined_digest(found)
        if self._names is None:
            self._names = frozenset(found)
        return combined_digest({name: value for name, value in found.items() if name in self._names})


def _left_by_tools(name: str) -> bool:
    """Whether a file is what tools leave: by its own name, or by that of a folder in which there is no code."""
    folder, _, own = name.rpartition("/")
    if _LEFT.match(own):
        return True
    return _left_folder(folder) and os.path.splitext(own)[1].lower() not in _CODE  # noqa: PTH122 - quicker


@functools.lru_cache(maxsize=4_096)
def _left_folder(folder: str) -> bool:
    return any(map(_LEFT.match, folder.split("/")))


def _seen(path: str, known: _Seen | None) -> _Seen:
    """A file as it is now: its content, and whether it may be executed. A socket or fifo has none. Raises OSError."""
    now = time.time_ns()
    info = os.lstat(path)
    signs = (info.st_mode, info.st_ino, info.st_dev, info.st_size, info.st_mtime_ns, info.st_ctime_ns)
    if known is not None and known.signs == signs:
        return known
    fresh = info.st_ctime_ns > now - _COARSE_NS
    return _Seen(_state(path, info), () if fresh else signs)


def _state(path: str, info: os.stat_result) -> str:
    if stat.S_ISREG(info.st_mode):
        return content_digest(path, info.st_size) + ("x" if info.st_mode & 0o100 else "")
    return digest(Path(path)) + link_sign(Path(path)) if stat.S_ISLNK(info.st_mode) else "special"


def below(name: str, places: frozenset[str]) -> bool:
    """Whether a path is one of `places`, or in a folder that is one, written with a slash at its end."""
    return bool(places) and (name in places or _within(name.rpartition("/")[0], places))


@functools.lru_cache(maxsize=4_096)
def _within(folder: str, places: frozenset[str]) -> bool:
    return f"{folder or '.'}/" in places or (folder != "" and _within(folder.rpartition("/")[0], places))
