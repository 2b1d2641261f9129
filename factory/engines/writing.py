"""Files of a run, written from the database: for a worker, or for somebody who has consented to nothing."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from mity.engines.belonging import belongs, of_one_machine
from mity.engines.blobs import Blobs
from mity.engines.manifest import LINK, Item, Manifest
from mity.engines.plain_config import plain_config
from mity.system.files import inside, storage_error, write_all


def write_files(root: Path, files: Manifest, blobs: Blobs) -> None:
    """Writes files and links below a folder, over what is there. Raises EngineError, StorageError."""
    paths: dict[str, list[str]] = {}
    for path, item in files.items():
        if item.kind != LINK:
            paths.setdefault(item.name, []).append(path)
    try:
        for name, data in blobs.each(paths):
            for path in paths[name]:
                _write(root, path, data, 0o755 if files[path].kind == "program" else 0o644)
        for path, item in files.items():
            if item.kind == LINK and _ready(root, path):
                (root / path).unlink(missing_ok=True)
                (root / path).symlink_to(item.name)
    except OSError as error:
        raise storage_error("write", root, error) from error


def write_foreign(root: Path, files: Manifest, blobs: Blobs, run_id: str, application: str = "") -> None:
    """Writes the files of a run for somebody who has not yet consented to what they start.

    Of git come its commits and where it came from: hooks and settings that start programs stay in the database. What
    mity noted of changes under way comes, for all files that it could put back are the run's here. Raises
    EngineError, StorageError.
    """
    kept = {path: item for path, item in files.items() if _comes(path, item, run_id, application)}
    write_files(root, kept, blobs)
    for path, item in files.items():
        if PurePosixPath(path).parts[-2:] == (".git", "config") and item.kind != LINK:
            write_plain_config(root, path, blobs.get(item.name))


def write_plain_config(root: Path, path: str, data: bytes) -> None:
    """Writes the settings of a repository without what starts programs. Raises StorageError."""
    try:
        _write(root, path, plain_config(data), 0o644)
    except OSError as error:
        raise storage_error("write", root, error) from error


def _comes(path: str, item: Item, run_id: str, application: str) -> bool:
    """Whether a file comes with a run into an empty folder."""
    own = belongs(path, run_id, link=item.kind == LINK, application=application)
    return own or (of_one_machine(path) and item.kind == "file")


def behind_no_link(root: Path, path: str) -> bool:
    """Whether the folders of a path are folders, or not there yet."""
    return not any((root / folder).is_symlink() for folder in PurePosixPath(path).parents)


def _ready(root: Path, path: str) -> bool:
    """Makes the folder of a path; False when it leads out of `root`, or by a link to another place."""
    target = root / path
    if not behind_no_link(root, path):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    return inside(root, target.parent)


def _write(root: Path, path: str, data: bytes, mode: int) -> None:
    if not _ready(root, path):
        return
    target = root / path
    target.unlink(missing_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        write_all(handle, data)
    finally:
        os.close(handle)
