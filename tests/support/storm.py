"""A storm: several workers, several runs, and kills at random moments of workers, clients and the database itself."""

from __future__ import annotations

import contextlib
import random
import shutil
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

import psycopg
from forked_mity import start
from fragile_postgres import Fragile
from storm_flows import lay

from harness import Mity

_PATIENCE_S = 600.0
_WORK = ("worker", "--queue", "q")
_LABELS = ("gpu", "mac")
_TOLD_EARLY = 130  # to end, before it had begun to work


class Told(NamedTuple):
    """A run as the engine's row tells it; `fence` also counts how often its steps elsewhere were taken over."""

    id: str
    name: str
    status: str
    state: str
    problem: str
    fence: int


class Storm:
    """Workers and runs on one server. What happens when follows from `seed` as far as processes are as fast."""

    def __init__(self, server: Fragile, names: tuple[str, ...], folder: Path, seed: int) -> None:
        self._server, self._url, self._names, self._folder = server, server.url, names, folder
        self._home = folder / "home"
        self._home.mkdir()
        self._random = random.Random(seed)
        self._workers: dict[ForkServerProcess, str] = {}
        self._clients: dict[ForkServerProcess, str] = {}
        self.faults: list[str] = []
        self.places = folder / "places"

    def work(self, count: int) -> None:
        """Starts workers."""
        for number in range(count):
            self._work(_LABELS[number % len(_LABELS)])

    def _work(self, label: str) -> None:
        words = ("--concurrency", "2", "--labels", label, "--folder", str(self.places))
        self._workers[self._start(self._folder, *_WORK, *words)] = label

    def begin(self, name: str) -> None:
        """Hands a run over and follows it, in a process that a fault may kill.

        What ends before the engine knows of the run is begun again, as its user would do it.
        """
        folder = self._folder / name
        shutil.rmtree(folder, ignore_errors=True)
        lay(folder, name, self._folder / f"{name}.ledger")
        self._clients[self._start(folder, "run", f"flow.yaml:{name}", "--trust", "--queue", "q")] = name

    def strike(self) -> None:
        """One fault of a kind and at a moment that chance picks; what was killed but for clients is started again."""
        self.tend(self._random.uniform(0.2, 1.6))
        kind = self._random.choices(("worker", "client", "database"), (6, 2, 2))[0]
        running = [client for client in self._clients if client.is_alive()]
        if kind == "client" and running:
            self._random.choice(running).kill()
        elif kind == "database":
            self._server.kill()
            time.sleep(self._random.uniform(0, 2))
            self._server.start()
        else:
            kind, victim = "worker", self._random.choice(list(self._workers))
            label = self._workers.pop(victim)
            victim.kill()
            victim.join()
            self._work(label)
        self.faults.append(kind)

    def tend(self, seconds: float) -> None:
        """Does for a while what users do: answers checkpoints, and lets a run go on that was left alone."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError):
                runs = self.runs()
                for run in runs:
                    self._push(run)
                for name in self._due(runs):
                    self.begin(name)
            time.sleep(min(0.2, max(0.0, until - time.monotonic())))

    def settle(self) -> dict[str, Told]:
        """Waits until nothing is left to do, and drains the workers; the runs by the names that they have."""
        until = time.monotonic() + _PATIENCE_S
        while self._due(self.runs()) or any(not self._over(run) for run in self.runs()) or self._busy():
            assert time.monotonic() < until, (self.runs(), self.said()[-4000:])
            self.tend(0.5)
        for worker in self._workers:
            worker.terminate()
            worker.join(timeout=120)
        codes = [worker.exitcode for worker in self._workers]
        assert set(codes) <= {0, _TOLD_EARLY}, f"{codes} {self.said()}"
        last = self._start(self._folder, *_WORK, "--once", "--folder", str(self.places))
        last.join(timeout=120)  # who was told to end so early has not cleared up behind those that were killed
        assert last.exitcode == 0, self.said()
        return {run.name: run for run in self.runs()}

    def runs(self) -> list[Told]:
        """All runs that the engine has a document of."""
        parts = "SELECT coalesce(sum(fence - 2), 0) FROM mity.runs p WHERE split_part(p.part, ' ', 1) = r.run_id"
        columns = f"run_id, workflow_id, status, summary::json->>'state', problem, fence + ({parts} AND p.fence > 2)"
        text = f"SELECT {columns} FROM mity.runs r WHERE document IS NOT NULL AND part = ''"
        with psycopg.connect(self._url) as connection:
            return [Told(*row) for row in connection.execute(text).fetchall()]

    def said(self) -> str:
        """What all processes printed."""
        return (self._folder / "said").read_text(errors="replace")

    def close(self) -> None:
        """Ends what still runs."""
        for process in [*self._workers, *self._clients]:
            process.kill()
            process.join()

    def _busy(self) -> bool:
        return any(client.is_alive() for client in self._clients)

    def _due(self, runs: list[Told]) -> list[str]:
        """The runs that are to be begun, and were not, or in vain."""
        known = {run.name for run in runs} | {name for client, name in self._clients.items() if client.is_alive()}
        return [name for name in self._names if name not in known]

    def _over(self, run: Told) -> bool:
        return run.status == "stopped" and run.state in ("completed", "failed")

    def _push(self, run: Told) -> None:
        busy = any(name == run.id and client.is_alive() for client, name in self._clients.items())
        if busy:
            return
        if run.status == "stopped" and run.state == "waiting_for_checkpoint":
            self._clients[self._start(self._folder, "approve", run.id, "--changes", "and short")] = run.id
        elif run.status == "stopped" and not self._over(run):
            self._clients[self._start(self._folder, "resume", run.id)] = run.id

    def _start(self, folder: Path, *words: str) -> ForkServerProcess:
        mity = Mity(folder, self._home)
        return start(words, folder, {**mity.env, "MITY_ENGINE": self._url}, self._folder / "said")
