"""Calls the scripts in `peers/`, each in the environment of its engine."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

from benchmarks.env import SCRIPTS, Environments, plain_environment

DURABLE = ("burr", "langgraph", "dbos", "luigi")
PARALLEL = ("doit", "langgraph", "luigi")
PEERS = ("doit", *DURABLE)
Figures = dict[str, float]


class Engines:
    """The engines at hand: mity, the floor and the peers."""

    def __init__(self, environments: Environments) -> None:
        self._environments = environments
        self._env = plain_environment(DO_NOT_TRACK="true", PYTHONPATH=str(environments.scripts()), PYTHONSAFEPATH="1")

    def python(self, name: str) -> Path:
        """The Python of an engine's environment. The floor has an empty one."""
        special = {
            "mity": self._environments.mity,
            "language": self._environments.mity,
            "floor": self._environments.floor,
        }
        folder = special[name]() if name in special else self._environments.peer(name)
        return folder / "python"

    def figures(self, name: str, mode: str, count: int, folder: Path | None = None, *, line: int = 0) -> Figures:
        """What the script of the engine prints after `mode` with `count` steps, and `process_s`, the whole process.

        `folder` is kept when it is given; `line` is the length of the floor's line in bytes. A script that kills
        itself returns only `process_s`. Raises RuntimeError when it fails.
        """
        if folder is None:
            with self._environments.scratch() as scratch:
                return self.figures(name, mode, count, Path(scratch), line=line)
        argv = [str(self.python(name)), str(SCRIPTS / f"{name}.py"), mode, str(folder), str(count)]
        env = {**self._env, "HOME": str(folder), "MITY_BENCH_LINE": str(line)}
        began = time.perf_counter()
        done = subprocess.run(
            argv, env=env, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        took = {"process_s": time.perf_counter() - began}
        if mode == "kill" and done.returncode == -signal.SIGKILL:
            return took
        if done.returncode:
            raise RuntimeError(f"{name} {mode} {count} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        seen: Figures = json.loads(done.stdout.strip().splitlines()[-1])
        return {**seen, **took}

    def line_length(self) -> int:
        """The bytes of the line that mity's journal gets for one trivial station."""
        with self._environments.scratch() as scratch:
            folder = Path(scratch)
            self.figures("mity", "kill", 10, folder)
            journal = next((folder / "live" / ".mity" / "logs").glob("*.journal.jsonl"))
            return len(journal.read_bytes().splitlines()[-1])
