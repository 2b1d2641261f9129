"""Row 16, take-over: a worker is killed in the middle of a step; the time until that step runs on another one."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from benchmarks.one_engine import OneEngine, one_engine, temporal_program
from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result
from mity.engines.address import TEMPORAL, TITLES

ROUNDS = 9
TAKE_OVER_S = 5.0
_LONGEST_S = 120.0
_TOGETHER_S = 2.0  # the other worker was started at the same moment, and may still be on its way


def measure(settings: Settings) -> Iterator[Result]:
    """Both workers are up before the kill; what counts is the slowest round, and how often the step ran in all."""
    for driver in ("", *TITLES):
        title = TITLES.get(driver, "mity's own driver")
        if driver == TEMPORAL and temporal_program() is None:
            yield Peer(16, title, "not built: python tests/support/build_temporal.py", "")
            continue
        with one_engine(settings.environments, driver) as engine:
            rounds = [_round(engine, number) for number in range(settings.rounds(ROUNDS))]
        waits, repeats = [wait for wait, _ in rounds], max(count for _, count in rounds)
        median = f"median {statistics.median(waits):.2f} s of {len(waits)}"
        yield Line(16, f"take-over, slowest: {title}", f"{max(waits):.2f} s", median, max(waits), TAKE_OVER_S)
        yield Line(16, f"that step ran: {title}", str(repeats), "once before the kill", repeats, 2, exact=True)


def _round(engine: OneEngine, number: int) -> tuple[float, int]:
    """Seconds from the kill to the second begin of the step, and its begins. Raises RuntimeError."""
    with NamedTemporaryFile("r", suffix=".begins") as begins:
        engine.hand_over(1, f"date +%s.%N >> {begins.name}; sleep 8", 1)
        workers = {name: engine.worker(2 * number + name) for name in range(2)}
        try:
            _until(lambda: _lines(begins.name) == 1)
            time.sleep(_TOGETHER_S)
            holder = engine.rows("SELECT split_part(holder, ':', 2)::int FROM mity.runs WHERE status = 'held'")[0][0]
            victim = next(one for one in workers.values() if one.pid == holder)
            killed = time.time()
            victim.kill()
            _until(lambda: _lines(begins.name) == 2)
            again = float(Path(begins.name).read_text(encoding="utf-8").split()[1])
            _until(lambda: not engine.rows("SELECT 1 FROM mity.runs WHERE status <> 'stopped'"))
            return again - killed, _lines(begins.name)
        finally:
            _end(list(workers.values()))


def _lines(name: str) -> int:
    return len(Path(name).read_text(encoding="utf-8").split())


def _until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST_S
    while not what():
        if time.monotonic() > end:
            raise RuntimeError("a worker did not do its work in time")
        time.sleep(0.02)


def _end(workers: list[subprocess.Popen[bytes]]) -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait(timeout=60)
