"""mity in processes of their own that need no second to load: forks of a server that has loaded it, to be killed."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import FrameType

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["loaded_mity"])


def start(words: tuple[str, ...], folder: Path, env: Mapping[str, str], said: Path) -> ForkServerProcess:
    """Starts mity in a folder without waiting; what it prints is added to the file `said`."""
    process = _FORKS.Process(target=_be_mity, args=(words, folder, dict(env), said))
    process.start()
    return process


def _be_mity(words: tuple[str, ...], folder: Path, env: dict[str, str], said: Path) -> None:
    signal.signal(signal.SIGTERM, _told)  # what takes a fork as long as Python takes to start is mity's time already
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    handle = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.setsid()  # as from a terminal of its own: no signal to the tests reaches it
    sys.argv = ["mity", *words]
    runpy.run_module("mity", run_name="__main__", alter_sys=True)


def _told(number: int, frame: FrameType | None) -> None:
    sys.exit(130)
