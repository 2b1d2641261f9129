"""The programs of scanners: found on this machine, or brought by lock files with checksums."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

from mity.errors import ToolError
from mity.scanners.model import Scanner
from mity.services.services import Services
from mity.stacks.own_tools import program
from mity.system.tools import Tool


def fetchable(scanner: Scanner) -> bool:
    """Whether mity has a lock file for a scanner, in a form that runs here."""
    return scanner.fetch is not None and os.name == "posix"


def fetch(services: Services, scanners: Iterable[Scanner], project: Path, note: Callable[[str], None]) -> None:
    """Brings those that are not there and have a lock file into mity's own cache. Raises ToolError, StorageError."""
    for one in scanners:
        if one.fetch is None or not fetchable(one) or found_tool(services, one, project).ready:
            continue
        name = one.requires.tool
        note(f"fetching {name} into mity's own cache, by checksums")
        lock = _lock(one.fetch.lock)
        if one.fetch.package:
            modules = _lock(one.fetch.lock.replace(".sum", ".mod"))
            services.toolbox.fetch_go(name, modules, lock, one.fetch.package)
        else:
            services.toolbox.fetch_locked(name, lock, one.fetch.module, one.fetch.program)
        got = found_tool(services, one, project)
        if not got.ready:
            raise ToolError(f"{name} was fetched but does not run here: {got.problem}")
        note(f"{name} {got.version} is at {got.path}")


def found_tool(services: Services, scanner: Scanner, project: Path) -> Tool:
    """The scanner's program: that of the project where it has to be, else one of this machine in the right version."""
    if not scanner.own:
        return services.toolbox.resolve(scanner.requires, silent=scanner.silent)
    path = program(project, scanner.requires.tool)
    mine = path if path.startswith(f"{project}{os.sep}") else ""
    return Tool(scanner.requires, mine, how="Install what the project needs first: npm ci")


def _lock(name: str) -> str:
    return files("mity.scanners").joinpath("locks", name).read_text(encoding="utf-8")
