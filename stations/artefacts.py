"""Artefacts before and after: exit code 0 is no evidence, a file that is new or changed is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mity.system.files import digest

Snapshot = dict[str, tuple[int, int, int]]


def snapshot(project: Path, patterns: Iterable[str]) -> Snapshot:
    """Identity, time and size of every file that matches one of the patterns below the project."""
    found: Snapshot = {}
    for pattern in patterns:
        for path in project.glob(pattern):
            if path.is_file():
                info = path.stat()
                found[path.relative_to(project).as_posix()] = (info.st_ino, info.st_mtime_ns, info.st_size)
    return found


def changed_since(project: Path, before: Snapshot, patterns: Iterable[str]) -> list[dict[str, Any]]:
    """What was made since `before`: path, size in bytes and SHA-256 of each new or rewritten artefact."""
    after = snapshot(project, patterns)
    return [
        {"path": path, "bytes": info[2], "sha256": digest(project / path)}
        for path, info in sorted(after.items())
        if before.get(path) != info
    ]
