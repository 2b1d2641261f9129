"""Which files of a workspace go with a run, and whether one changed since the last look."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from mity.text.records import dataclass

Signature = tuple[int, int, int, int, int]
_SECRET = (
    *(".env", ".env.*", ".netrc", ".npmrc", ".pypirc", "*.pem", "*.key", "*.p12", "*.pfx", "id_rsa", "id_ed25519"),
    *("id_ecdsa", "credentials.json", "secrets.*", "*.kdbx"),
)
_SHOWN = (".env.example", ".env.sample", ".env.template", ".env.dist")
OWN = (".mity/locks", ".mity/watch", ".mity/logs", ".mity/trust", ".mity/heal.git/rollbacks")
"""Folders of mity that stay on their machine; of the logs those of the run itself go with it."""
CACHES = ("__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache")


@dataclass(frozen=True, slots=True)
class Found:
    """A file or link: its mode, and what tells an untouched one by a look."""

    mode: int
    seen: Signature


def walk(root: Path, run_id: str, ignored: frozenset[str]) -> dict[str, Found]:
    """Every file and link below a folder that goes with a run, by its path.

    Left out are what git ignores, what holds secrets by its name, caches, locks, and the logs of other runs. Raises
    OSError.
    """
    return dict(_below(root, "", f".mity/logs/{run_id}", ignored))


def is_secret(name: str) -> bool:
    """Whether a file of this name holds secrets, as far as names tell."""
    return name not in _SHOWN and any(fnmatchcase(name, pattern) for pattern in _SECRET)


def _below(folder: Path, prefix: str, own: str, ignored: frozenset[str]) -> Iterator[tuple[str, Found]]:
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        path = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if _enters(path, entry.name, own, ignored):
                yield from _below(folder / entry.name, f"{path}/", own, ignored)
            continue
        if path in ignored or is_secret(entry.name) or _within_git(path):
            continue
        try:
            info = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        if stat.S_ISREG(info.st_mode) or stat.S_ISLNK(info.st_mode):
            seen = (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino, info.st_mode)
            yield path, Found(info.st_mode, seen)


def _enters(path: str, name: str, own: str, ignored: frozenset[str]) -> bool:
    if path == own or path.startswith(f"{own}/"):
        return path != f"{own}/inbox"
    if path == ".mity/logs":
        return True
    return name not in CACHES and path not in OWN and f"{path}/" not in ignored and not _other_run(path)


def _other_run(path: str) -> bool:
    return path.startswith(".mity/logs/")


def _within_git(path: str) -> bool:
    """What git holds for a moment, and files directly among the logs, which the database has as rows."""
    git = path.startswith(".git/") or "/.git/" in path
    return (git and path.endswith(".lock")) or (path.startswith(".mity/logs/") and path.count("/") == 2)
