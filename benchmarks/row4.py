"""Row 4, parallel: a hundred steps that sleep a tenth of a second, ten at a time."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from benchmarks.engines import PARALLEL
from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result

STEPS = 100
IDEAL_S = 1.0
OF_IDEAL = 1.05
NAMES = {"floor": "ThreadPoolExecutor and fsynced lines", "doit": "doit -n10, threads", "langgraph": "LangGraph Send"}


def measure(settings: Settings) -> Iterator[Result]:
    """From the start of the run to its end, without the start of the process."""
    names = ("mity", "floor", *PARALLEL)
    seen: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(settings.rounds(5)):
        for name in names:
            seen[name].append(settings.engines.figures(name, "parallel", STEPS)["took_s"])
    took = {name: statistics.median(values) for name, values in seen.items()}
    what = f"{STEPS} × 0.1 s, 10 at a time"
    yield Line(4, what, f"{took['mity']:.3f} s", f"ideal {IDEAL_S:.1f} s", took["mity"] / IDEAL_S, OF_IDEAL)
    for name in names[1:]:
        yield Peer(4, NAMES.get(name, f"{name}, 10 workers"), what, f"{took[name]:.3f} s", took[name] / took["mity"])
