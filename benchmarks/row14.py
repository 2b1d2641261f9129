"""Row 14, the driver on DBOS: runs of twenty trivial steps by eight workers, against workflows of DBOS alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.env import plain_environment
from benchmarks.peers.queue_names import BARE, MITY
from benchmarks.queues import Queues
from benchmarks.settings import Settings
from benchmarks.table import Line, Result
from benchmarks.timing import in_turn, middle, ratio

RUNS = 1000
STEPS = 20
WORKERS = 8
OF_BARE = 1 / 0.8


def measure(settings: Settings) -> Iterator[Result]:
    """All runs are in the queue before the workers begin; a PostgreSQL with fsync, as `mity engine up` makes it."""
    count = RUNS // 20 if settings.quick else RUNS
    with settings.environments.scratch() as scratch, _server(settings, Path(scratch)) as url:
        folder = Path(scratch) / "work"
        folder.mkdir()
        queues = Queues(settings.environments, url, folder)
        work = {queue: lambda queue=queue: queues.emptied(queue, count, STEPS, WORKERS) for queue in (MITY, BARE)}
        series = in_turn(settings.rounds(3), work, warm_up=False)
    mine, bare = (f"{count * STEPS / middle(series, queue):.0f} steps/s" for queue in (MITY, BARE))
    what = f"{count:,} runs of {STEPS}, {WORKERS} workers"
    yield Line(14, what, mine, f"DBOS alone: {bare}", ratio(series, MITY, BARE), OF_BARE)


@contextmanager
def _server(settings: Settings, folder: Path) -> Iterator[str]:
    """The URL of a new database of `mity engine up`; its server is stopped afterwards. Raises RuntimeError."""
    mity = str(settings.environments.mity("dbos") / "mity")
    env = plain_environment(HOME=str(folder))
    words = ["--folder", str(folder / "server")]
    up = subprocess.run(
        [mity, "engine", "up", "--dbos", "--json", *words], env=env, capture_output=True, text=True, check=False
    )
    if up.returncode:
        raise RuntimeError(f"no database could be started:\n{up.stdout}{up.stderr}")
    try:
        yield json.loads(up.stdout)["engine"]
    finally:
        subprocess.run([mity, "engine", "down", *words], env=env, stdout=subprocess.DEVNULL, check=False)
