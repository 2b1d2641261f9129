"""Pairs that run A B A B in one go; what counts is the ratio within a round, and the median over the rounds."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Series = dict[str, list[float]]


def in_turn(count: int, work: Mapping[str, Callable[[], float]], *, warm_up: bool = True) -> Series:
    """Calls each of `work` once a round, in its order, `count` rounds, and returns what each call returned.

    With `warm_up` a first round is thrown away.
    """
    if warm_up:
        for call in work.values():
            call()
    series: Series = {name: [] for name in work}
    for _ in range(count):
        for name, call in work.items():
            series[name].append(call())
    return series


def ratio(series: Series, one: str, other: str) -> float:
    """The median over the rounds of `one` divided by `other`."""
    return statistics.median(a / b for a, b in zip(series[one], series[other], strict=True))


def middle(series: Series, name: str) -> float:
    """The median of one series."""
    return statistics.median(series[name])


def process(argv: Sequence[str | Path], env: Mapping[str, str], cwd: Path | None = None) -> Callable[[], float]:
    """Work that runs a command to its end and returns the seconds it took. Raises RuntimeError when it fails."""
    words = [str(word) for word in argv]

    def call() -> float:
        began = time.perf_counter()
        done = subprocess.run(
            words, env=env, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        took = time.perf_counter() - began
        if done.returncode:
            raise RuntimeError(f"`{' '.join(words)}` ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return took

    return call
