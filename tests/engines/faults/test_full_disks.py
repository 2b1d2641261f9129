"""A database that refuses for a while: no room, no connection left, a statement broken off; then all goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest
from fragile_postgres import Fragile
from one_run import OneRun

from harness import Mity
from mity.engines.address import AwayError
from mity.engines.database import Database
from mity.engines.migrations import grant
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.rotation("refusals", of=4)]

Server = Callable[..., Fragile]
LARGE = """
name: flow
steps:
  - {name: one, command: 'echo one >> seen; echo one >> "$(cat ledger)"'}
  - {name: two, command: 'echo two >> seen; echo two >> "$(cat ledger)"; sleep 1; head -c 4000000 /dev/urandom > large'}
  - {name: three, command: 'echo three >> seen; echo three >> "$(cat ledger)"'}
"""


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    """What is to be done at the end of the test."""
    with ExitStack() as stack:
        yield stack


def _run(mity: Mity, server: Fragile, ending: ExitStack, text: str = "") -> OneRun:
    made = OneRun(mity, server.url, text) if text else OneRun(mity, server.url)
    ending.callback(made.end)
    return made


def test_a_run_waits_while_the_disk_of_the_database_is_full(mity: Mity, server_with: Server, ending: ExitStack) -> None:
    server = server_with(disk_mb=80)
    run = _run(mity, server, ending, LARGE)
    run.worker()
    until(lambda: run.executed("two"), 90)
    ballast = server.fill()
    time.sleep(8)
    assert run.steps() == ["one"]
    ballast.unlink()
    _up(server)
    until(run.over, 200)
    run.well(most_of_two=2)


def test_a_disk_that_stays_full_is_told_with_what_to_do(mity: Mity, server_with: Server, ending: ExitStack) -> None:
    server = server_with(disk_mb=80)
    run = _run(mity, server, ending, LARGE)
    (mity.workspace / "large").write_bytes(b"\0" * 9_000_000)
    ballast = server.fill()
    done = mity("run", "flow.yaml:flow", "--trust", env={"MITY_ENGINE": server.url})
    assert done.code == 1, done.text
    assert "has no room left on its disk" in done.err or "cannot reach the engine" in done.err, done.err
    assert "make some there, then go on" in done.err or "see whether it runs" in done.err, done.err
    ballast.unlink()
    _up(server)
    run.worker()
    until(run.over, 200)
    run.well(most_of_two=1)


def test_a_broken_off_statement_is_given_anew(mity: Mity, server_with: Server, ending: ExitStack) -> None:
    server = server_with()
    run = _run(mity, server, ending)
    run.worker()
    with psycopg.connect(server.url, autocommit=True) as connection:
        others = "FROM pg_stat_activity WHERE application_name = 'mity'"
        while not run.over():
            for call in ("pg_cancel_backend", "pg_terminate_backend"):
                connection.execute(f"SELECT {call}(pid) {others}")
                time.sleep(0.3)
    run.well(most_of_two=2)


def test_a_database_without_a_free_connection_is_waited_for(mity: Mity, server_with: Server, ending: ExitStack) -> None:
    server = server_with("-c max_connections=12 -c superuser_reserved_connections=0")
    run = _run(mity, server, ending)
    taken: list[psycopg.Connection[object]] = []
    with pytest.raises(psycopg.OperationalError):
        while True:
            taken.append(psycopg.connect(server.url))
    told = mity("runs", "list", env={"MITY_ENGINE": server.url})
    assert (told.code, "has no connection left" in told.err, "--concurrency" in told.err) == (1, True, True), told.text
    run.worker()
    until(lambda: "tries again" in run.said.read_text(), 90)
    for connection in taken:
        connection.close()
    until(run.over, 120)
    run.well(most_of_two=1)


def test_what_can_only_be_read_is_told_so(mity: Mity, server_with: Server) -> None:
    server = server_with()
    _read_only(server, "on")
    with pytest.raises(AwayError, match=r"can only be read .*target_session_attrs=read-write"):
        Database(server.url, 0.1).run(lambda connection: connection.execute("SELECT nextval('mity.run_numbers')"))


def test_who_may_not_is_told_whom_to_ask(mity: Mity, server_with: Server) -> None:
    server = server_with()
    database = Database(server.url, 5)
    for role in ("few", "barred"):
        database.run(lambda connection, role=role: connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'"))
    grant(database, "few")
    database.run(lambda connection: connection.execute("REVOKE SELECT ON mity.runs FROM few"))
    rows = {
        ("few", "x"): "by `mity engine migrate --grant ROLE`",
        ("barred", "x"): "by `mity engine migrate --grant ROLE`",
        ("few", "wrong"): "correct user, password and name in its URL",
        ("nobody", "x"): "correct user, password and name in its URL",
    }
    for (role, password), words in rows.items():
        done = mity("runs", "list", env={"MITY_ENGINE": server.url_at(server.port, role, password)})
        assert (done.code, words in done.err, done.err.count("\n")) == (1, True, 1), (role, done.text)
        began = time.monotonic()
        worker = mity("worker", "--once", env={"MITY_ENGINE": server.url_at(server.port, role, password)})
        assert (worker.code, words in worker.err) == (1, True), worker.text
        assert time.monotonic() - began < 30, "what no time mends is not waited for"
    absent = mity("runs", "list", env={"MITY_ENGINE": server.url.rpartition("/")[0] + "/absent"})
    assert (absent.code, 'database "absent" does not exist' in absent.err) == (1, True), absent.text


def test_a_standby_that_became_the_primary_is_written_to(mity: Mity, server_with: Server, ending: ExitStack) -> None:
    """While nobody may write, as between a failover's two halves, a run waits; nothing of it is repeated."""
    server = server_with()
    run = _run(mity, server, ending)
    run.worker()
    until(lambda: run.executed("two"), 90)
    _read_only(server, "on")
    client = mity.start("run", "flow.yaml:flow", "--trust", "--queue", "p", "--detach", env={"MITY_ENGINE": server.url})
    time.sleep(6)
    assert (run.over(), run.steps()) == (False, ["one"])
    _read_only(server, "off")
    assert client.wait(timeout=120) == 0
    until(run.over, 120)
    run.well(most_of_two=2)


def _read_only(server: Fragile, word: str) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {word}")
        connection.execute("SELECT pg_reload_conf()")


def _up(server: Fragile) -> None:
    """Starts a server that gave up when it could write nothing."""
    try:
        psycopg.connect(server.url).close()
    except psycopg.OperationalError:
        time.sleep(2)
        if not server.runs():
            server.start()
