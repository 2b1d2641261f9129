"""How much of the machine the page takes: as many connections as files may be open, and the processor behind runs."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

_MOST_CONNECTIONS, _WANTED_FILES, _OTHER_FILES = 900, 1024, 100
_NICE = 10
_HANDS = 4


def connections() -> int:
    """How many connections may be open at once; the limit of open files is raised to what that takes, where it may be.

    Programs that the page starts inherit the limit, which is the usual one of Linux at most.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return _MOST_CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(_WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    free = _MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else soft - _OTHER_FILES
    return max(16, min(_MOST_CONNECTIONS, free))


def hands() -> ThreadPoolExecutor:
    """Threads for what a person waits for: they are there at once and keep the priority that this process has now.

    A page is asked for seldom and costs little. What watches, for however many, has the lower one of `behind_runs`.
    """
    made = ThreadPoolExecutor(_HANDS, "mity-page")
    all_here = threading.Barrier(_HANDS)
    for one in [made.submit(all_here.wait) for _ in range(_HANDS)]:
        one.result()
    return made


def behind_runs() -> None:
    """Lets this thread, and those that it begins from now on, run only when nothing else of the user's needs the
    processor: whoever watches slows no run. Threads that are there already keep their priority.

    Linux alone has a priority for each thread; elsewhere nothing changes, since programs would inherit it.
    """
    if sys.platform != "linux":
        return
    try:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    except OSError:
        return  # a system that forbids it serves as before
