"""Row 5, kill and resume: what runs again, what a short run costs as a process, what memory a long one takes."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.engines import PEERS, Figures
from benchmarks.env import plain_environment
from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result, ms
from benchmarks.timing import Series, in_turn, middle, process, ratio

STEPS = 100
SHORT = 10
LONG = 1000
AGAIN = 1
OF_EMPTY = 12.0  # 120 ms on the machine of the goal, where an empty Python starts in 10 ms
PEAK_MB = 35.0
EMPTY = "python -c pass"


def measure(settings: Settings) -> Iterator[Result]:
    """kill -9 inside the 50th of 100 steps, then the same run again; a short run; a long one."""
    names = ("mity", *PEERS)
    killed = {name: _kill_and_resume(settings, name) for name in names}
    yield _again(killed["mity"])
    series = _short_runs(settings, names)
    took = middle(series, "mity")
    reference = f"{EMPTY}: {ms(middle(series, EMPTY))}"
    yield Line(5, f"process of {SHORT} stations", ms(took), reference, ratio(series, "mity", EMPTY), OF_EMPTY)
    peaks = {name: _peak(settings, name) for name in names}
    yield Line(5, f"peak memory, {LONG:,} stations", f"{peaks['mity']:.1f} MB", "in MB", peaks["mity"], PEAK_MB)
    for name in PEERS:
        again = f"{killed[name]['again']:.0f} (second process {ms(killed[name]['process_s'])})"
        yield Peer(5, name, "steps run again after kill -9", again)
        yield Peer(5, name, f"process of {SHORT} steps", ms(middle(series, name)), ratio(series, name, "mity"))
        yield Peer(5, name, f"peak memory, {LONG:,} steps", f"{peaks[name]:.1f} MB", peaks[name] / peaks["mity"])


def _kill_and_resume(settings: Settings, name: str) -> Figures:
    with settings.environments.scratch() as scratch:
        settings.engines.figures(name, "kill", STEPS, Path(scratch))
        return settings.engines.figures(name, "resume", STEPS, Path(scratch))


def _again(figures: Figures) -> Line:
    again = figures["again"] + figures["missing"]
    text = f"{figures['again']:.0f} again, {figures['missing']:.0f} missing"
    return Line(5, f"kill -9 in station {STEPS // 2} of {STEPS}", text, "only the killed one", again, AGAIN, exact=True)


def _short_runs(settings: Settings, names: tuple[str, ...]) -> Series:
    def run(name: str) -> Callable[[], float]:
        return lambda: settings.engines.figures(name, "chain", SHORT)["process_s"]

    work = {name: run(name) for name in names}
    work[EMPTY] = process([settings.engines.python("mity"), "-c", "pass"], plain_environment())
    return in_turn(settings.rounds(9), work)


def _peak(settings: Settings, name: str) -> float:
    rounds = range(settings.rounds(3))
    return statistics.median(settings.engines.figures(name, "chain", LONG)["peak_mb"] for _ in rounds)
