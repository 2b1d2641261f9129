"""What a run changed in a project in all, read from the records in its log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mity.changes.delta import CHANGED, CREATED, DELETED, Delta, Sum
from mity.changes.snapshot import HEAL_GIT, Snapshots

_AFTER = {
    (CREATED, CHANGED): CREATED,
    (CREATED, DELETED): "",
    (CHANGED, DELETED): DELETED,
    (DELETED, CREATED): CHANGED,
}


def changed_files(project: Path, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Each file that differs from how it was before the run's changes, with `created`, `changed` or `deleted`.

    Where the objects of the project do not hold the changes any more, what the log names itself counts.
    """
    standing = [row for row in rows if not row.get("undone")]
    try:
        return _exactly(project, standing)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _as_named(standing)


def _exactly(project: Path, rows: list[Mapping[str, Any]]) -> dict[str, str]:
    if not (project / HEAL_GIT).is_dir():
        raise FileNotFoundError(project / HEAL_GIT)
    snapshots = Snapshots(project, ())
    return Sum.of(Delta.load(snapshots.kept(str(row["tree"]))) for row in rows).kinds()


def _as_named(rows: list[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        for one in row.get("files", ()):
            path, now = str(one["path"]), str(one["kind"])
            found[path] = _AFTER.get((found[path], now), found[path]) if path in found else now
    return {path: kind for path, kind in sorted(found.items()) if kind}
