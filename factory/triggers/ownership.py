"""Whether a folder of events is this user's own: one that came with a clone would start runs with words of others."""

from __future__ import annotations

import os
import re
from pathlib import Path

from platformdirs import user_state_path

from mity.errors import UsageError
from mity.reading import read_bytes
from mity.system.files import move_aside, private_folder, storage_error, write_atomic

_NAME = "owner"
_WORD = re.compile(rb"[0-9a-f]{32}")


def take(folder: Path) -> Path | None:
    """Makes sure that a folder is ours: one that is not is moved aside, and where it lies then is returned.

    A folder is ours when the word in it is one that this user's state knows. Raises StorageError, UsageError for a link
    or a file in its place.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is no folder: remove it")
    word = _word(folder / _NAME)
    if word and (_known() / word).is_file():
        return None
    aside = move_aside(folder) if folder.is_dir() and any(folder.iterdir()) else None
    try:
        private_folder(folder)
        private_folder(_known())
    except OSError as error:
        raise storage_error("write", folder, error) from error
    word = os.urandom(16).hex()
    write_atomic(_known() / word, os.fsencode(folder), private=True)
    write_atomic(folder / _NAME, word.encode(), private=True)
    return aside


def _word(path: Path) -> str:
    try:
        found = read_bytes(path, 64)
    except OSError:
        return ""
    return found.decode() if _WORD.fullmatch(found) else ""


def _known() -> Path:
    return user_state_path("mity") / "watch"
