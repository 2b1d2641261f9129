"""Programs that must be the machine's own: none that the project which is worked on could have brought."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_PATH = "PATH"


def outside_packages(name: str) -> str | None:
    """The first program of this name on PATH that no package of a project and not the current folder has brought.

    Whoever writes the packages of an environment or of `node_modules` could otherwise say that a sandbox holds.
    """
    for folder in os.environ.get(_PATH, os.defpath).split(os.pathsep):
        place = Path(folder)
        if place.is_absolute() and not _of_a_project(place) and (found := shutil.which(name, path=folder)):
            return found
    return None


def _of_a_project(folder: Path) -> bool:
    if "node_modules" in folder.parts or _is_environment(folder.parent):
        return True
    try:
        here = Path.cwd()
    except FileNotFoundError:  # removed meanwhile, so nothing lies in it
        return False
    wide = Path(os.path.expanduser("~")).is_relative_to(here)  # noqa: PTH111 - Path.home raises without one
    return not wide and folder.is_relative_to(here)


def _is_environment(folder: Path) -> bool:
    try:
        return (folder / "pyvenv.cfg").is_file()
    except OSError:  # PATH may name what this user cannot look into, and what cannot be
        return False
