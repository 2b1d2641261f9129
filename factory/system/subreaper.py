"""Orphans of a command: whatever it leaves behind becomes a child of this process, and can be found and ended.

A program may start another one that leaves its group, its session, its parent and its environment; then nothing tells
any more who started it. Linux gives such orphans to the nearest ancestor that asked for them.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    import psutil

_SET, _GET = 36, 37  # PR_SET_CHILD_SUBREAPER, PR_GET_CHILD_SUBREAPER
_ROUNDS = 20


class Started(Protocol):
    """A child that this process has started itself; `returncode` is None until its end was taken note of."""

    pid: int
    returncode: int | None


Child = TypeVar("Child", bound=Started)


class OwnChildren:
    """The children that this process has started itself, which are nobody's orphans.

    Until a new child has become its program it looks like this process: no mark tells whose it is.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started: list[Started] = []

    def start(self, start: Callable[[], Child]) -> Child:
        """Starts a child; nobody takes it for an orphan, not even before `start` returns."""
        with self._lock:
            child = start()
            self._started = [*(one for one in self._started if one.returncode is None), child]
            return child

    def others(self) -> list[psutil.Process]:
        """The children of this process that it has not started itself."""
        with self._lock:
            own = {one.pid for one in self._started if one.returncode is None}
            return _processes(_children() - own)


class Adopted:
    """The orphans of one command; children of ours that were there `before` it are none.

    `own` are the children that we have started; `here` tells that orphans do come to this process.
    """

    def __init__(self, before: frozenset[int], own: OwnChildren, *, here: bool) -> None:
        self._before = before
        self._own = own
        self._here = here

    def any(self) -> bool:
        """Whether there may be one; where orphans do not come to this process nobody knows."""
        return not self._here or (not _childless() and bool(self._adopted()))

    def end(self, mark: str) -> list[int]:
        """Ends the orphans of a command of that mark, and those that nobody has marked; returns their pids.

        With an empty mark those alone that nobody has marked: whatever we start has a mark until it takes that off.
        Children of ours that carry another mark or that are in our own session stay.
        """
        if not self.any():
            return []
        from mity.system.process_tree import kill  # slow to load, and orphans are rare

        ended: list[int] = []
        for _ in range(_ROUNDS):  # one that dies leaves its own children to us
            found = [one for one in self._adopted() if _belongs(one, mark)]
            if not found:
                break
            kill([*(child for one in found for child in _below(one)), *found])
            for one in found:
                _bury(one.pid)
            ended += [one.pid for one in found]
        return ended

    def _adopted(self) -> list[psutil.Process]:
        """Those that are new and have a session of their own: nothing that we start otherwise leaves ours by itself."""
        here = os.getsid(0)
        others = (one for one in self._own.others() if one.pid not in self._before)
        return [one for one in others if _session(one.pid) not in (0, here)]


class Orphans:
    """What commands leave behind in the time between `adopting` and its end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._before = 0
        self._here = False
        self.own = OwnChildren()

    @contextlib.contextmanager
    def adopting(self) -> Iterator[Adopted]:
        """For the time of the block this process takes in the orphans of what it starts.

        Where the system has nothing of the kind, nobody is taken in.
        """
        self._take(+1)
        try:
            before = frozenset(() if _childless() else _children())
            yield Adopted(before, self.own, here=self._here)
        finally:
            self._take(-1)

    def _take(self, step: int) -> None:
        with self._lock:
            if self._users == 0 and step > 0:
                self._before = _subreaper()
                self._here = _set_subreaper(1)
            self._users += step
            if self._users == 0:
                _set_subreaper(self._before)


ORPHANS = Orphans()
"""The orphans of this process: what takes them in is a setting of the process, not of a run."""


def _childless() -> bool:
    """Whether this process has no child, not even one that has ended; False where the system does not tell."""
    if sys.platform != "linux":
        return False
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return True
    return False


def _children() -> set[int]:
    """The pids of the children of this process: as Linux lists them, else by looking at every process there is."""
    try:
        before = _listed()
        for _ in range(_ROUNDS):  # a list may leave one out while another one ends: two looks must agree
            if (now := _listed()) == before:
                return now
            before = now
    except OSError:  # a system without these lists
        pass
    import psutil  # slow to load, and looks at all processes of the machine

    return {child.pid for child in psutil.Process().children()}


def _listed() -> set[int]:
    """The children of each thread of this process. Raises OSError where there are no such lists."""
    found = set(map(int, Path("/proc/thread-self/children").read_text("ascii").split()))
    for thread in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended: another one has its children
            found.update(map(int, (thread / "children").read_text("ascii").split()))
    return found


def _processes(pids: set[int]) -> list[psutil.Process]:
    if not pids:
        return []
    import psutil  # slow to load, and most commands leave nobody

    found = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(pid))
    return found


def _below(process: psutil.Process) -> list[psutil.Process]:
    import psutil

    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0


def _belongs(process: psutil.Process, mark: str) -> bool:
    """Whether a process is the command's: by its mark, or because it has none, as nothing that we start ourselves."""
    import psutil

    from mity.system.process_tree import marks

    try:
        dead = process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
    carried = marks(process.pid)
    ours = bool(mark) and any(one == mark or one.startswith(f"{mark}:") for one in carried.split(","))
    return not dead and (not carried or ours)


def _bury(pid: int) -> None:
    """Takes note of the end of an orphan, as the parent that it has now."""
    with contextlib.suppress(OSError):
        os.waitpid(pid, os.WNOHANG)


def _subreaper() -> int:
    import ctypes  # slow to load, and only commands that are to be alone need it

    if sys.platform != "linux":
        return 0
    found = ctypes.c_int()
    ctypes.CDLL(None, use_errno=True).prctl(_GET, ctypes.byref(found), 0, 0, 0)
    return found.value


def _set_subreaper(value: int) -> bool:
    """Whether the system took it."""
    import ctypes

    if sys.platform != "linux":
        return False
    refused: int = ctypes.CDLL(None, use_errno=True).prctl(_SET, value, 0, 0, 0)
    return refused == 0
