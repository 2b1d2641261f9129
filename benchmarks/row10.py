"""Row 10, many at once: 1,000 runs of five steps by sixteen processes, in one workspace and in sixteen; `runs list`."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.env import plain_environment
from benchmarks.settings import Settings
from benchmarks.table import Line, Result, ms
from benchmarks.timing import in_turn, middle, process, ratio

PROCESSES = 16
RUNS = 1000
STEPS = 5
OF_APART = 1 / 0.6
LISTED = 10_000
LIST_S = 0.3
_FLOW = "name: five\nsteps:\n" + "".join(f"  - {{name: s{number}, command: 'true'}}\n" for number in range(STEPS))


def measure(settings: Settings) -> Iterator[Result]:
    """Whole processes, sixteen at any time, each for one run; then the list of ten thousand logs."""
    count = RUNS // 10 if settings.quick else RUNS
    work = {"one": lambda: _many(settings, count, 1), "apart": lambda: _many(settings, count, PROCESSES)}
    series = in_turn(settings.rounds(3), work, warm_up=False)
    apart = f"{PROCESSES} workspaces: {middle(series, 'apart'):.1f} s"
    what = f"{count:,} runs of {STEPS}, {PROCESSES} at once"
    yield Line(10, what, f"{middle(series, 'one'):.1f} s", apart, ratio(series, "one", "apart"), OF_APART)
    yield from _listing(settings)


def _many(settings: Settings, count: int, places: int) -> float:
    """Seconds of `count` runs dealt over so many workspaces. Raises RuntimeError where one is not right."""
    with settings.environments.scratch() as scratch:
        folders = [Path(scratch) / str(number) for number in range(places)]
        for folder in folders:
            folder.mkdir()
            (folder / "five.yaml").write_text(_FLOW, encoding="utf-8")
        env = plain_environment(HOME=scratch)
        argv = [str(settings.environments.mity() / "mity"), "run", "five.yaml", "--quiet"]
        began = time.perf_counter()
        running: list[subprocess.Popen[bytes]] = []
        for number in range(count):
            if len(running) == PROCESSES:
                _ended(running)
            place = folders[number % places]
            running.append(subprocess.Popen(argv, cwd=place, env=env, stdout=subprocess.DEVNULL))
        while running:
            _ended(running)
        took = time.perf_counter() - began
        _check([path for folder in folders for path in (folder / ".mity" / "logs").glob("*.json")], count, places)
        return took


def _ended(running: list[subprocess.Popen[bytes]]) -> None:
    """Waits for one of the processes, whichever ends first."""
    while True:
        for process_ in running:
            if (code := process_.poll()) is not None:
                running.remove(process_)
                if code:
                    raise RuntimeError(f"a run ended with {code}")
                return
        time.sleep(0.002)


def _check(documents: list[Path], count: int, places: int) -> None:
    logs = [json.loads(path.read_bytes()) for path in documents]
    right = [log for log in logs if log["state"] == "completed" and len(log["results"]) == STEPS]
    numbers = {(path.parent, path.name.partition("-")[0]) for path in documents}
    if not len(logs) == len(right) == len(numbers) == count:
        raise RuntimeError(f"of {count} runs in {places} workspaces {len(right)} are right: {len(numbers)} numbers")


def fill(mity: Path, env: Mapping[str, str], folder: Path, count: int) -> None:
    """Leaves so many runs of five steps in a workspace: one that ran, and copies of it. Raises RuntimeError."""
    (folder / "five.yaml").write_text(_FLOW, encoding="utf-8")
    process([mity, "run", "five.yaml", "--quiet"], env, folder)()
    (first,) = (folder / ".mity" / "logs").glob("*.json")
    text = first.read_text(encoding="utf-8")
    for number in range(2, count + 1):
        run = f"{number:04d}-five-{number % 65536:04x}"
        first.with_name(f"{run}.json").write_text(text.replace(first.stem, run), encoding="utf-8")


def _listing(settings: Settings) -> Iterator[Result]:
    count = LISTED // 10 if settings.quick else LISTED
    with settings.environments.scratch() as scratch:
        folder, mity = Path(scratch), settings.environments.mity() / "mity"
        env = plain_environment(HOME=scratch, XDG_CACHE_HOME=f"{scratch}/cache")
        fill(mity, env, folder, count)
        listed = process([mity, "runs", "list"], env, folder)
        cold = listed()
        series = in_turn(settings.rounds(9), {"list": listed}, warm_up=False)
        took = middle(series, "list")
        yield Line(10, f"runs list of {count:,}", ms(took), f"in s; the first time {ms(cold)}", took, LIST_S)
