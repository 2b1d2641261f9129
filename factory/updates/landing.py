"""A merged update, written into the application: its files, then what is recorded of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.changes.changeset import ChangeSet
from mity.errors import UsageError
from mity.features.ownership import Owned, Ownership
from mity.projects.app_record import BASES_FILE, OWNERSHIP_FILE, read_app, write_app
from mity.system.files import drop_bytecode, inside, storage_error, write_atomic
from mity.system.trees import copy_tree
from mity.updates.bases import EXECUTABLE, LINK, Content, content_of
from mity.updates.merging import RECORDS, Change, Merged, Taking
from mity.updates.target import Target

_MITY = ".mity"
_KEPT_APART = ("logs", "cache", "clones", "locks", "aside", "heal.git")
"""Of mity's own folder, what is no part of the application."""


def land(root: Path, change: ChangeSet, merged: Merged) -> None:
    """Writes what the update changes; it is announced first. Raises UsageError, StorageError."""
    change.declare({*RECORDS, *(one.path for one in merged.changes)})
    _apply(root, merged)


def landed_copy(root: Path, copy: Path, taking: Taking, merged: Merged) -> Path:
    """A copy of the application's own files in `copy`, with the update in, as far as it does not conflict.

    `taking` is recorded there and must not be used afterwards. Raises UsageError, StorageError.
    """
    copy_tree(root, copy, (*taking.ignore, ".git", _MITY))
    copy_tree(root / _MITY, copy / _MITY, _KEPT_APART)
    _apply(copy, merged)
    record(copy, taking.target, merged, taking.ownership, "")
    return copy


def _apply(root: Path, merged: Merged) -> None:
    for one in sorted(merged.changes, key=lambda one: one.content is not None):  # a file may become a folder
        _put(root, one)
    drop_bytecode(root, [one.path for one in merged.changes])


def _put(root: Path, change: Change) -> None:
    full = root / change.path
    if not inside(root, full.parent):
        raise UsageError(f"{change.path} leads out of {root}: mity does not write there")
    try:
        if change.content is not None and change.content.mode != LINK and not full.is_symlink():
            full.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(full, change.content.data, durable=False)  # no kill leaves half a stack.yaml
            full.chmod(0o755 if change.content.mode == EXECUTABLE else 0o644)
            return
        full.unlink(missing_ok=True)
        if change.content is not None:
            change.content.write(full)
            return
        for folder in full.parents:
            if folder == root or any(item.name != "__pycache__" for item in folder.iterdir()):
                return
            drop_bytecode(root, [change.path])
            if any(folder.iterdir()):
                return
            folder.rmdir()
    except OSError as error:
        raise storage_error("write", full, error) from error


def record(root: Path, target: Target, merged: Merged, ownership: Ownership, run_id: str) -> None:
    """Records the new version: where it is from, all answers, and each file as the template makes it.

    The text of a file that differs from that is kept, as the base of the next merge, unless git ignores
    the file: it may hold secrets, and the record is committed. Raises StorageError.
    """
    for path, one in list(ownership.files.items()):
        if not one.role and path not in merged.pristine:
            ownership.forget(path)
    for path, content in merged.pristine.items():
        _own(root, path, content, target.name, ownership, keep=path not in merged.hidden)
    owned, bases = ownership.dump()
    before = read_app(root) or {"name": root.name, "stack": "", "run_id": run_id}
    app = {**before, **_origin(target), "answers": dict(merged.answers), "updated_by": run_id}
    try:
        (root / OWNERSHIP_FILE).write_bytes(owned)
        if ownership.bases or (root / BASES_FILE).exists():
            (root / BASES_FILE).write_bytes(bases)
    except OSError as error:
        raise storage_error("write", root / OWNERSHIP_FILE, error) from error
    write_app(root, app)


def _own(root: Path, path: str, content: Content, template: str, ownership: Ownership, *, keep: bool) -> None:
    owned = Owned(template, content.sha256)
    there = content_of(root / path)
    if not keep or (there is not None and there.data == content.data):
        ownership.files[path] = owned
        return
    try:
        ownership.own(path, owned, content.data.decode("utf-8"))
    except UnicodeDecodeError:
        ownership.files[path] = owned


def _origin(target: Target) -> Mapping[str, Any]:
    return {
        "template": target.name,
        "template_version": target.version,
        "template_ref": target.branch,
        "template_digest": target.source.digest,
    }


def describe(merged: Merged) -> list[str]:
    """Each change in two words, its kind and its path."""
    return [f"{one.kind} {one.path}" for one in merged.changes]
