"""A database of `mity engine up`, runs in one of its queues, and workers that are measured while they empty it."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
from platformdirs import user_cache_path

from benchmarks.env import Environments, plain_environment
from benchmarks.queues import plugged
from mity.engines.address import database_url

_COUNTS = """
SELECT xact_commit, tup_inserted + tup_updated + tup_deleted, pg_current_wal_lsn() - '0/0'::pg_lsn,
  pg_total_relation_size('mity.runs') + pg_total_relation_size('mity.events') + pg_total_relation_size('mity.blobs')
FROM pg_stat_database WHERE datname = current_database()
"""
_FLUSHED_S = 2.0  # a session tells what it did about a second later


@dataclass(frozen=True, slots=True)
class Used:
    """What was used: seconds of the clock, of the database's and the workers' own processors, commits, changed rows,
    bytes of WAL, bytes of tables and indexes, and events."""

    wall_s: float
    database_s: float
    worker_s: float
    commits: float
    rows: float
    wal_bytes: float
    kept_bytes: float
    events: float


class OneEngine:
    """The engine whose server's files are in `folder`, at `url`; runs have a folder of their own there."""

    def __init__(self, program: Path, folder: Path, url: str, **more: str) -> None:
        self.url, self._program, self.folder = database_url(url), program, folder
        self._engine, self._more = url, more
        self._work = folder / "work"
        self._work.mkdir()
        self._env = plain_environment(HOME=str(folder), MITY_ENGINE=url, **more)
        first = (folder / "server" / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0]
        self._server = psutil.Process(int(first))

    def plugged(self, scripts: Path) -> dict[str, str]:
        """The environment of processes that use this engine, in which mity has a trivial station."""
        return plugged(self.folder, scripts, HOME=str(self.folder), MITY_ENGINE=self._engine, **self._more)

    def hand_over(self, steps: int, command: str, count: int) -> list[str]:
        """Puts runs of so many equal steps into the queue; their ids."""
        rows = "".join(f"  - {{name: s{number}, command: '{command}'}}\n" for number in range(steps))
        (self._work / "line.yaml").write_text(f"name: line\nsteps:\n{rows}", encoding="utf-8")
        words = ("run", "line.yaml:line", "--trust", "--json", "--queue", "q", "--detach")
        return [str(self._mity(*words)) for _ in range(count)]

    def worker(self, number: int, *words: str) -> subprocess.Popen[bytes]:
        """Starts a worker of the queue."""
        argv = [str(self._program), "worker", "--queue", "q", "--folder", str(self.folder / f"w{number}"), *words]
        null = subprocess.DEVNULL
        return subprocess.Popen(argv, env=self._env, cwd=self.folder, stdin=null, stdout=null, stderr=null)

    def emptied(self, workers: int) -> Used:
        """Has workers empty the queue. Raises RuntimeError when a run does not pass."""
        before, events = self._counts(), self._one("SELECT count(*) FROM mity.events")
        began, used, own = time.perf_counter(), self.database_s(), _children_s()
        processes = [self.worker(number) for number in range(workers)]
        while self._one("SELECT count(*) FROM mity.runs WHERE status <> 'stopped'"):
            time.sleep(0.2)
        wall_s = time.perf_counter() - began
        for process in processes:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=120)
        if self._one("SELECT count(*) FROM mity.runs WHERE summary::json->>'verdict' IS DISTINCT FROM 'passed'"):
            raise RuntimeError("not every run passed")
        after = self._counts()
        changes = [late - early for early, late in zip(before, after, strict=True)]
        events = self._one("SELECT count(*) FROM mity.events") - events
        return Used(wall_s, self.database_s() - used, _children_s() - own, *changes, events)

    def rows(self, text: str, *words: Any) -> list[Any]:
        """What the database answers."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(text, words).fetchall()

    def _one(self, text: str) -> float:
        return float(self.rows(text)[0][0])

    def _counts(self) -> list[float]:
        time.sleep(_FLUSHED_S)
        return [float(value) for value in self.rows(_COUNTS)[0]]

    def database_s(self) -> float:
        """The processor time of all processes that the server has or had."""
        spent = 0.0
        for process in [self._server, *self._server.children()]:
            times = process.cpu_times()
            spent += times.user + times.system + times.children_user + times.children_system
        return spent

    def _mity(self, *words: str) -> str:
        argv = [str(self._program), *words]
        done = subprocess.run(argv, env=self._env, cwd=self._work, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"`{' '.join(argv)}` failed:\n{done.stdout}{done.stderr}")
        return done.stdout


def _children_s() -> float:
    """The processor time of the children of this process that have ended, with that of their commands."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def temporal_program() -> Path | None:
    """The program of a Temporal server: on PATH, or as `tests/support/build_temporal.py` leaves it."""
    found = shutil.which("temporal")
    built = sorted(user_cache_path("mity-temporal").glob("temporal-v*/temporal"))
    return Path(found) if found else built[-1] if built else None


@contextmanager
def one_engine(environments: Environments, driver: str = "") -> Iterator[OneEngine]:
    """A new engine with servers of its own, which are gone afterwards. Raises RuntimeError."""
    program, temporal = environments.mity(driver or "engine") / "mity", temporal_program()
    with environments.scratch() as scratch:
        folder, env = Path(scratch), plain_environment(*([temporal.parent] if temporal else []), HOME=scratch)
        words = ["--folder", str(folder / "server")]
        start = [program, "engine", "up", "--json", *([f"--{driver}"] if driver else []), *words]
        up = subprocess.run(start, env=env, capture_output=True, text=True, check=False)
        if up.returncode:
            raise RuntimeError(f"no database could be started:\n{up.stdout}{up.stderr}")
        told = json.loads(up.stdout)
        try:
            yield OneEngine(program, folder, told["engine"], TEMPORAL_ADDRESS=told.get("temporal", ""))
        finally:
            subprocess.run([program, "engine", "down", *words], env=env, stdout=subprocess.DEVNULL, check=False)
