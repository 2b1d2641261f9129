"""An application under proof: started, asked for its health until it answers from a socket of its own, stopped."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from mity.command import Command, Outcome
from mity.reading import load_json
from mity.stacks.model import Health
from mity.system.capture import Capture
from mity.system.files import private_file, private_folder
from mity.system.process import DRAIN_S, Process, Runner
from mity.system.process_tree import family

HOST = "127.0.0.1"
_REACHED = frozenset({HOST, "0.0.0.0", "::", f"::ffff:{HOST}"})
_POLL_S = 0.05
_BODY = 64 * 1024
_TAIL = 512 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What the health URL answered: status, headers in lower case, the start of the body, after how long."""

    status: int
    headers: Mapping[str, str]
    body: str
    after_s: float
    owner: int


def free_port(preferred: int = 0) -> int:
    """`preferred` when nothing listens there, else a port that the system says is free. Raises OSError."""
    for port in (preferred, 0):
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((HOST, port))
            return int(probe.getsockname()[1])
    raise OSError("no free port on this machine")


class Service:
    """One application, started from a launch command.

    What it prints goes to the file `log`: without secrets, unless the application is to be kept running, when
    nobody is there to take them out.
    """

    def __init__(self, runner: Runner, command: Command, port: int, log: Path, *, keep: bool = False) -> None:
        """Starts the application. Raises OSError when the program cannot be started."""
        self.command = command
        self.port = port
        self.log = log
        self._runner = runner
        self._began = time.monotonic()
        self._from = 0
        self._capture = None if keep else Capture(runner.redactor, lambda line: None, log)
        self.process: Process = runner.start(command, self._capture) if self._capture else self._start_kept()

    def _start_kept(self) -> Process:
        private_folder(self.log.parent)
        with os.fdopen(private_file(self.log), "ab") as output:
            self._from = output.tell()
            return self._runner.start(self.command, output)

    def wait_healthy(self, health: Health) -> Answer | None:
        """Asks for the health URL until the expected answer comes from a socket of this application.

        Returns None when the application ended or the time of `health` (seconds) ran out.
        """
        deadline = self._began + health.timeout
        while time.monotonic() < deadline and self.process.running():
            owner = self._owner()
            answer = self._ask(health, owner) if owner else None
            if answer is not None and self.process.running():
                return answer
            time.sleep(_POLL_S)
        return None

    def outcome(self, *, timed_out: bool = False) -> Outcome:
        """What the launch left, in the form of a finished command."""
        return Outcome(
            self.command,
            self.process.popen.poll(),
            self.output(),
            time.monotonic() - self._began,
            timed_out=timed_out,
        )

    def output(self) -> str:
        """The first and last that the application printed, at most half a mebibyte, without secrets."""
        if self._capture is not None:
            return self._capture.text()
        with self.log.open("rb") as handle:
            size = handle.seek(0, 2)
            handle.seek(max(self._from, size - _TAIL))
            return self._runner.redactor.text(handle.read().decode("utf-8", "replace"))

    def stop(self) -> bool:
        """Stops the application and all it started; True when it ended by itself within 5 s of TERM."""
        self.process.end()
        self._runner.keep(self.process)
        if self._capture is not None:
            self.process.reader.join(DRAIN_S)
            self._capture.close()
        return not self.process.killed

    def keep(self) -> float:
        """Leaves the application running and returns its start time, which with the pid identifies it."""
        self._runner.keep(self.process)
        return float(psutil.Process(self.process.pid).create_time())

    def _owner(self) -> int:
        """The pid, among the application's processes, that listens on the port; 0 when none does."""
        for process in family_of(self.process):
            with contextlib.suppress(psutil.Error):
                for connection in process.net_connections(kind="inet"):
                    listening = connection.status == psutil.CONN_LISTEN and connection.laddr
                    if listening and connection.laddr.port == self.port and connection.laddr.ip in _REACHED:
                        return int(process.pid)
        return 0

    def _ask(self, health: Health, owner: int) -> Answer | None:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", health.path, headers={"Accept": "*/*", "User-Agent": "mity"})
            response = connection.getresponse()
            body = response.read(_BODY).decode("utf-8", "replace")
            headers = {name.lower(): value for name, value in response.getheaders()}
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        answer = Answer(response.status, headers, body, time.monotonic() - self._began, owner)
        return answer if fits(answer, health) else None


def family_of(process: Process) -> list[psutil.Process]:
    """The application's processes: by descent first, which is quick; by group and mark when that finds no more."""
    with contextlib.suppress(psutil.Error):
        head = psutil.Process(process.pid)
        near = [head, *head.children(recursive=True)]
        if any(p.status() != psutil.STATUS_ZOMBIE for p in near):
            return near
    return family(process.pid, process.mark)


def fits(answer: Answer, health: Health) -> bool:
    """True when the answer is what `health` expects: status, headers, part of the JSON, text."""
    if answer.status != health.status or health.contains not in answer.body:
        return False
    if any(answer.headers.get(name.lower()) != value for name, value in health.headers.items()):
        return False
    if not health.json_:
        return True
    try:
        return _covers(load_json(answer.body), health.json_)
    except ValueError:
        return False


def _covers(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            key in found and _covers(found[key], value) for key, value in wanted.items()
        )
    return bool(found == wanted)
