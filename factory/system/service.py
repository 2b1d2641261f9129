"""An application under proof: started, asked for its health until it answers from a socket of its own, stopped."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from pathlib import Path

import psutil

from mity.command import Command, Outcome
from mity.stacks.model import Health
from mity.system.capture import Capture
from mity.system.files import private_file, private_folder
from mity.system.health import ANSWER_S, BROWSERS_NAME, HOST, OWN_NAME, Answer, NoAnswer, ask, misfit
from mity.system.process import Process
from mity.system.process_tree import family
from mity.system.runner import DRAIN_S, Runner

_POLL_S = 0.05
_LEAST_S = 0.3
_TAIL = 512 * 1024


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
        self.objection = ""
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
        """Asks for the health URL until the expected answer comes from a process of this application.

        Returns None when the application ended or the time of `health` (seconds) ran out; `objection` says why then.
        """
        deadline = self._began + health.timeout
        while (left := deadline - time.monotonic()) > 0 and self.process.running():
            if self.objection and left < _LEAST_S:  # too short for more than a worse reason
                break
            answer = self.ask(health, left)
            if answer is not None:
                return answer
            time.sleep(_POLL_S)
        return None

    def watch(self, since: Answer, seconds: float) -> bool:
        """Waits until `seconds` have passed since an answer; False when the application ended meanwhile."""
        until = self._began + since.after_s + seconds
        while time.monotonic() < until and self.process.running():
            time.sleep(max(0.0, min(_POLL_S, until - time.monotonic())))
        return self.process.running()

    def ask(self, health: Health, limit_s: float = ANSWER_S, name: str = OWN_NAME) -> Answer | None:
        """The answer of now when it is as expected, else None; `objection` says why. `name` is who asks."""
        try:
            answer = ask(self.port, health, lambda: family_of(self.process), self._began, limit_s, name)
        except NoAnswer as error:
            self.objection = str(error)
            return None
        self.objection = misfit(answer, health)
        if not self.objection and not self.process.running():
            self.objection = "the application ended while it answered"
        return None if self.objection else answer

    def lasts(self, health: Health, since: Answer, seconds: float) -> bool:
        """Whether it is still as expected `seconds` after an answer, for mity and for a browser, which asks last."""
        return bool(self.watch(since, seconds) and self.ask(health) and self.ask(health, name=BROWSERS_NAME))

    def age(self) -> float:
        """The seconds since it was started."""
        return time.monotonic() - self._began

    def outcome(self, *, timed_out: bool = False) -> Outcome:
        """What the launch left, in the form of a finished command."""
        return Outcome(
            self.command,
            self.process.popen.poll(),
            self.output(),
            self.age(),
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


def family_of(process: Process) -> list[psutil.Process]:
    """The application's processes: by descent first, which is quick; by group and mark when that finds no more."""
    with contextlib.suppress(psutil.Error):
        head = psutil.Process(process.pid)
        near = [head, *head.children(recursive=True)]
        if any(p.status() != psutil.STATUS_ZOMBIE for p in near):
            return near
    return family(process.pid, process.mark)
