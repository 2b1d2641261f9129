"""What a run, a step and a sign of life cost an engine: `python -m benchmarks.unit_costs` writes unit_costs.json.

Two lengths of runs tell the cost of a step from that of a run. Costs are processor time, bytes and statements, which a
busy machine changes little; throughput is by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import platformdirs

from benchmarks.env import Environments
from benchmarks.one_engine import OneEngine, Used, one_engine
from benchmarks.scale import MEASURED
from mity.engines.engine import Engine
from mity.engines.leases import Terms
from mity.engines.taking import take_next

SHORT, LONG = 10, 50
_COMMAND = "echo x >> file"
_FILLER = """
INSERT INTO mity.events (run_id, seq, fence, line)
SELECT %s, seq, 1, convert_to(repeat('x', 400), 'UTF8') FROM generate_series(%s::bigint, %s) AS seq
"""


def main() -> int:
    """Measures and writes; returns 0."""
    words = _parser().parse_args()
    environments = Environments(words.peers)
    with one_engine(environments) as engine:
        found = _measured(engine, words.runs, words.workers, words.events)
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": sys.version.split()[0]}
    words.out.write_text(json.dumps({"machine": machine, **found}, indent=2) + "\n", encoding="utf-8")
    print(words.out.read_text(encoding="utf-8"))
    return 0


def _measured(engine: OneEngine, runs: int, workers: list[int], events: int) -> dict[str, Any]:
    used = {}
    for steps in (SHORT, LONG):
        engine.hand_over(steps, _COMMAND, runs)
        used[steps] = engine.emptied(1)
    through = {}
    for count in workers:
        engine.hand_over(SHORT, _COMMAND, 2 * count)
        through[str(count)] = round(2 * count * SHORT / engine.emptied(count).wall_s, 1)
    calls, grown = _calls(engine), {}
    for more in (0, *(events // 10**power for power in (1, 0))):
        grown[str(more)] = _filled(engine, more)
    return {
        "costs": {**_costs(used[SHORT], used[LONG], runs), **calls},
        "used": {str(steps): asdict(one) for steps, one in used.items()},
        "steps_a_second_by_workers": through,
        "append_ms_by_events_before": grown,
    }


def _costs(short: Used, long: Used, runs: int) -> dict[str, float]:
    """The cost of a step is what the longer runs cost more; that of a run what is left of the shorter ones."""

    def step(name: str) -> float:
        more = getattr(long, name) - getattr(short, name)
        return max(0.0, float(more)) / runs / (LONG - SHORT)

    def run(name: str) -> float:
        return max(0.0, float(getattr(short, name)) / runs - SHORT * step(name))

    return {
        **{f"step_{name}": step(name) for name in ("database_s", "worker_s", "wal_bytes", "commits", "rows", "events")},
        **{f"run_{name}": run(name) for name in ("database_s", "worker_s", "commits")},
        "step_bytes": step("kept_bytes"),
        "run_bytes": run("kept_bytes"),
    }


def _calls(engine: OneEngine) -> dict[str, float]:
    """Seconds of the database's processor for a sign of life, and for a look at a queue with nothing due."""
    kept = Engine(engine.url)
    lease = kept.rows.create("9999-beats-aaaa", "beats", Terms(), "bench")
    beat = _each(engine, lambda: kept.rows.beat(lease))
    poll = _each(engine, lambda: take_next(kept.database, "none", ["linux"], "bench"))
    kept.rows.release(lease, "stopped")
    return {"beat_database_s": beat, "poll_database_s": poll}


def _each(engine: OneEngine, call: Callable[[], object], count: int = 2000) -> float:
    before = engine.database_s()
    for _ in range(count):
        call()
    return (engine.database_s() - before) / count


def _filled(engine: OneEngine, events: int) -> float:
    """Milliseconds to append the events of a step, when so many are there already; the median of some hundred."""
    kept, run = Engine(engine.url), f"{events:04d}-filler-aaaa"
    lease = kept.rows.create(run, "filler", Terms(), "bench")
    if events:
        engine.rows("WITH filled AS (%s RETURNING 1) SELECT count(*) FROM filled" % _FILLER, run, 1, events)  # noqa: UP031
    took = []
    for number in range(events + 1, events + 302):
        began = time.perf_counter()
        kept.rows.append(lease, [(number, b"x" * 400)])
        took.append(time.perf_counter() - began)
    kept.rows.release(lease, "stopped")
    return round(1e3 * sorted(took)[len(took) // 2], 3)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.unit_costs", description=__doc__)
    cache = Path(platformdirs.user_cache_dir("mity")) / "benchmarks"
    parser.add_argument("--peers", type=Path, default=cache, metavar="DIR", help="environments, kept between runs")
    parser.add_argument("--runs", type=int, default=20, help="runs of each length")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4, 8], help="numbers of workers")
    parser.add_argument("--events", type=int, default=1_000_000, help="events that are there before an append")
    parser.add_argument("--out", type=Path, default=MEASURED, metavar="FILE", help="where the figures go")
    return parser


if __name__ == "__main__":
    sys.exit(main())
