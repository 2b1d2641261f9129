"""Runs that the page begins or goes on with: each is a `mity` of its own, which the end of the page does not end."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mity.command import Command
from mity.errors import BusyError, StorageError
from mity.reading import read_end
from mity.system.files import private_file, storage_error
from mity.system.process import Process
from mity.system.runner import Runner
from mity.web.kept import Key
from mity.web.workspace import Workspace

_MOST_AT_ONCE = 16
_SAID = 16 << 10
_ENDS_S = 2.0
_DAY_S = 86_400.0


class Launcher:
    """Starts mity in workspaces and keeps what each said beside the page's other files of it, by the id of its run.

    What is started has the priority that this process has when the launcher is made.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._started: dict[Key, Process] = {}
        self._turn = threading.Lock()
        self._starter = ThreadPoolExecutor(1, "mity-start")
        self._starter.submit(time.monotonic).result()  # its thread is there before others get a lower priority

    def start(self, place: Workspace, run: str, words: Sequence[str]) -> None:
        """Starts `mity WORDS` for a run. Raises BusyError when too many are under way, StorageError."""
        key = (place.path, run)
        with self._turn:
            self._wait_for(key)
            self._started = {name: one for name, one in self._started.items() if one.running()}
            if key in self._started:
                raise BusyError(f"run {run} is being started already")
            if len(self._started) >= _MOST_AT_ONCE:
                raise BusyError(f"{_MOST_AT_ONCE} runs that this page started are under way: let one of them finish")
            try:
                self._started[key] = self._starter.submit(self._start, place, run, words).result()
            except OSError as error:
                raise storage_error("write", place.state, error) from error

    def said(self, place: Workspace, run: str) -> str:
        """What the last mity that was started for a run said; empty for nothing."""
        try:
            return read_end(_said(place, run), _SAID).decode("utf-8", "replace")
        except OSError:
            return ""

    def starting(self, place: Workspace, run: str) -> bool:
        """Whether a mity that was started for a run is still there."""
        with self._turn:
            process = self._started.get((place.path, run))
            return process is not None and process.running()

    def _wait_for(self, key: Key) -> None:
        """Gives a mity whose run has ended the moment that it takes to end itself."""
        end = time.monotonic() + _ENDS_S
        while (one := self._started.get(key)) and one.running() and time.monotonic() < end:
            time.sleep(0.05)

    def _start(self, place: Workspace, run: str, words: Sequence[str]) -> Process:
        _sweep(place.state)
        path = _said(place, run)
        path.unlink(missing_ok=True)
        argv = (sys.executable, "-P", "-m", "mity", *words)
        with os.fdopen(private_file(path), "wb") as output:
            process = self._runner.start(Command(argv, cwd=place.path), output)
        self._runner.keep(process)
        return process


def _said(place: Workspace, run: str) -> Path:
    return place.state / f"{run}.txt"


def _sweep(folder: Path) -> None:
    """Removes what was said more than a week ago."""
    for path in folder.glob("*.txt"):
        try:
            if time.time() - path.stat().st_mtime > 7 * _DAY_S:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"cannot remove {path}: {error.strerror or error}") from error
