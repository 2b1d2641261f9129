"""Row 8, several at once: four applications of different stacks at the same time against one after another."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.env import plain_environment
from benchmarks.row2 import home
from benchmarks.settings import Settings
from benchmarks.table import Line, Result
from benchmarks.timing import in_turn, middle, ratio

STACKS = ("python-fastapi", "frontend-react", "frontend-vue", "electron-app")
GOAL = 0.65


def measure(settings: Settings) -> Iterator[Result]:
    """Caches are warm: a first round of both is thrown away. Every application must be proven."""
    mity = settings.environments.mity()
    env = plain_environment(mity, HOME=str(home(settings)), GIT_CONFIG_NOSYSTEM="1", NO_COLOR="1")
    work = {"together": _timed(settings, env, _together), "one by one": _timed(settings, env, _one_by_one)}
    series = in_turn(settings.rounds(3), work)
    reference = f"one by one: {middle(series, 'one by one'):.1f} s"
    what = f"{len(STACKS)} create-app at once"
    yield Line(8, what, f"{middle(series, 'together'):.1f} s", reference, ratio(series, "together", "one by one"), GOAL)


def _timed(settings: Settings, env: dict[str, str], run: Callable[..., None]) -> Callable[[], float]:
    def call() -> float:
        with settings.environments.scratch() as scratch:
            words = [[settings.environments.mity() / "mity", "create-app", stack, "--stack", stack] for stack in STACKS]
            began = time.perf_counter()
            run(words, env, Path(scratch))
            return time.perf_counter() - began

    return call


def _together(words: list[list[Path | str]], env: dict[str, str], folder: Path) -> None:
    running = [_start(line, env, folder) for line in words]
    for process in running:
        _end(process)


def _one_by_one(words: list[list[Path | str]], env: dict[str, str], folder: Path) -> None:
    for line in words:
        _end(_start(line, env, folder))


def _start(line: list[Path | str], env: dict[str, str], folder: Path) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(line, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)


def _end(process: subprocess.Popen[str]) -> None:
    """Raises RuntimeError unless the application was proven."""
    out, err = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}:\n{out}{err}")
