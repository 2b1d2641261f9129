"""What every engine script shares: the words of its command line, the trivial step, and the JSON line it prints.

A script is called `SCRIPT MODE FOLDER N`. MODE is `chain` (N trivial steps, one after another), `parallel` (N steps
that sleep, ten at a time), `kill` (as chain, and the process kills itself inside the middle step), or `resume` (goes
on after `kill`). FOLDER is empty for the first call and holds the engine's store.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

SLEEP_S = 0.1
WORKERS = 10
Modes = dict[str, Callable[["Probe"], None]]


class Probe:
    """One call of a script: what it was asked for, and what it saw."""

    def __init__(self, mode: str, folder: Path, count: int) -> None:
        self.mode = mode
        self.folder = folder
        self.count = count
        self.stamps: list[float] = []
        self.began = 0.0
        self.took_s = 0.0
        self.more: dict[str, float] = {}
        self._bodies = folder / "bodies.txt"

    def step(self, number: int) -> dict[str, int]:
        """The body of step `number` (0 is the first): notes the time and returns the value to keep.

        In the modes `kill` and `resume` each execution is also written down, and in `kill` the middle one is the last.
        """
        self.stamps.append(time.perf_counter())
        if self.mode in ("kill", "resume"):
            with self._bodies.open("a", encoding="utf-8") as handle:
                handle.write(f"{number}\n")
            if self.mode == "kill" and number == self.count // 2 - 1:
                os.kill(os.getpid(), signal.SIGKILL)
        return {"v": number}

    def start(self) -> None:
        """The engine is ready and starts to run."""
        self.began = time.perf_counter()

    def stop(self) -> None:
        """The run is at its end."""
        self.took_s = time.perf_counter() - self.began

    def seen(self) -> dict[str, float]:
        """The figures: milliseconds a step, seconds of the whole run, MB of peak memory, bodies run again."""
        gaps = [1e3 * (b - a) for a, b in pairwise(self.stamps)] or [0.0]
        tenth = max(1, len(gaps) // 10)
        figures = {
            "mean_ms": 1e3 * self.took_s / self.count,
            "step_ms": _median(gaps),
            "first_tenth_ms": _median(gaps[:tenth]),
            "last_tenth_ms": _median(gaps[-tenth:]),
            "took_s": self.took_s,
            "peak_mb": peak_mb(),
            "steps": float(len(self.stamps)),
            **self.more,
        }
        if self.mode == "resume":
            bodies = self._bodies.read_text(encoding="utf-8").split()
            figures["again"] = float(len(bodies) - len(set(bodies)))
            figures["missing"] = float(self.count - len(set(bodies)))
        return figures


def _median(values: list[float]) -> float:
    """The upper median; the module statistics would cost a short run several milliseconds of imports."""
    return sorted(values)[len(values) // 2]


def nap() -> None:
    """The body of a step in mode `parallel`."""
    time.sleep(SLEEP_S)


def peak_mb() -> float:
    """Peak resident memory of this process in MB.

    Linux's own figure is preferred: the one of getrusage also counts the parent, whose memory a child is born with.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    per_mb = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_mb


def run(modes: Modes) -> None:
    """Does what the command line asks for and prints the figures as one JSON line.

    It goes to the process's own standard output: doit's threads leave another object in `sys.stdout`.
    """
    mode, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    probe = Probe(mode, folder, count)
    modes[mode](probe)
    os.write(1, b"\n" + json.dumps(probe.seen()).encode() + b"\n")
