"""What comes between a worker and its database: a wire that is cut, silent or slow, and clocks that differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from fragile_postgres import Fragile
from one_run import OneRun
from wire import Hand, wire

from harness import Mity
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.rotation("divided", of=4)]

Server = Callable[..., Fragile]


@pytest.fixture
def run(mity: Mity, server_with: Server) -> Iterator[OneRun]:
    """A run of a queue that nobody works on yet."""
    made = OneRun(mity, server_with().url)
    yield made
    made.end()


@pytest.fixture
def line(run: OneRun) -> Iterator[Hand]:
    """A wire to the database of the run."""
    with wire(_port(run.url)) as made:
        yield made


def _port(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


def _by(run: OneRun, port: int) -> str:
    return re.sub(r":\d+/", f":{port}/", run.url)


@pytest.mark.parametrize("state", ["cut", "silent"])
def test_a_worker_that_is_cut_off_loses_its_run_and_hears_so(run: OneRun, line: Hand, state: str) -> None:
    run.worker(_by(run, line.port))
    until(lambda: run.executed("two"), 90)
    line(state)
    run.worker()
    until(run.over, 120)
    line("pass")
    until(lambda: "was taken over by another process: this one writes nothing more" in run.said.read_text(), 120)
    run.well(most_of_two=2)


@pytest.mark.parametrize("state", ["cut", "silent"])
def test_a_short_cut_is_no_end(run: OneRun, line: Hand, state: str) -> None:
    run.worker(_by(run, line.port))
    until(lambda: run.executed("two"), 90)
    line(state)
    until(lambda: run.engine.rows.row(run.id).held is False, 60)
    line("pass")
    until(run.over, 120)
    run.well(most_of_two=2)


def test_a_connection_that_never_answers_again_is_given_up(run: OneRun, line: Hand) -> None:
    """As behind a proxy or a firewall that has forgotten it: new connections would be let through."""
    run.worker(_by(run, line.port))
    until(lambda: run.executed("two"), 90)
    line("forget")
    until(run.over, 150)
    run.well(most_of_two=2)


def test_a_slow_wire_is_only_slow(run: OneRun, line: Hand) -> None:
    line("late 0.2")
    run.worker(_by(run, line.port))
    until(run.over, 180)
    run.well(most_of_two=1)


@pytest.mark.parametrize("offsets", [("-2h", "+3h"), ("+3h", "-2h")])
def test_clocks_that_differ_decide_nothing(run: OneRun, offsets: tuple[str, str]) -> None:
    """A worker whose clock is hours ahead does not take what another one holds; what is due is taken all the same."""
    first, second = (run.skewed(offset) for offset in offsets)
    until(lambda: run.executed("two"), 120)
    holder = run.engine.rows.row(run.id).holder
    until(run.over, 120)
    run.well(most_of_two=1)
    assert holder.split(":")[1] in {str(first.pid), str(second.pid)}
    assert run.said.read_text().count("takes run") == 1


def test_a_dead_worker_is_noticed_by_one_whose_clock_is_behind(run: OneRun) -> None:
    dies = run.skewed("+3h")
    until(lambda: run.executed("two"), 120)
    dies.kill()
    run.skewed("-2h")
    until(run.over, 120)
    run.well(most_of_two=2)
    assert "takes over run" in run.said.read_text()
