"""Everything a child started: found by descent, by process group and by the mark in the environment; then ended."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from mity.command import GRACE_S
from mity.system.child_environment import MARK

_NAMED = f"\0{MARK}=".encode()
_SHORTEST_S, _LONGEST_S = 0.001, 0.04
_EXEC_S = 2.0  # to become another program, on a busy machine
_LOOKS = 3  # that must find an environment empty at one place
_ENVIRONMENT = (50 - 3, 51 - 3)  # counted from 1 in the manual; the second, the program's name, may hold blanks


def family(pid: int, mark: str) -> list[psutil.Process]:
    """The process `pid` and all that it started and that still run.

    A descendant that changed its group and lost its parent is known by `mark` in its environment.
    """
    found: dict[int, psutil.Process] = {}
    with contextlib.suppress(psutil.Error):
        head = psutil.Process(pid)
        for process in [head, *head.children(recursive=True)]:
            found[process.pid] = process
    for one in psutil.pids():
        if one not in found and (_group(one) == pid or _marked(one, mark)):
            with contextlib.suppress(psutil.Error):
                found[one] = psutil.Process(one)
    found.pop(os.getpid(), None)
    return list(found.values())


def marked(mark: str) -> list[psutil.Process]:
    """Every process that carries `mark`, or a mark below it, and still runs."""
    found = []
    for pid in psutil.pids():
        if pid != os.getpid() and _marked(pid, mark):
            with contextlib.suppress(psutil.Error):
                found.append(psutil.Process(pid))
    return found


def end_all(processes: Iterable[psutil.Process]) -> None:
    """Ends processes that are not our children: TERM to all, KILL to those left after 5 s."""
    processes = list(processes)
    terminate(processes)
    kill(wait_for(processes, GRACE_S))


def terminate(processes: Iterable[psutil.Process]) -> None:
    """TERM to each; those that have ended meanwhile are passed over."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.terminate()


def outside(processes: Iterable[psutil.Process], group: int) -> list[psutil.Process]:
    """Those that a signal to the process group `group` does not reach."""
    return [process for process in processes if _group(process.pid) != group]


def kill(processes: Iterable[psutil.Process]) -> None:
    """KILL to each, and waits until they are gone."""
    processes = list(processes)
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
    wait_for(processes, GRACE_S)


def wait_for(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Waits for processes that are not our children; returns those that still run after `seconds`.

    One that has ended counts as gone before its parent has taken note of it: in a container nobody may ever do so.
    """
    deadline, pause = time.monotonic() + seconds, _SHORTEST_S
    left = [process for process in processes if _runs(process)]
    while left and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_S)
        left = [process for process in left if _runs(process)]
    return left


def signal_group(group: int, number: int) -> None:
    """Sends a signal to a process group, where the system has such."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(group, number)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _marked(pid: int, mark: str) -> bool:
    return any(one == mark or one.startswith(f"{mark}:") for one in marks(pid).split(","))


def marks(pid: int) -> str:
    """The marks in the environment of a process, with commas between them.

    Each end of a command asks all processes, so Linux is read itself.
    """
    try:
        if psutil.LINUX:
            block = b"\0" + _environment(pid)
            return os.fsdecode(block.rpartition(_NAMED)[2].partition(b"\0")[0]) if _NAMED in block else ""
        return str(psutil.Process(pid).environ().get(MARK, ""))
    except (psutil.Error, OSError):
        return ""


def _environment(pid: int) -> bytes:
    """The environment of a process of Linux, waited for while the process becomes another program.

    Raises OSError.
    """
    deadline, pause, empty_at = time.monotonic() + _EXEC_S, _SHORTEST_S, list[int]()
    while True:
        with open(f"/proc/{pid}/environ", "rb", buffering=0) as file:  # noqa: PTH123 - twice as fast as a Path
            if block := file.read():
                return block
        Path(f"/proc/{pid}/exe").readlink()  # a thread of the kernel and a process that has ended have no program
        empty_at = [*empty_at[1 - _LOOKS :], _empty_at(pid)]
        settled = empty_at[0] and empty_at == [empty_at[0]] * _LOOKS
        if settled or time.monotonic() > deadline:
            return b""
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_S)


def _empty_at(pid: int) -> int:
    """Where the environment of a process of Linux is, if it is empty; otherwise, and before it has one, 0.

    While Linux writes a new environment it may look empty too. The fields are `env_start` and `env_end` in
    proc_pid_stat(5). Raises OSError.
    """
    after_name = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    start, end = (int(after_name[number]) for number in _ENVIRONMENT)
    return start if start == end else 0


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except (OSError, AttributeError):
        return 0
