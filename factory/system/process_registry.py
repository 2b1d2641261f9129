"""The processes of each run, written down when they start, so that a killed run's leftovers can be ended later."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mity.reading import read_text
from mity.system.files import private_file, private_folder
from mity.text.data import parse_json

if TYPE_CHECKING:
    import psutil


class ProcessRegistry:
    """Pids and start times of what a run started, one JSON line each.

    `mark` is what the run's processes carry in their environment. It names the run and the very folder of the
    workspace, so that a copy of a workspace has no claim on the processes of the original.
    """

    def __init__(self, workspace: Path, run_id: str) -> None:
        self._path = workspace / ".mity" / "locks" / f"{run_id}.processes"
        self.mark = f"{run_id}@{_identity(workspace)}"

    def note(self, pid: int) -> None:
        """Writes down a process that was just started."""
        import psutil  # slow to load, and many runs start nothing

        with contextlib.suppress(psutil.Error, OSError):
            row = json.dumps({"mark": self.mark, "pid": pid, "started": psutil.Process(pid).create_time()})
            private_folder(self._path.parent)
            with os.fdopen(private_file(self._path), "a", encoding="utf-8") as handle:
                handle.write(row + "\n")

    def close(self) -> None:
        """Forgets the run's processes: all have ended."""
        self._path.unlink(missing_ok=True)

    def reap(self, spare: Iterable[int] = ()) -> list[int]:
        """Ends what an earlier, killed process of this run left running; returns the pids.

        Only processes of the recorded pid and start time, or that carry the run's mark, are ended; never those in
        `spare` and what they started.
        """
        from mity.system.process_tree import end_all, marked

        spared = {pid for head in spare for pid in _tree(head)}
        found = {process.pid: process for process in [*self._recorded(), *marked(self.mark)]}
        left = [process for pid, process in found.items() if pid not in spared]
        end_all(left)
        self.close()
        return [process.pid for process in left]

    def living(self) -> dict[int, psutil.Process]:
        """The processes of the run that still run, by their pids: those that were noted and what they started.

        One that the process of the run itself has started is its child, so that process is among them.
        """
        import psutil

        found = {process.pid: process for process in self._recorded()}
        for process in list(found.values()):
            with contextlib.suppress(psutil.Error):
                above = process.parent()
                if above is not None and above.pid not in found and _is_mity(above):
                    found[above.pid] = above
        return found

    def _recorded(self) -> list[psutil.Process]:
        try:
            lines = read_text(self._path).splitlines()
        except OSError:
            return []
        import psutil

        found = []
        for line in lines:
            with contextlib.suppress(psutil.Error, ValueError, KeyError, TypeError):
                row = parse_json(line)
                process = psutil.Process(int(row["pid"]))
                if row["mark"] == self.mark and abs(process.create_time() - float(row["started"])) < 0.05:
                    found += [process, *process.children(recursive=True)]
        return found


def _is_mity(process: psutil.Process) -> bool:
    """Whether a process is a mity: the parent of an orphan is not."""
    words = [word for word in process.cmdline()[:4] if word != "-P"][:3]
    return any(Path(word).name in ("mity", "__main__.py") for word in words) or words[1:3] == ["-m", "mity"]


def _identity(folder: Path) -> str:
    try:
        info = folder.stat()
    except OSError:
        return "gone"
    return f"{info.st_dev:x}.{info.st_ino:x}"


def _tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    import psutil

    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))] if pid else []
    except psutil.Error:
        return []
