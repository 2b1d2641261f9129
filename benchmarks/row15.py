"""Row 15, the driver on Temporal: runs of twenty trivial steps by eight workers, against Temporal alone."""

from __future__ import annotations

import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from benchmarks.env import SCRIPTS
from benchmarks.one_engine import OneEngine, one_engine, temporal_program
from benchmarks.peers.queue_names import BARE, MITY
from benchmarks.peers.queue_times import TIMES, noted
from benchmarks.queues import AT_ONCE, LONGEST_S, filled_by_mity, right
from benchmarks.row14 import OF_BARE, RUNS, STEPS, WORKERS
from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result
from benchmarks.timing import in_turn, middle, ratio
from mity.engines.address import TEMPORAL

_POLL_S = 0.2


def measure(settings: Settings) -> Iterator[Result]:
    """All runs are handed over before the workers begin; from the first step of all to the last one."""
    if temporal_program() is None:
        yield Peer(15, "Temporal", "not built: python tests/support/build_temporal.py", "")
        return
    count = RUNS // 20 if settings.quick else RUNS
    with one_engine(settings.environments, TEMPORAL) as engine:
        sides = Sides(settings, engine)
        work = {side: lambda side=side: sides.emptied(side, count) for side in (MITY, BARE)}
        series = in_turn(settings.rounds(3), work, warm_up=False)
    mine, bare = (f"{count * STEPS / middle(series, side):.0f} steps/s" for side in (MITY, BARE))
    what = f"{count:,} runs of {STEPS}, {WORKERS} workers"
    yield Line(15, what, mine, f"Temporal alone: {bare}", ratio(series, MITY, BARE), OF_BARE)


class Sides:
    """Both sides of the row, on one Temporal and one database."""

    def __init__(self, settings: Settings, engine: OneEngine) -> None:
        self._settings, self._engine = settings, engine
        self._programs = settings.environments.mity(TEMPORAL)
        self._env = engine.plugged(settings.environments.scripts())

    def emptied(self, side: str, runs: int) -> float:
        """Seconds from the first step that ran to the last one. Raises RuntimeError when a run does not end well."""
        times = self._engine.folder / f"times-{uuid.uuid4().hex[:8]}"
        times.mkdir()
        before = right(self._engine.rows)
        self._fill(side, runs, times.name)
        processes = [self._worker(side, number, times) for number in range(WORKERS)]
        try:
            self._until_done(side, runs, before, times)
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM if side == MITY else signal.SIGKILL)
            for process in processes:
                process.wait(timeout=300)
        found = noted(times)
        return max(found) - min(found)

    def _fill(self, side: str, runs: int, name: str) -> None:
        if side == MITY:
            filled_by_mity(self._programs, self._env, self._engine.folder / "work", runs, STEPS)
            return
        self._run("queue_temporal.py", "enqueue", name, str(runs), str(STEPS))

    def _until_done(self, side: str, runs: int, before: int, times: Path) -> None:
        until = time.monotonic() + LONGEST_S
        while len(noted(times)) < runs * STEPS or (side == MITY and right(self._engine.rows) < before + runs):
            if time.monotonic() > until:
                raise RuntimeError(f"{len(noted(times))} of {runs * STEPS} steps ran in {LONGEST_S:.0f} s")
            time.sleep(_POLL_S)

    def _worker(self, side: str, number: int, times: Path) -> subprocess.Popen[bytes]:
        mine = [self._programs / "mity", "worker", "--queue", MITY, "--concurrency", AT_ONCE]
        bare = [self._programs / "python", SCRIPTS / "queue_temporal.py", "work", AT_ONCE]
        argv = [str(word) for word in (mine if side == MITY else bare)]
        env = {**self._env, TIMES: str(times)}
        with (self._engine.folder / f"{side}-{number}.log").open("ab") as log:
            return subprocess.Popen(argv, env=env, cwd=self._engine.folder, stdout=log, stderr=log)

    def _run(self, script: str, *words: str) -> None:
        argv = [str(self._programs / "python"), str(SCRIPTS / script), *words]
        done = subprocess.run(argv, env=self._env, capture_output=True, text=True, timeout=LONGEST_S, check=False)
        if done.returncode:
            raise RuntimeError(f"the queue could not be filled:\n{done.stdout}{done.stderr}")
