"""The simulation of `benchmarks.scale` keeps the laws of queues, whatever is measured and whatever the load."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from benchmarks.scale import Costs, Fleet, Load, databases_for, simulate, slots_for
from benchmarks.servers import Served, erlang_wait, quantile, served

SEEDS = (3, 11, 29)


def arrivals(chance: random.Random, rate: float, count: int) -> list[float]:
    """Random arrivals at a rate."""
    found, at = [], 0.0
    for _ in range(count):
        at += chance.expovariate(rate)
        found.append(at)
    return found


def measured(chance: random.Random) -> Costs:
    """Unit costs as another machine might have them."""
    names = Costs.__slots__
    seconds = {name: chance.uniform(1e-5, 2e-3) for name in names if name.endswith("_s")}
    return Costs(**{name: seconds.get(name, chance.uniform(1, 1e4)) for name in names})


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (4, 0.7), (8, 0.85)])
def test_waits_are_those_of_erlang(seed: int, servers: int, load: float) -> None:
    chance = random.Random(seed * servers)
    rate = load * servers / 2.0
    found = served(arrivals(chance, rate, 40_000), [chance.expovariate(1 / 2.0) for _ in range(40_000)], servers)
    assert found.mean_wait == pytest.approx(erlang_wait(rate, 2.0, servers), rel=0.2)
    assert found.utilisation(100, found.arrivals[-1]) == pytest.approx(load, rel=0.04)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_present_is_rate_times_stay(seed: int) -> None:
    """Little's law, with both sides counted in ways of their own."""
    chance = random.Random(seed)
    found = served(arrivals(chance, 3.0, 20_000), [chance.uniform(0.1, 1.5) for _ in range(20_000)], 3)
    since, until = found.arrivals[2_000], found.arrivals[18_000]
    stays = [end - at for at, end in zip(found.arrivals, found.ends, strict=True) if since <= at < until]
    rate = len(stays) / (until - since)
    assert found.mean_present(since, until) == pytest.approx(rate * sum(stays) / len(stays), rel=0.02)


def test_who_comes_evenly_to_enough_servers_never_waits() -> None:
    found = served([0.5 * number for number in range(1000)], [1.0] * 1000, 2)
    assert set(found.waits) == {0.0}
    late = served([0.5 * number for number in range(1000)], [1.0] * 1000, 1)
    assert late.waits[-1] == pytest.approx(999 * 0.5), "one server falls behind by half a second each"


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_planned_is_used_as_planned(seed: int) -> None:
    """Slots and cores are used by the share that the plan says, and twice the databases are used by half."""
    costs, load = measured(random.Random(seed)), Load(2e5, steps=6, step_s=2.0)
    slots = slots_for(load, costs)
    found = simulate(load, Fleet(slots, 1, 2), costs, 240, seed)
    assert found.slots_used == pytest.approx(0.7, abs=0.08)
    twice = simulate(load, Fleet(slots, 2, 2), costs, 240, seed)
    used, half = found.database_used - found.looking, twice.database_used - twice.looking
    assert half == pytest.approx(used / 2, rel=0.1)


def test_the_dearest_place_is_full_first_and_more_databases_are_needed_in_proportion() -> None:
    costs = measured(random.Random(5))
    dear = replace(costs, step_database_s=0.05)
    load = Load(1e6, steps=6, step_s=0.5)
    assert simulate(load, Fleet(5000, 1, 1), dear, 20).bottleneck == "database"
    assert (
        simulate(Load(1e5, 6, 2.0), Fleet(slots_for(Load(1e5, 6, 2.0), costs), 1, 64), costs, 300).bottleneck
        == "workers"
    )
    ten = replace(load, runs_a_day=1e7)
    assert databases_for(ten, dear, 8) == pytest.approx(10 * databases_for(load, dear, 8), rel=0.1)


def test_quantiles_and_overload_are_what_they_say() -> None:
    assert (quantile([3.0, 1.0, 2.0, 4.0], 0.5), quantile([3.0, 1.0, 2.0, 4.0], 0.99)) == (2.0, 4.0)
    assert math.isinf(erlang_wait(2.0, 1.0, 2))
    assert Served([0.0], [1.0], [2.0], 1).mean_present(0, 2) == 1.0
