"""Runs commands: a Command goes in, an Outcome comes out, and nothing is left running."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import IO

from mity.command import GRACE_S, Command, Outcome
from mity.confinement import Held
from mity.redaction import Redactor
from mity.system.capture import Capture
from mity.system.child_environment import MARK, chain, child_environment
from mity.system.process import Process, start_child
from mity.system.sandbox.choose import Sandbox
from mity.system.sandbox.port import Enclosed, SandboxError
from mity.system.silence import Silence, show_where
from mity.system.starting import enclose, group_alive, of_the_program, why_not
from mity.system.subreaper import ORPHANS, Adopted

_POLL_S = 0.05
DRAIN_S = 0.5
OnLine = Callable[[str], None]


class Runner:
    """Runs commands. One Runner serves one run; `cancel` ends what it has under way.

    `run_id` stands in the mark of every child; `environment` is added to theirs, and of ours the
    variables `withheld` do not reach them; `on_start` hears of every pid;
    `grace_s` is the time in seconds that each has between TERM and KILL. `sandbox` confines commands that ask for it;
    `confined` tells by which mechanism, for each kind of command that was; `spans` when each ran, in nanoseconds since
    the epoch.
    """

    def __init__(self, redactor: Redactor | None = None) -> None:
        self.redactor = redactor or Redactor(os.environ)
        self.run_id = "mity"
        self.environment: dict[str, str] = {}
        self.withheld: frozenset[str] = frozenset()
        self.on_start: Callable[[int], None] = lambda pid: None
        self.grace_s = GRACE_S
        self.sandbox = Sandbox()
        self.confined: dict[str, Held] = {}
        self.spans: list[tuple[int, int]] = []
        self._live: set[Process] = set()
        self._started = 0
        self._kept = False
        self._cancelled = threading.Event()

    def run(
        self,
        command: Command,
        on_line: OnLine = lambda line: None,
        transcript: Path | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Outcome:
        """Runs `command` to its end and returns what it left; a program that cannot be started is an outcome too.

        `on_line` gets every line, without secrets, in another thread; `transcript` is a file that all output is
        appended to. Output kept in memory is bounded. When `stopped` says so the command is ended and its outcome
        `interrupted`. Raises KeyboardInterrupt after ending the children, SandboxError where a sandbox is required that
        is not to be had.
        """
        began = time.time_ns()
        try:
            if not command.alone and not command.unhidden:
                return self._run(command, on_line, transcript, stopped)
            with ORPHANS.adopting() as orphans:
                return self._run(command, on_line, transcript, stopped, orphans)
        finally:
            self.spans.append((began, time.time_ns()))

    def _run(
        self,
        command: Command,
        on_line: OnLine,
        transcript: Path | None,
        stopped: Callable[[], bool],
        orphans: Adopted | None = None,
    ) -> Outcome:
        """The same; `orphans` are what left the family of a command that is to be alone, or to leave nothing hidden."""
        started = time.monotonic()
        capture = Capture(self.redactor, on_line, transcript)
        try:
            process = self.start(command, capture)
        except (OSError, ValueError) as error:
            capture.close()
            why, lacks = why_not(command, error), of_the_program(command, error)
            return Outcome(command, None, why, time.monotonic() - started, not_found=lacks)
        except SandboxError:
            capture.close()
            raise
        held = self._held(command, process)
        silence = Silence(process.pid, command.silence, lambda: capture.last_s)
        timed_out = False
        try:
            timed_out = self._wait(process, started + command.timeout, stopped, silence)
            if timed_out and command.silence:
                show_where(process.pid, process.mark, lambda: capture.last_s)
            left = command.alone and orphans is not None and orphans.any()
            if timed_out or process.popen.returncode != 0 or left or group_alive(process.pid):
                process.end()
            process.reader.join(DRAIN_S)
        finally:
            if process.running():
                process.end()
            if orphans:
                orphans.end(process.mark if command.alone else "")
            self._live.discard(process)
            process.release()
            capture.close()
        return Outcome(
            command,
            process.popen.returncode,
            capture.text(),
            time.monotonic() - started,
            timed_out=timed_out,
            hung=silence.found,
            interrupted=(self._cancelled.is_set() or stopped()) and (process.cut_off or process.popen.returncode != 0),
            held=held,
        )

    def _held(self, command: Command, process: Process) -> Held | None:
        """What holds a command that is not ours; None for one that is."""
        if command.confinement is None:
            return None
        held = process.enclosed.held if process.enclosed else self.sandbox.unheld()
        self.confined[command.confinement.what] = held
        return held

    def start(self, command: Command, output: Capture | IO[bytes]) -> Process:
        """Starts `command` without waiting; stdout and stderr go to `output`.

        Raises OSError, or ValueError for a word that no process can be given (with a NUL in it).
        """
        mark = self._mark()
        environment = child_environment({**self.environment, **command.env}, mark, self.withheld)
        enclosed = enclose(command, environment, self.sandbox, self.run)
        given = command.stdin.open("rb") if command.stdin else nullcontext(None)
        kept = command.stdout.open("wb") if command.stdout else nullcontext(None)
        try:
            with given as stdin, kept as stdout:
                popen = start_child(enclosed or Enclosed(command.argv, environment), command.cwd, stdin, output, stdout)
        except BaseException:
            if enclosed is not None:
                enclosed.release()
            raise
        self._started += 1
        process = Process(popen, mark, self.grace_s, enclosed)
        self._live.add(process)
        if isinstance(output, Capture):
            process.read_into(output)
        self.on_start(popen.pid)
        return process

    def mark(self) -> dict[str, str]:
        """The mark of this run, for a process that something else starts on its behalf."""
        return {MARK: chain(self._mark())}

    def _mark(self) -> str:
        return f"{self.run_id}:{secrets.token_hex(6)}"

    def keep(self, process: Process) -> None:
        """Leaves a process running when this Runner ends."""
        self._kept = True
        self._live.discard(process)

    @property
    def moment(self) -> int | None:
        """A number that is the same as long as nothing is started; None while something runs."""
        return None if self._kept or any(one.running() for one in list(self._live)) else self._started

    def cancel(self) -> None:
        """Ends every process under way, from any thread."""
        self._cancelled.set()
        for process in list(self._live):
            process.end()

    def revive(self) -> None:
        """Lets commands run again after `cancel`."""
        self._cancelled.clear()

    def _wait(self, process: Process, deadline: float, stopped: Callable[[], bool], silence: Silence) -> bool:
        """Waits until the child ends, its time runs out or it hangs (True then), or it is to be ended."""
        while True:
            left = deadline - time.monotonic()
            if (left <= 0 or silence.over()) and process.running():
                return True
            process.reader.join(min(_POLL_S, max(left, 0)))
            if not process.reader.is_alive():
                if process.gone_within(_POLL_S):
                    return False
                continue
            if not process.running() or self._cancelled.is_set() or stopped():
                return False
