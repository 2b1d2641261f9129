"""Row 6, healing: what mity adds between a failure and green, and how long a long log takes to understand."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.env import plain_environment
from benchmarks.row2 import home
from benchmarks.settings import Settings
from benchmarks.table import Line, Result, ms

SHARE = 0.05
DIAGNOSIS_S = 0.3
LINEAR = 2.5  # twice the log may take twice the time, and the noise of a busy machine
SCRIPT = Path(__file__).parent / "peers" / "healing.py"
LINE = "2026-11-21T10:00:{:02d}Z INFO worker-{} handled job {} in 12 ms without an error worth telling of\n"
CAUSE = "ModuleNotFoundError: No module named 'yaml'\n"


def measure(settings: Settings) -> Iterator[Result]:
    """A real application whose source lost an import; and logs of 5 and 10 MB with the cause in the middle."""
    mity = settings.environments.mity()
    with settings.environments.scratch() as place:
        scratch = Path(place)
        env = plain_environment(mity, HOME=str(home(settings)), GIT_CONFIG_NOSYSTEM="1")
        words = [str(mity / "mity"), "create-app", "shop", "--stack", "python-fastapi", "--quiet"]
        subprocess.run(words, cwd=scratch, env=env, check=True, stdout=subprocess.DEVNULL)
        half, whole = (_log(scratch / f"{size}.log", size) for size in (5_000_000, 10_000_000))
        runs = [_heal(mity, env, scratch, number, whole) for number in range(settings.rounds(3))]
        short = [_heal(mity, env, scratch, 100 + number, half) for number in range(settings.rounds(3))]
    spent = statistics.median(run["station_s"] for run in runs)
    share = statistics.median((run["station_s"] - run["commands_s"]) / run["station_s"] for run in runs)
    long_s = statistics.median(run["diagnosed_s"] for run in runs)
    short_s = statistics.median(run["diagnosed_s"] for run in short)
    what = "failing test → missing import mended → green"
    yield Line(6, what, f"{ms(share * spent)} of its own", f"station {spent:.2f} s", share, SHARE)
    yield Line(6, "diagnosis of a 10 MB log, in seconds", ms(long_s), "-", long_s, DIAGNOSIS_S)
    yield Line(6, "10 MB against 5 MB", ms(long_s), ms(short_s), long_s / short_s, LINEAR)


def _heal(mity: Path, env: dict[str, str], scratch: Path, number: int, log: Path) -> dict[str, float]:
    """Breaks and heals a copy of the application; the figures of `healing.py`. Raises when it is not green."""
    app = scratch / f"shop-{number}"
    shutil.copytree(scratch / "shop", app, symlinks=True, ignore=shutil.ignore_patterns(".venv"))
    words = [str(mity / "python"), "-P", str(SCRIPT), str(app), str(log)]
    done = subprocess.run(words, env=env, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    if not figures["green"]:
        raise RuntimeError(f"the application was not healed: {done.stdout}")
    return figures


def _log(path: Path, size: int) -> Path:
    """A log of `size` bytes, most of it noise."""
    lines = size // len(LINE)
    with path.open("w", encoding="utf-8") as log:
        for number in range(lines):
            log.write(LINE.format(number % 60, number % 7, number))
            if number == lines // 2:
                log.write(CAUSE)
    return path
