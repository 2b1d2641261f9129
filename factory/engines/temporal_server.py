"""A Temporal server of the user's own on this machine, for a try-out: its own program, a folder, one port."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from pathlib import Path

import psutil

from mity.command import Command
from mity.engines.address import EngineError
from mity.errors import ToolError
from mity.reading import read_text
from mity.system.files import private_file, private_folder, storage_error, write_atomic
from mity.system.process_tree import end_all
from mity.system.runner import Runner
from mity.system.service import free_port

_UP_S = 60.0
_POLL_S = 0.1
_HOST = "127.0.0.1"
_SETTINGS = ("enableFairness=true", "numTaskqueueReadPartitions=1", "numTaskqueueWritePartitions=1")
"""Priorities and turns between workflows, which a server of one machine keeps strictly where a queue has one part."""


class TemporalServer:
    """The server whose data lie in `folder`, which only this user can read. It has no password: whoever is on this
    machine reaches it."""

    def __init__(self, folder: Path, runner: Runner) -> None:
        self._folder = folder
        self._state = folder / "temporal.json"
        self._runner = runner

    def up(self) -> str:
        """Starts it unless it runs; the address. Raises EngineError, ToolError, StorageError."""
        program = shutil.which("temporal")
        if program is None:
            raise ToolError(
                "the program `temporal` is not on PATH: install Temporal's command line (`brew install temporal`, or"
                " `go install github.com/temporalio/cli/cmd/temporal@v1.5.1`), or name a server by TEMPORAL_ADDRESS"
            )
        try:
            private_folder(self._folder)
            if self._process() is None:
                self._start(program)
            return f"{_HOST}:{self._known()['port']:.0f}"
        except OSError as error:
            raise storage_error("write", self._folder, error) from error

    def down(self) -> bool:
        """Stops it; False when it does not run. Its data stay."""
        process = self._process()
        if process is None:
            return False
        end_all([process])
        self._state.unlink(missing_ok=True)
        return True

    def _start(self, program: str) -> None:
        port = free_port(int(self._known().get("port", 0)))
        data = self._folder / "temporal.db"
        words = ("--headless", "--ip", _HOST, "--port", str(port), "--db-filename", str(data), "--log-level", "warn")
        settings = [word for one in _SETTINGS for word in ("--dynamic-config-value", f"matching.{one}")]
        command = Command((program, "server", "start-dev", *words, *settings), self._folder)
        log = self._folder / "temporal.log"
        log.unlink(missing_ok=True)
        with os.fdopen(private_file(log), "ab") as output:
            process = self._runner.start(command, output)
        asks = Command((program, "workflow", "count", "--address", f"{_HOST}:{port}"), self._folder, timeout=_UP_S)
        deadline = time.monotonic() + _UP_S
        while not (_listens(port) and self._runner.run(asks).ok):
            if time.monotonic() > deadline or not process.running():
                process.end()
                said = read_text(log).strip().splitlines()
                raise EngineError(
                    f"Temporal could not begin in {self._folder}: {said[-1] if said else 'it said nothing'}"
                )
            time.sleep(_POLL_S)
        self._runner.keep(process)
        known = {"pid": process.pid, "started": psutil.Process(process.pid).create_time(), "port": port}
        write_atomic(self._state, json.dumps(known).encode(), private=True)

    def _process(self) -> psutil.Process | None:
        """The server, when it runs: the process of that id which was started then."""
        known = self._known()
        try:
            process = psutil.Process(int(known["pid"]))
            return process if abs(process.create_time() - known["started"]) < _POLL_S else None
        except (psutil.Error, KeyError):
            return None

    def _known(self) -> dict[str, float]:
        try:
            return {str(name): float(value) for name, value in json.loads(read_text(self._state)).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((_HOST, port)) == 0
