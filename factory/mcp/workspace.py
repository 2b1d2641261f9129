"""The workspace that a server was started for: which folders a client may name, and the runs that are in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mity.errors import UsageError
from mity.runs.log import ExecutionLog
from mity.runs.references import RUN
from mity.runs.store import LogStore
from mity.system.files import inside
from mity.text.records import dataclass

_DEPTH = 3
_MOST_FOLDERS = 2_000
_PASSED_OVER = frozenset({"node_modules", "target", "dist", "build", "venv", "__pycache__"})


@dataclass(frozen=True, slots=True)
class FoundRun:
    """A run: the folder whose `.mity/logs` holds it, its document, and what is in it."""

    folder: Path
    path: Path
    log: ExecutionLog


class Workspace:
    """A folder, and what lies in it. Nothing outside of it is reached by a name that a client gives."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def project(self, name: str) -> Path:
        """The folder that `name` means, relative to the workspace. Raises UsageError when it is none, or outside."""
        if "\0" in name:
            raise UsageError("the project has a character that no path can hold")
        path = (self.root / (name or ".")).resolve()
        if not inside(self.root, path):
            raise UsageError(f"{name} is outside of the workspace {self.root}, which is all that this server works in")
        if not path.is_dir():
            raise UsageError(f"there is no folder {name} in {self.root}: see list_runs for the projects that have runs")
        return path

    def shown(self, path: Path) -> str:
        """A path as clients name it: relative to the workspace."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def homes(self) -> Iterator[Path]:
        """The folders that keep runs: the workspace, and projects up to three levels below it."""
        due, looked = [(self.root, 0)], 0
        while due and looked < _MOST_FOLDERS:
            folder, depth = due.pop(0)
            looked += 1
            if (folder / ".mity" / "logs").is_dir():
                yield folder
            if depth < _DEPTH:
                due += [(one, depth + 1) for one in _folders(folder)]

    def run(self, run_id: str) -> FoundRun:
        """The run of an id. Raises UsageError when there is none, or several projects have one of that id."""
        if not RUN.match(run_id) or "/" in run_id or "\\" in run_id:
            raise UsageError(f"{run_id!r} is no id of a run: list_runs shows them")
        found = [home for home in self.homes() if LogStore(home).has(run_id)]
        if not found:
            raise UsageError(f"there is no run {run_id} in {self.root}: list_runs shows those that there are")
        if len(found) > 1:
            places = ", ".join(map(self.shown, found))
            raise UsageError(f"several projects have a run {run_id}: {places}; start a server in one of them")
        store = LogStore(found[0])
        path = store.path(run_id)
        return FoundRun(found[0], path, store.load(path))


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [one.name for one in entries if one.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [folder / name for name in sorted(names) if not name.startswith(".") and name not in _PASSED_OVER]
