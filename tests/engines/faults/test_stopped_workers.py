"""Workers that stand still for longer than a lease and then go on: whoever took over is the only one who writes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from typing import Any

import pytest
from moments import moments
from one_run import OneRun

from harness import Mity
from mity.engines.following import settle
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.rotation("stopped workers", of=2)]

_LOST = "was taken over by another process: this one writes nothing more"


@pytest.fixture
def begun(mity: Mity, engine: str) -> Iterator[Callable[[], OneRun]]:
    """Hands a run over."""
    runs: list[OneRun] = []

    def begin() -> OneRun:
        runs.append(OneRun(mity, engine))
        return runs[-1]

    yield begin
    for run in runs:
        run.end()


def recorded(run: OneRun) -> Any:
    """All that the database says of a run."""
    return run.engine.rows.row(run.id), run.engine.rows.events(run.id), run.engine.messages.waiting(run.id)


def late(run: OneRun, stopped: ForkServerProcess, most_of_two: int) -> None:
    """Has the run come to its end elsewhere, lets the stopped worker go on, and asserts that it changes nothing."""
    try:
        run.worker()
        until(run.over, 120)
        run.well(most_of_two)
        before = recorded(run)
    finally:
        assert stopped.pid is not None
        os.kill(stopped.pid, signal.SIGCONT)
    until(lambda: _LOST in run.said.read_text(), 60)
    assert (recorded(run), stopped.is_alive()) == (before, True)
    assert settle(run.engine, run.id, run.mity.workspace) == []
    assert (run.mity.workspace / "seen").read_text().split() == ["one", "two", "three"]


def test_who_stood_still_during_a_step_writes_nothing_more(begun: Callable[[], OneRun]) -> None:
    run = begun()
    worker = run.worker()
    until(lambda: run.executed("two") == 1, 90)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    late(run, worker, 2)


def test_who_stood_still_while_it_recorded_a_step_keeps_nobody_from_taking_over(begun: Callable[[], OneRun]) -> None:
    run = begun()
    worker = run.worker()
    with moments(run.url) as at:
        at.stop(worker, '"kind":"step.finished".*"station":"two"')
    late(run, worker, 2)
