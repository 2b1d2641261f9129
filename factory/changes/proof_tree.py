"""The files that a proof is about: one digest of a project, so that proofs of different states are told apart."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import translate
from pathlib import Path, PurePosixPath
from typing import Any

from mity.changes.protected import matches
from mity.changes.snapshot import own_ignore
from mity.system.files import storage_error
from mity.system.trees import combined_digest, digest, link_sign, tree
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


def proof_tree(project: Path, ignore: Iterable[str], globs: Iterable[str] = ()) -> dict[str, str]:
    """Path to digest of each file of a project, without those that are generated.

    With `globs` only of those that match one of them.
    Generated is what has one of the names in `ignore`, what mity keeps for itself, and what git ignores and
    does not track. Raises StorageError.
    """
    from mity.system.git import Repository  # slow to load, and most runs prove nothing

    passed_over = (*own_ignore(ignore), *OWN)
    try:
        names = [str(path) for path in tree(project, passed_over) if not _left_by_tools(path)]
        if globs := tuple(globs):
            names = [name for name in names if matches(name, globs)]
        if not names:
            return {}  # git, which takes longer than all of the rest, has nothing to leave out
        ignored = frozenset(Repository(project).ignored())
        return {name: _state(project, name) for name in names if not below(name, ignored)}
    except OSError as error:
        raise storage_error("read the files of", project, error) from error


class ProofTree:
    """The digest of a project's files at each proof of one run.

    Where the run commits, every file counts, because every file would be in the commit. Elsewhere files that appear
    after the first proof are what commands left, such as a database of the tests, and do not count.
    """

    def __init__(self, *, commits: bool, names: Iterable[str] | None = None) -> None:
        self._commits = commits
        self._names = None if names is None else frozenset(names)

    @property
    def terms(self) -> dict[str, Any]:
        """What another machine needs to come to the same digest of the same files: arguments of this class, as JSON."""
        return {"commits": self._commits, "names": None if self._names is None else sorted(self._names)}

    def digest(self, project: Path, ignore: Iterable[str]) -> str:
        """One digest of `proof_tree` as it is now; empty for a folder that is not there. Raises StorageError."""
        if not project.is_dir():
            return ""
        found = proof_tree(project, ignore)
        if self._commits:
            return combined_digest(found)
        if self._names is None:
            self._names = frozenset(found)
        return combined_digest({name: value for name, value in found.items() if name in self._names})


def _left_by_tools(path: PurePosixPath) -> bool:
    """Whether a file is what tools leave: by its own name, or by that of a folder in which there is no code."""
    if _LEFT.match(path.name):
        return True
    return path.suffix.lower() not in _CODE and any(map(_LEFT.match, path.parts[:-1]))


def _state(project: Path, name: str) -> str:
    """The content of a file, and whether it may be executed. A socket or fifo has none."""
    path = project / name
    if not path.is_symlink() and not path.is_file():
        return "special"
    if sign := link_sign(path):
        return digest(path) + sign
    return digest(path) + ("x" if path.stat().st_mode & 0o100 else "")


def below(name: str, places: frozenset[str]) -> bool:
    """Whether a path is one of `places`, or in a folder that is one, written with a slash at its end."""
    return name in places or any(f"{folder}/" in places for folder in PurePosixPath(name).parents)
