"""mity in processes of its own: what a client starts goes on when the client, or this server, goes away."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anyio

from mity.command import Command
from mity.errors import BusyError, MityError
from mity.reading import read_bytes, read_text
from mity.redaction import Redactor
from mity.runs.store import LogStore
from mity.system.files import ignored_folder, private_file, private_folder, storage_error
from mity.system.process import Process
from mity.system.runner import Runner
from mity.system.scratch import Scratch
from mity.text.data import parse_json

MOST_AT_ONCE = 4
"""How many runs a server starts before one of them has to end."""
_POLL_S = 0.1
_LONGEST_ASK_S = 120.0
_KEPT = 50
_MOST_OUTPUT = 32 << 20
_OUT, _RUN = "out.txt", "run"
_BEGINS = re.compile(r"^\{", re.MULTILINE)


class Job:
    """A mity that was started: its process, what it printed, and the run that it works on."""

    def __init__(self, process: Process, folder: Path, home: Path) -> None:
        self._process = process
        self._folder = folder
        self.home = home
        self.text = ""

    @property
    def code(self) -> int:
        """Its exit code, -1 before its end."""
        found = self._process.popen.poll()
        return -1 if found is None else int(found)

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.running()

    @property
    def run_id(self) -> str:
        """The id of its run; empty before the run began."""
        try:
            return read_text(self._folder / _RUN).strip()
        except (OSError, ValueError):
            return ""

    def stop(self) -> None:
        """Ends it."""
        self._process.end()

    def read(self) -> None:
        """Reads what it printed, so that its folder may go. Raises MityError."""
        try:
            self.text = read_bytes(self._folder / _OUT, _MOST_OUTPUT).decode("utf-8", "replace")
        except (OSError, ValueError) as error:
            raise MityError(f"what mity printed cannot be read: {error}") from error

    def result(self) -> dict[str, Any]:
        """The JSON document that it printed at its end. Raises MityError when there is none."""
        if not self.text:
            self.read()
        found = _document(self.text)
        if found is None:
            said = self.text.strip().splitlines()[-1:] or [f"it ended with {self.code} and said nothing"]
            raise MityError(f"mity told no result: {said[0]}")
        return found


class Processes:
    """Starts mity for one workspace. Its output goes to files in `.mity/mcp`, so that nobody needs to listen."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._runner = Runner(Redactor(os.environ))
        self._jobs: list[Job] = []

    async def ask(self, words: Sequence[str], home: Path) -> dict[str, Any]:
        """What a verb that starts no run says, as JSON. Raises MityError when it does not end in two minutes."""
        return (await self._ended(words, home)).result()

    async def say(self, words: Sequence[str], home: Path) -> tuple[int, str]:
        """The exit code of such a verb, and what it says. Raises MityError."""
        job = await self._ended(words, home)
        return job.code, job.text.strip()

    async def _ended(self, words: Sequence[str], home: Path) -> Job:
        """A job that has ended, with what it printed."""
        with Scratch("mcp") as scratch:
            job = self._start(words, home, scratch)
            deadline = time.monotonic() + _LONGEST_ASK_S
            while job.running and time.monotonic() < deadline:
                await anyio.sleep(_POLL_S)
            if job.running:
                job.stop()
                raise MityError(f"mity {words[0]} did not end within {_LONGEST_ASK_S:g} s and was stopped")
            job.read()
            return job

    def start(self, words: Sequence[str], home: Path) -> Job:
        """Starts a verb that runs a workflow. Raises BusyError, StorageError."""
        self._jobs = [job for job in self._jobs if job.running]
        if len(self._jobs) >= MOST_AT_ONCE:
            raise BusyError(f"{MOST_AT_ONCE} runs of this server are under way: wait for one, or cancel it")
        folder = self._root / ".mity" / "mcp" / f"{time.time_ns():020d}-{uuid.uuid4().hex[:6]}"
        try:
            ignored_folder(folder.parent)
            private_folder(folder)
        except OSError as error:
            raise storage_error("write", folder, error) from error
        self._sweep(folder.parent)
        job = self._start([*words[:1], f"--run-id-file={folder / _RUN}", *words[1:]], home, folder)
        self._jobs.append(job)
        return job

    def _start(self, words: Sequence[str], home: Path, folder: Path) -> Job:
        line = (sys.executable, "-P", "-m", "mity", *words)
        try:
            with os.fdopen(private_file(folder / _OUT), "ab") as output:
                process = self._runner.start(Command(line, home, title=f"mity {words[0]}"), output)
        except (OSError, ValueError) as error:
            raise MityError(f"mity cannot be started: {getattr(error, 'strerror', '') or error}") from error
        self._runner.keep(process)
        return Job(process, folder, home)

    def _sweep(self, folder: Path) -> None:
        """Removes what processes of long ago printed."""
        for old in sorted(one for one in folder.iterdir() if one.is_dir())[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def progress(home: Path, run_id: str) -> tuple[int, int, str]:
    """How many steps of a run have ended, how many it has, and which are under way. Raises LogError."""
    store = LogStore(home)
    log = store.load(store.path(run_id))
    left = log.remaining()
    begun = [key for key in left if key in log.attempts]
    return len(log.stations) - len(left), len(log.stations), ", ".join(begun[:3])


def _document(text: str) -> dict[str, Any] | None:
    """The JSON object that begins a line; notes of mity may stand before and behind it."""
    end = text.rfind("}") + 1
    for begin in _BEGINS.finditer(text):
        for part in (text[begin.start() : end], text[begin.start() :].partition("\n")[0]):
            try:
                found = parse_json(part)
            except ValueError:
                continue
            if isinstance(found, dict):
                return found
    return None
