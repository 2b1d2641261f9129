"""The note in a folder of the files that it and the engine last had in common, for a run that others work on."""

from __future__ import annotations

from pathlib import Path

from mity.reading import read_text
from mity.system.files import storage_error, write_atomic

NAME = "brought"
_MOST = 200  # characters; a digest is shorter


def agreed(workspace: Path, run_id: str) -> str:
    """The digest of their list; empty where nothing was noted. Raises StorageError."""
    note = _note(workspace, run_id)
    try:
        return read_text(note, most=_MOST).strip() if note.exists() else ""
    except OSError as error:
        raise storage_error("read", note, error) from error


def agree(workspace: Path, run_id: str, tree: str) -> None:
    """Notes that the folder has the files of this digest. Raises StorageError."""
    write_atomic(_note(workspace, run_id), f"{tree}\n".encode(), durable=False, private=True)


def _note(workspace: Path, run_id: str) -> Path:
    return workspace / ".mity" / "logs" / run_id / NAME
