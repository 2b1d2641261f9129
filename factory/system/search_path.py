"""Where programs are looked for: never in a folder whose meaning depends on the project that is worked on."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path

_PATH = "PATH"


def settle(environment: MutableMapping[str, str]) -> None:
    """Takes relative and empty folders out of PATH, for mity and whatever it starts.

    `./node_modules/.bin` and the like would have each project bring its own git, sandbox or browser, before trust.
    """
    given = environment.get(_PATH)
    if given is not None:
        kept = [folder for folder in given.split(os.pathsep) if os.path.isabs(folder)]  # noqa: PTH117 - quicker to load
        environment[_PATH] = os.pathsep.join(kept) or os.defpath


def outside_packages(name: str) -> str | None:
    """The first program of this name on PATH that no package of a project and not the current folder has brought.

    Whoever writes the packages of an environment or of `node_modules` could otherwise say that a sandbox holds.
    """
    import shutil

    for folder in os.environ.get(_PATH, os.defpath).split(os.pathsep):
        place = Path(folder)
        if place.is_absolute() and not _of_a_project(place) and (found := shutil.which(name, path=folder)):
            return found
    return None


def _of_a_project(folder: Path) -> bool:
    here = Path.cwd()
    wide = Path(os.path.expanduser("~")).is_relative_to(here)  # noqa: PTH111 - Path.home raises without one
    packages = "node_modules" in folder.parts or (folder.parent / "pyvenv.cfg").is_file()
    return packages or (not wide and folder.is_relative_to(here))
