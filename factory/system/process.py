"""The one place that starts processes, and what is to be done with one: read, wait, end with all it started.

Each child leads a process group of its own and carries a mark in its environment, by which its descendants are
found again even when they left the group.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

from mity.command import GRACE_S
from mity.system.capture import Capture, read_lines
from mity.system.sandbox.port import Enclosed
from mity.system.subreaper import ORPHANS

if TYPE_CHECKING:
    import subprocess

_LOOKS = 3


class Process:
    """A started child: its Popen, its mark, and the seconds it has between TERM and KILL when it is ended."""

    def __init__(
        self, popen: subprocess.Popen[bytes], mark: str, grace_s: float = GRACE_S, enclosed: Enclosed | None = None
    ) -> None:
        self.popen = popen
        self.enclosed = enclosed
        self.held = enclosed.held if enclosed else None
        self.mark = mark
        self.grace_s = grace_s
        self.killed = self.cut_off = False
        self.reader = threading.Thread(target=lambda: None)

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its group."""
        return self.popen.pid

    def running(self) -> bool:
        """True while it has not ended."""
        return self.popen.poll() is None

    def gone_within(self, seconds: float) -> bool:
        """Waits so long at most; True when it has ended."""
        import subprocess

        try:
            self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def read_into(self, capture: Capture) -> None:
        """Begins to read its output, in the thread `reader`, which ends with the output."""
        pipe = self.popen.stdout or self.popen.stderr
        assert pipe is not None
        self.reader = threading.Thread(target=read_lines, args=(pipe, capture), daemon=True)
        self.reader.start()

    def end(self) -> None:
        """Ends it and everything it started: TERM, then KILL.

        `killed` tells that TERM was not enough, `cut_off` that it had not ended by itself, whatever its exit code says.

        Each hears TERM once: many end gracefully at the first and at once at the second.
        """
        from mity.system.process_tree import family, kill, outside, signal_group, terminate, wait_for

        self.cut_off = self.cut_off or self.running()
        others = [process for process in family(self.pid, self.mark) if process.pid != self.pid]
        signal_group(self.pid, signal.SIGTERM)
        terminate(outside(others, self.pid))
        deadline = time.monotonic() + self.grace_s
        if not self.gone_within(self.grace_s):
            self.killed = True
        left = wait_for(others, deadline - time.monotonic())
        self.killed = self.killed or bool(left)
        if self.killed:
            signal_group(self.pid, signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
            kill(left)
        self.popen.wait()
        if others:
            self._end_late()
        self.release()

    def release(self) -> None:
        """Frees what its sandbox needed; it has ended."""
        if self.enclosed is not None:
            self.enclosed.release()
            self.enclosed = None

    def _end_late(self) -> None:
        """Ends what the others started while they were being ended."""
        from mity.system.process_tree import family, kill, wait_for

        for _ in range(_LOOKS):
            late = family(self.pid, self.mark)
            if not late:
                return
            kill(late)
            wait_for(late, self.grace_s)


def start_child(
    given: Enclosed, cwd: Path | None, stdin: IO[bytes] | None, output: Capture | IO[bytes], stdout: IO[bytes] | None
) -> subprocess.Popen[bytes]:
    """Starts what is `given`, with nothing to read unless there is `stdin`.

    What it prints goes to `output`, but for its stdout where that has a place of its own. Raises OSError, ValueError.
    """
    import subprocess  # a run of stations alone does without

    told = subprocess.PIPE if isinstance(output, Capture) else output
    popen = ORPHANS.own.start(
        lambda: subprocess.Popen(
            given.argv,
            cwd=cwd,
            env=given.env,
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=told if stdout is None else stdout,
            stderr=subprocess.STDOUT if stdout is None else told,
            start_new_session=True,
            pass_fds=given.descriptors,
        )
    )
    given.started()
    return popen


def stand_in(argv: Sequence[str]) -> NoReturn:
    """Runs a program in place of this one, with all that this one was given, and ends as it does. Raises OSError."""
    import subprocess

    code = subprocess.call(argv)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    raise SystemExit(code)
