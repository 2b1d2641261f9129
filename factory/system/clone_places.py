"""Where clones lie in a workspace, and how a folder is told to be one. Nothing of git is loaded for that."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path


def clone_folder(workspace: Path, *names: str) -> Path:
    """The folder of a clone below a workspace, of names that others may have chosen."""
    words = (re.sub(r"[^A-Za-z0-9._]+", "-", name).strip("-.") for name in names)
    return workspace / ".mity" / "clones" / "-".join(word for word in words if word)[:120]


def is_clone(folder: Path) -> bool:
    """Whether a folder is one that `clone_folder` names: what is in it was written by others."""
    return folder.parent.name == "clones" and folder.parent.parent.name == ".mity"


def remove_clones(folders: Iterable[Path]) -> None:
    """Removes clones that nobody needs any more, as far as that goes."""
    for folder in folders:
        if folder.parent.name == "clones" and not folder.is_symlink() and os.path.lexists(folder):
            shutil.rmtree(folder, ignore_errors=True)
