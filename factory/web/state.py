"""Where the page keeps what belongs to a workspace: in the user's own state, where no clone can lay a trap."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import platformdirs

from mity.reading import read_bytes
from mity.system.files import private_folder, storage_error, write_atomic


def state_of(workspace: Path) -> Path:
    """The folder of a workspace's page, which only its owner can read. Raises StorageError."""
    name = hashlib.sha256(os.fsencode(workspace.resolve())).hexdigest()[:32]
    folder = Path(platformdirs.user_state_dir("mity")) / "serve" / name
    try:
        private_folder(folder)
    except OSError as error:
        raise storage_error("make", folder, error) from error
    return folder


def kept_key(folder: Path) -> bytes:
    """The key that signs sessions, 32 bytes; it is kept, so that sessions outlive a restart. Raises StorageError."""
    path = folder / "key"
    try:
        if path.exists() and len(found := read_bytes(path, 64)) == 32:
            return found
    except OSError as error:
        raise storage_error("read", path, error) from error
    made = secrets.token_bytes(32)
    write_atomic(path, made, private=True)
    return made
