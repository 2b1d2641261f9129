"""What tests are compared with, and whether they changed it while they ran: a snapshot that is updated meets itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from mity.changes.proof_tree import proof_tree
from mity.changes.protected import TESTS

_MADE = frozenset(
    {"obj", "bin", "node_modules", "target", "build", "dist", ".cache", "test-results", "coverage", "out"}
)
_KEPT_BY_TESTS = frozenset({".db", ".sqlite", ".sqlite3", ".log", ".lock", ".pid", ".tmp", ".pyc", ".cache"})
_RECORDED = re.compile(
    r"(?:^|/)__snapshots__/|\.(?:snap|ambr|approved\.\w+|verified\.\w+)$|(?:^|/)__image_snapshots__/"
)
_SHOWN = 3


def expectations(project: Path, ignore: Iterable[str]) -> dict[str, str]:
    """Path to digest of the tests of a project and of what they are compared with. Raises StorageError."""
    return {name: state for name, state in proof_tree(project, ignore, TESTS).items() if _expected(PurePosixPath(name))}


def rewritten(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The files that were there before and hold something else now, and recorded expectations that came meanwhile.

    A test that records what it is to be compared with passes whatever the code does.
    """
    other = {name for name, state in before.items() if name in after and after[name] != state}
    return sorted(other | {name for name in after.keys() - before.keys() if _RECORDED.search(name)})


def told(names: Iterable[str]) -> str:
    """Why tests that changed these files prove nothing, and the next step, in a clause."""
    names = sorted(names)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return (
        f"while they ran the tests wrote {', '.join(names[:_SHOWN])}{more}, which they are compared with: "
        "look at the change, keep it or take it back, then run mity again"
    )


def _expected(path: PurePosixPath) -> bool:
    return not _MADE & set(path.parts[:-1]) and path.suffix.lower() not in _KEPT_BY_TESTS
