"""What the page keeps in memory of all its workspaces: lists of runs, a few logs, and who works on which run."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mity.runs.log import ExecutionLog

_MOST_LOGS, _MOST_HELD = 4, 1000
_MOST_ROWS = 50_000
"""Runs of lists that are kept in memory, about 1 kB each; of more the user's cache on disk remembers them."""
_HELD_S = 3.0
"""Seconds between two looks at the lock of a run: each takes it for a moment."""
Key = tuple[Path, str]
"""A workspace and one of its runs: a folder that was copied has runs of the same ids."""


class Kept:
    """For any number of readers at once."""

    def __init__(self) -> None:
        self._logs: OrderedDict[Key, tuple[Any, ExecutionLog]] = OrderedDict()
        self._rows: OrderedDict[Path, tuple[Any, list[Any], int]] = OrderedDict()
        self._held: dict[Key, tuple[float, bool]] = {}
        self._turn = threading.Lock()

    def log(self, key: Key, marks: object, load: Callable[[], ExecutionLog]) -> ExecutionLog:
        """A log as `load` gives it, kept as long as `marks` stay the same."""
        with self._turn:
            found = self._logs.get(key)
            if found is not None and found[0] == marks:
                self._logs.move_to_end(key)
                return found[1]
        log = load()
        with self._turn:
            self._logs[key] = (marks, log)
            while len(self._logs) > _MOST_LOGS:
                self._logs.popitem(last=False)
        return log

    def rows(self, folder: Path) -> tuple[Any, list[Any], int] | None:
        """The list of a folder as `keep_rows` got it; None when it is kept no longer."""
        with self._turn:
            if folder in self._rows:
                self._rows.move_to_end(folder)
            return self._rows.get(folder)

    def keep_rows(self, folder: Path, found: tuple[Any, list[Any], int]) -> None:
        """Keeps the list of a folder: what tells it from others, the rows and their revision."""
        with self._turn:
            self._rows[folder] = found
            self._rows.move_to_end(folder)
            total = sum(len(rows) for _, rows, _ in self._rows.values())
            while total > _MOST_ROWS and len(self._rows) > 1:  # the newest stays, however long it is
                total -= len(self._rows.popitem(last=False)[1][1])

    def held(self, key: Key, look: Callable[[], bool]) -> bool:
        """Whether a process works on a run, as `look` says."""
        now = time.monotonic()
        looked, held = self._held.get(key, (now - 2 * _HELD_S, False))
        if now - looked > _HELD_S:
            held = look()
            if len(self._held) > _MOST_HELD:
                self._held.clear()
            self._held[key] = (now, held)
        return held
