"""What happened to an application's files since a run last wrote its log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from mity.projects.app_record import APP_FILE, OWNERSHIP_FILE
from mity.system.trees import digest, tree
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths that differ from what was scaffolded, are gone, or are new since the log was written."""

    edited: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [
            f"{len(names)} {word} ({', '.join(names[:3])}{', …' if len(names) > 3 else ''})"
            for word, names in (("edited", self.edited), ("gone", self.gone), ("new", self.new))
            if names
        ]
        return ", ".join(parts) or "unchanged"


def changes_since(log: Path, project: Path, scaffolded: Mapping[str, str], ignore: Iterable[str] = ()) -> Changes:
    """Compares the tree with the digests of the scaffold, and the age of other files with that of the log."""
    edited = [name for name, value in scaffolded.items() if _differs(project / name, value)]
    gone = [name for name in scaffolded if not (project / name).exists()]
    try:
        since = log.stat().st_mtime_ns
        known = {*scaffolded, APP_FILE, OWNERSHIP_FILE}
        others = [str(name) for name in tree(project, ignore) if str(name) not in known]
        new = [name for name in others if (project / name).lstat().st_mtime_ns > since]
    except OSError:
        new = []
    return Changes(tuple(edited), tuple(gone), tuple(new))


def _differs(path: Path, value: str) -> bool:
    try:
        return path.exists() and digest(path) != value
    except OSError:
        return True
