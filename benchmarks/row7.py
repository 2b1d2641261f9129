"""Row 7, the second application of a stack: what its packages cost against the first one's, all caches cold."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.by_hand import recipe_words
from benchmarks.env import plain_environment
from benchmarks.row2 import GIT_CONFIG, fetched, toolchains
from benchmarks.settings import Settings
from benchmarks.table import Line, Result

GOAL = 0.35


def measure(settings: Settings) -> Iterator[Result]:
    """Each round has caches of its own, empty at first: those of mity and of every package manager."""
    for stack in settings.stacks:
        yield _compare(settings, stack)


def _compare(settings: Settings, stack: str) -> Line:
    first: list[float] = []
    second: list[float] = []
    for _ in range(settings.rounds(3)):
        with settings.environments.scratch() as scratch:
            env = cold(settings, Path(scratch))
            took = [_install(settings, env, Path(scratch) / name, stack) for name in ("first", "second")]
            first.append(took[0])
            second.append(took[1])
    ratio = statistics.median(b / a for a, b in zip(first, second, strict=True))
    what = f"packages of a second {stack}"
    mine, reference = f"{statistics.median(second):.2f} s", f"first: {statistics.median(first):.2f} s"
    return Line(7, what, mine, reference, ratio, GOAL)


def cold(settings: Settings, folder: Path) -> dict[str, str]:
    """An environment in which no cache holds anything."""
    home = folder / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
    mity = settings.environments.mity()
    caches = {
        "XDG_CACHE_HOME": str(home / "cache"),
        "UV_CACHE_DIR": str(home / "uv"),
        "PIP_CACHE_DIR": str(home / "pip"),
        "npm_config_cache": str(home / "npm"),
        "CARGO_HOME": str(home / "cargo"),
        "MAVEN_OPTS": f"{os.environ.get('MAVEN_OPTS', '')} -Dmaven.repo.local={home / 'm2'}".strip(),
    }
    return plain_environment(
        mity, *fetched(), HOME=str(home), GIT_CONFIG_NOSYSTEM="1", NO_COLOR="1", **toolchains(), **caches
    )


def _install(settings: Settings, env: dict[str, str], workspace: Path, stack: str) -> float:
    """Seconds from the beginning of the station `build` to its first command that builds. Raises RuntimeError.

    The application must be proven in the end.
    """
    workspace.mkdir()
    mity = settings.environments.mity()
    plan = json.loads(subprocess.check_output(recipe_words(mity / "python", stack, "shop", 0), env=env))
    building = [" ".join(command["argv"][1:]) for command in plan["commands"] if command["verb"] == "build"]
    words = [mity / "mity", "create-app", "shop", "--stack", stack]
    began = took = 0.0
    said: list[str] = []
    with subprocess.Popen(
        words, env=env, cwd=workspace, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        for line in run.stderr:
            said.append(line)
            if line.startswith("→ build"):
                began = time.perf_counter()
            elif not took and line.startswith("  $ ") and line.strip().endswith(building[0]):
                took = time.perf_counter() - began
    if run.returncode or not began or not took:
        raise RuntimeError(f"create-app ended with {run.returncode}:\n{''.join(said)}")
    return took
