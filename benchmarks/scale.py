"""How far one database and its workers go: `python -m benchmarks.scale`, a simulation with measured unit costs.

Runs arrive at random at the rate of the busiest hour. Each takes a slot of a worker for its steps; each step, sign of
life and look for work takes a core of the database for what was measured. What waits for what, and what is full first,
is told for a load; then how many databases it takes to stay below the usual bound.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.servers import Served, quantile, served

MEASURED = Path(__file__).with_name("unit_costs.json")
_DAY_S = 86_400.0
_FULL = 0.7
_POLLS_S = 5.0  # how often a worker with a free slot looks for work
_WARM = 0.2  # the share of a simulation that is not looked at


@dataclass(frozen=True, slots=True)
class Costs:
    """What one of each costs: seconds of a core of the database and of a worker, bytes that stay, and bytes of WAL."""

    step_database_s: float
    step_worker_s: float
    run_database_s: float
    run_worker_s: float
    beat_database_s: float
    poll_database_s: float
    step_bytes: float
    run_bytes: float
    step_wal_bytes: float
    step_commits: float

    @classmethod
    def read(cls, path: Path) -> Costs:
        """The costs in a file that `python -m benchmarks.unit_costs` wrote."""
        known = json.loads(path.read_text(encoding="utf-8"))["costs"]
        return cls(**{name: float(known[name]) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Load:
    """Runs a day of `steps` steps of `step_s` seconds on average; the busiest hour has `peak` times the mean rate."""

    runs_a_day: float
    steps: int = 20
    step_s: float = 3.0
    peak: float = 3.0

    @property
    def rate(self) -> float:
        """Runs a second in the busiest hour."""
        return self.runs_a_day / _DAY_S * self.peak


@dataclass(frozen=True, slots=True)
class Fleet:
    """Slots of workers, eight to a process, and databases with so many cores each; runs are dealt over those."""

    slots: int
    databases: int = 1
    cores: int = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a simulation came to: both places, the moments between which it is looked at, and the share of databases'
    time that workers take which have nothing to do."""

    slots: Served
    database: Served
    since: float
    until: float
    looking: float

    @property
    def slots_used(self) -> float:
        """The utilisation of the workers' slots."""
        return self.slots.utilisation(self.since, self.until)

    @property
    def database_used(self) -> float:
        """The utilisation of the database's cores."""
        return self.database.utilisation(self.since, self.until) + self.looking

    @property
    def bottleneck(self) -> str:
        """What is full first."""
        return "workers" if self.slots_used >= self.database_used else "database"


def simulate(load: Load, fleet: Fleet, costs: Costs, seconds: float, seed: int = 1) -> Outcome:
    """The busiest hour, or `seconds` of it, of one database and its share of the workers."""
    chance = random.Random(seed)
    rate, slots = load.rate / fleet.databases, max(1, fleet.slots // fleet.databases)
    arrivals = _arrivals(chance, rate, seconds)
    own = costs.run_worker_s + load.steps * (costs.step_worker_s + costs.step_database_s)
    took = [own + sum(chance.expovariate(1 / load.step_s) for _ in range(load.steps)) for _ in arrivals]
    there = served(arrivals, took, slots)
    idle = max(0.0, 1 - there.utilisation(_WARM * seconds, seconds)) * slots / 8
    looking = idle * _POLLS_S * costs.poll_database_s / fleet.cores
    asked = sorted(_asked(chance, there, load, costs))
    return Outcome(
        there,
        served([at for at, _ in asked], [cost / max(0.01, 1 - looking) for _, cost in asked], fleet.cores),
        _WARM * seconds,
        seconds,
        looking,
    )


def _arrivals(chance: random.Random, rate: float, seconds: float) -> list[float]:
    found, at = [], chance.expovariate(rate)
    while at < seconds:
        found.append(at)
        at += chance.expovariate(rate)
    return found


def _asked(chance: random.Random, there: Served, load: Load, costs: Costs) -> list[tuple[float, float]]:
    """What the runs ask of the database, and when: at their beginnings and ends, at each step, every second."""
    found = []
    for arrival, begin, end in zip(there.arrivals, there.begins, there.ends, strict=True):
        took = end - begin
        found += [(arrival, costs.run_database_s / 2), (end, costs.run_database_s / 2)]
        found += [(begin + took * chance.random(), costs.step_database_s) for _ in range(load.steps)]
        found += [(begin + second, costs.beat_database_s) for second in range(1, int(took))]
    return found


def slots_for(load: Load, costs: Costs) -> int:
    """The slots that a load needs when they are used as far as is usual."""
    own = costs.run_worker_s + load.steps * (load.step_s + costs.step_worker_s + costs.step_database_s)
    return max(8, math.ceil(load.rate * own / _FULL))


def databases_for(load: Load, costs: Costs, cores: int) -> int:
    """How many databases a load needs when their cores are used as far as is usual."""
    a_run = costs.run_database_s + load.steps * (costs.step_database_s + load.step_s * costs.beat_database_s)
    return max(1, math.ceil(load.rate * a_run / cores / _FULL))


def main(words: Sequence[str] | None = None) -> int:
    """Prints what each load comes to; returns 0, and 2 where nothing was measured yet."""
    given = _parser().parse_args(words)
    if not given.costs.is_file():
        print(f"{given.costs} is not there: `python -m benchmarks.unit_costs` measures and writes it", file=sys.stderr)
        return 2
    costs = Costs.read(given.costs)
    table = Table(title=f"{given.steps} steps of {given.step_s} s, peak {given.peak}, databases of {given.cores} cores")
    for name in ("runs a day", "databases", "slots", "slots used", "database used", "wait p50", "p99", "in it p99"):
        table.add_column(name, justify="right")
    for name in ("full first", "GB a day", "WAL MB/s", "commits/s"):
        table.add_column(name, justify="right")
    for runs in given.runs:
        load = Load(runs, given.steps, given.step_s, given.peak)
        table.add_row(*_row(load, costs, given))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    return 0


def _row(load: Load, costs: Costs, given: argparse.Namespace) -> list[str]:
    fleet = Fleet(slots_for(load, costs), given.databases or databases_for(load, costs, given.cores), given.cores)
    found = simulate(load, fleet, costs, given.minutes * 60)
    kept = load.runs_a_day * (costs.run_bytes + load.steps * costs.step_bytes) / 1e9
    return [
        f"{load.runs_a_day:,.0f}",
        str(fleet.databases),
        f"{fleet.slots:,}",
        f"{found.slots_used:.0%}",
        f"{found.database_used:.1%}",
        f"{quantile(found.slots.waits, 0.5):.2f} s",
        f"{quantile(found.slots.waits, 0.99):.2f} s",
        f"{1e3 * quantile(found.database.waits, 0.99):.1f} ms",
        found.bottleneck,
        f"{kept:,.1f}",
        f"{load.rate * load.steps * costs.step_wal_bytes / 1e6:,.1f}",
        f"{load.rate * load.steps * costs.step_commits:,.0f}",
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--runs", type=float, nargs="+", default=[1e4, 1e5, 1e6, 1e7], help="runs a day")
    parser.add_argument("--steps", type=int, default=20, help="steps of a run")
    parser.add_argument("--step-s", type=float, default=3.0, help="seconds of a step, on average")
    parser.add_argument("--peak", type=float, default=3.0, help="the busiest hour against the mean")
    parser.add_argument("--databases", type=int, default=0, help="how many; default: as many as are needed")
    parser.add_argument("--cores", type=int, default=8, help="of each database")
    parser.add_argument("--minutes", type=float, default=10.0, help="how much of the busiest hour is simulated")
    parser.add_argument("--costs", type=Path, default=MEASURED, metavar="FILE", help="measured unit costs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
