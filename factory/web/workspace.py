"""What the page reads of a workspace: logs by their ids, kept while their files are the same; nothing is written."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

from mity.app import App
from mity.errors import LogError
from mity.runs.files import journal_path
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.runs.store import LogStore

Json = dict[str, Any]
_RUN = re.compile(r"\d{4,12}-[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}-[0-9a-z]{4}")
_MOST_LOGS = 4
_HELD_S = 3.0
"""Seconds between two looks at the lock of a run: each takes it for a moment."""


class Workspace:
    """The runs of one workspace, for any number of readers at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = LogStore(path)
        self._logs: OrderedDict[str, tuple[Any, ExecutionLog]] = OrderedDict()
        self._held: dict[str, tuple[float, bool]] = {}
        self._turn = threading.Lock()

    def app(self) -> App:
        """mity for this workspace, with its settings and files as they are now. Raises MityError."""
        return App(self.path)

    def document(self, run: str) -> Path:
        """The document of a run. Raises LogError when the id is none, or there is no such run."""
        path = self.store.path(run) if is_run(run) else None
        if path is None or not path.is_file():
            raise LogError(f"there is no run {run[:100]!r} in this workspace")
        return path

    def log(self, run: str) -> ExecutionLog:
        """The log of a run, for reading only. Raises LogError."""
        path = self.document(run)
        marks = self.marks(path)
        with self._turn:
            found = self._logs.get(run)
            if found is not None and found[0] == marks:
                self._logs.move_to_end(run)
                return found[1]
        log = self.store.load(path)
        with self._turn:
            self._logs[run] = (marks, log)
            while len(self._logs) > _MOST_LOGS:
                self._logs.popitem(last=False)
        return log

    def marks(self, path: Path) -> tuple[Any, ...]:
        """What tells one state of a run's files from another: of its document, its journal and its messages."""
        inbox = path.with_suffix("") / "inbox"
        return tuple(_marks(one) for one in (path, journal_path(path), inbox))

    def under_way(self, log: ExecutionLog) -> bool:
        """Whether a process works on a run; known for some seconds."""
        path = self.store.path(log.run_id)
        if log.state is not RunState.RUNNING and not journal_path(path).exists():
            return False
        now = time.monotonic()
        looked, held = self._held.get(log.run_id, (now - 2 * _HELD_S, False))
        if now - looked > _HELD_S:
            held = self.store.held(log.run_id)
            if len(self._held) > 1000:
                self._held.clear()
            self._held[log.run_id] = (now, held)
        return held

    def transcript(self, log: ExecutionLog, key: str) -> Path | None:
        """The file of what the commands of a step printed; None where there is none, or it lies elsewhere."""
        if key not in log.stations and key not in log.results:
            return None
        folder = self.store.path(log.run_id).with_suffix("")
        path = folder / f"{key.replace('>', '.')}.log"
        safe = path.is_file() and path.resolve().is_relative_to(folder.resolve())
        return path if safe else None


def is_run(text: str) -> bool:
    """Whether a text has the form of a run's id, and so is no path."""
    return _RUN.fullmatch(text) is not None


def _marks(path: Path) -> tuple[int, int, int] | None:
    try:
        info = path.stat()
    except OSError:
        return None
    return (info.st_ino, info.st_size, info.st_mtime_ns)
