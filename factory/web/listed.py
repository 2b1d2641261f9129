"""The runs of one workspace as lists show them, read by one at a time and kept while their files are the same."""

from __future__ import annotations

import itertools
import os
import secrets
import threading
import time
from pathlib import Path
from typing import Any

from mity.runs.store import LogStore
from mity.web.kept import Kept

Json = dict[str, Any]
Marks = dict[str, tuple[int, int, int, int]]


class Listed:
    """The summaries of the runs of `store`, for any number of readers at once; `kept` bounds what is kept of them.

    Whoever comes while another one reads waits for him, so that many who look at once cost what one does.
    """

    def __init__(self, store: LogStore, kept: Kept) -> None:
        self._store = store
        self._kept = kept
        self._turn = threading.Lock()
        self._looked = float("-inf")
        self._revisions = itertools.count(secrets.randbits(40))

    def rows(self, within_s: float = 0.0) -> tuple[list[Json], int]:
        """A summary of each run, the oldest first and to be read only, and a number that is another one as soon as any
        of them is. A look of `within_s` seconds ago is new enough. Raises StorageError.
        """
        with self._turn:
            found = self._kept.rows(self._store.folder)
            if found is not None and time.monotonic() - self._looked <= within_s:
                return found[1:]
            began, marks = time.monotonic(), _marks(self._store.folder)
            if found is None or marks is None or marks != found[0]:
                found = (marks, self._store.runs(), next(self._revisions))
                self._kept.keep_rows(self._store.folder, found)
            self._looked = began
            return found[1:]


def _marks(folder: Path) -> Marks | None:
    """What tells one state of all runs from another; None where they cannot be looked at."""
    found: Marks = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((".json", ".journal.jsonl")):
                    info = entry.stat()
                    found[entry.name] = (info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns)
    except OSError:
        return None
    return found
