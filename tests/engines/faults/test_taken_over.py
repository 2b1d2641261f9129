"""Take-overs that storms found to go wrong, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from fragile_postgres import Fragile
from one_run import OneRun

from harness import Mity
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.rotation("taken over", of=2)]

RETRIED = """
name: flow
steps:
  - name: two
    command: 'echo x >> tries; echo two >> "$(cat ledger)"; sleep 1; test "$(grep -c x tries)" = 3'
    max_retries: 3
    on_failure: retry
    backoff: {initial: 10ms, jitter: false}
"""
FAILS = """
name: flow
steps:
  - {name: one, command: 'echo one >> "$(cat ledger)"'}
  - {name: two, command: 'echo two >> "$(cat ledger)"; exit 3', on_failure: rollback}
"""
DIED = "status = 'held', holder = 'host:1:a', lease_until = clock_timestamp() - interval '1 s'"


@pytest.fixture
def begun(mity: Mity, server_with: Callable[..., Fragile]) -> Iterator[Callable[[str], OneRun]]:
    """Hands a run of a definition over."""
    runs: list[OneRun] = []

    def begin(text: str) -> OneRun:
        runs.append(OneRun(mity, server_with().url, text))
        return runs[-1]

    yield begin
    for run in runs:
        run.end()


def test_files_of_earlier_attempts_are_there_for_the_next_one(begun: Callable[[str], OneRun]) -> None:
    """Else a take-over would use up attempts whose work is lost."""
    run = begun(RETRIED)
    dies = run.worker()
    until(lambda: run.executed("two") == 3, 120)
    dies.kill()
    run.worker()
    until(run.over, 120)
    assert run.shown()["state"] == "completed", run.said.read_text()
    assert run.executed("two") in (3, 4)


def test_a_run_that_failed_is_not_tried_again_because_its_worker_died_then(begun: Callable[[str], OneRun]) -> None:
    run = begun(FAILS)
    run.worker("", "--once")
    until(run.over, 120)
    with psycopg.connect(run.url, autocommit=True) as connection:
        connection.execute(f"UPDATE mity.runs SET {DIED}")
    run.worker("", "--once")
    until(run.over, 120)
    assert (run.shown()["state"], run.executed("one"), run.executed("two")) == ("failed", 1, 1)
