"""A queue of row 14 and the workers that empty it: mity's on DBOS, and workflows that are written for DBOS alone."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.env import SCRIPTS, Environments, plain_environment
from benchmarks.peers.queue_names import BARE, MITY, STATION
from mity.engines.database import Database

AT_ONCE = 4
_POLL_S = 0.2
LONGEST_S = 1800.0
_ENDED = """
SELECT count(*), coalesce(max(completed_at) - min(started_at_epoch_ms), 0) FROM dbos.workflow_status
WHERE queue_name = %s AND status = 'SUCCESS' AND created_at > %s
"""
_NEWEST = "SELECT coalesce(max(created_at), 0) FROM dbos.workflow_status"
_RIGHT = "SELECT count(*) FROM mity.runs WHERE status = 'stopped' AND summary::json ->> 'verdict' = 'proven'"
_PLUGIN = {
    "METADATA": "Metadata-Version: 2.1\nName: mity-bench\nVersion: 1\n",
    "entry_points.txt": "[mity.stations]\nbench = benchmarks.peers.queue_mity:register\n",
}


class Queues:
    """The queues of the database at `url`. What workers need lies in `folder`, which is new."""

    def __init__(self, environments: Environments, url: str, folder: Path) -> None:
        self._programs = environments.mity("dbos")
        self._url = url.removeprefix("dbos+")
        self._folder = folder
        self._database = Database(url, 5)
        self._env = plugged(folder, environments.scripts(), HOME=str(folder), MITY_ENGINE=url)

    def emptied(self, queue: str, runs: int, steps: int, workers: int) -> float:
        """Seconds from the first run that is taken to the last one that ended, by the clock of the database.

        Raises RuntimeError when a run does not end well.
        """
        newest, right = self._row(_NEWEST)[0], self._row(_RIGHT)[0]
        self._fill(queue, runs, steps)
        processes = [self._worker(queue, number) for number in range(workers)]
        try:
            took = self._until_empty(queue, newest, runs)
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM if queue == MITY else signal.SIGKILL)
            for process in processes:
                process.wait(timeout=300)
        if queue == MITY and self._row(_RIGHT)[0] != right + runs:
            raise RuntimeError(f"of {runs} runs {self._row(_RIGHT)[0] - right} passed")
        return took

    def _until_empty(self, queue: str, newest: int, runs: int) -> float:
        until = time.monotonic() + LONGEST_S
        while True:
            done, took_ms = self._row(_ENDED, queue, newest)
            if done == runs:
                return float(took_ms) / 1e3
            if time.monotonic() > until:
                raise RuntimeError(f"{done} of {runs} runs are done after {LONGEST_S:.0f} s")
            time.sleep(_POLL_S)

    def _fill(self, queue: str, runs: int, steps: int) -> None:
        if queue == MITY:
            filled_by_mity(self._programs, self._env, self._folder, runs, steps)
            return
        words = [self._url, str(runs), str(steps)]
        argv = [str(self._programs / "python"), str(SCRIPTS / "queue_dbos.py"), "enqueue", *words]
        done = subprocess.run(
            argv, env=self._env, cwd=self._folder, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
        if done.returncode:
            raise RuntimeError(f"the queue could not be filled:\n{done.stdout}{done.stderr}")

    def _worker(self, queue: str, number: int) -> subprocess.Popen[bytes]:
        mine = [self._programs / "mity", "worker", "--queue", MITY, "--concurrency", AT_ONCE]
        bare = [self._programs / "python", SCRIPTS / "queue_dbos.py", "work", self._url, f"{BARE}{number}", AT_ONCE]
        argv = [str(word) for word in (mine if queue == MITY else bare)]
        with (self._folder / f"{queue}-{number}.log").open("ab") as log:
            return subprocess.Popen(argv, env=self._env, cwd=self._folder, stdout=log, stderr=log)

    def _row(self, text: str, *words: Any) -> Any:
        return self._database.run(lambda connection: connection.execute(text, words).fetchone())


def plugged(folder: Path, scripts: Path, **more: str) -> dict[str, str]:
    """An environment in which mity has a trivial station; what makes it a plug-in is laid into `folder`."""
    plugin = folder / "plugin" / "mity_bench-1.dist-info"
    plugin.mkdir(parents=True)
    for name, text in _PLUGIN.items():
        (plugin / name).write_text(text, encoding="utf-8")
    return plain_environment(PYTHONPATH=f"{plugin.parent}:{scripts}", PYTHONSAFEPATH="1", **more)


def filled_by_mity(programs: Path, env: dict[str, str], folder: Path, runs: int, steps: int) -> None:
    """Puts runs of so many trivial steps into mity's queue. Raises RuntimeError."""
    rows = "".join(f"  - {{name: s{number}, station: {STATION}}}\n" for number in range(steps))
    (folder / "line.yaml").write_text(f"name: line\nsteps:\n{rows}", encoding="utf-8")
    argv = [str(programs / "python"), str(SCRIPTS / "queue_mity.py"), "enqueue", str(folder), str(runs)]
    done = subprocess.run(argv, env=env, cwd=folder, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    if done.returncode:
        raise RuntimeError(f"the queue could not be filled:\n{done.stdout}{done.stderr}")


def right(rows: Callable[[str], list[Any]]) -> int:
    """How many runs of mity have passed, by what asks the database."""
    return int(rows(_RIGHT)[0][0])
