"""The note in a folder of the files that it and the engine last had in common, for a run that others work on."""

from __future__ import annotations

from pathlib import Path

from mity.reading import read_text
from mity.system.files import private_folder, storage_error, write_atomic
from mity.text.records import dataclass

NAME = "brought"
_MOST = 8_192  # characters


@dataclass(frozen=True, slots=True)
class Agreed:
    """The digest of the list of files, and the folder of the run's application below the workspace.

    Both are empty where nothing was noted, `application` also where it is the workspace itself or lies elsewhere.
    """

    tree: str = ""
    application: str = ""


def agreed(workspace: Path, run_id: str) -> Agreed:
    """What was noted last. Raises StorageError."""
    note = _note(workspace, run_id)
    try:
        text = read_text(note, most=_MOST) if note.exists() else ""
    except OSError as error:
        raise storage_error("read", note, error) from error
    tree, _, application = text.partition("\n")
    return Agreed(tree.strip(), application.strip())


def agree(workspace: Path, run_id: str, tree: str, application: str) -> None:
    """Notes that the folder has the files of this digest. Raises StorageError."""
    note = _note(workspace, run_id)
    private_folder(note.parent)
    write_atomic(note, f"{tree}\n{application}\n".encode(), durable=False, private=True)


def application_of(workspace: Path, output: Path) -> str:
    """The folder of an application below a workspace; empty where it is the workspace itself, hidden or elsewhere."""
    path = output.relative_to(workspace).as_posix() if output.is_relative_to(workspace) else ""
    hidden = any(part.startswith(".") for part in path.split("/"))
    return "" if hidden or any(not sign.isprintable() for sign in path) else path


def _note(workspace: Path, run_id: str) -> Path:
    return workspace / ".mity" / "logs" / run_id / NAME
