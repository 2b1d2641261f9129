"""Runs whose queue is one of DBOS: workers that die or are drained, answers from elsewhere, what is offered once."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from postgres import server

from harness import Mity
from mity.engines.database import Database
from mity.engines.drivers import Due, driver_named
from mity.engines.due import take_offered
from mity.engines.engine import Engine
from mity.engines.leases import MOST_TAKEN_OVER, Terms
from mity.engines.migrations import migrate
from mity.engines.rows import QUEUED
from mity.engines.taking import take_next
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SLOW = """
name: slow
steps:
  - {name: one, command: "echo one >> seen"}
  - {name: two, command: "echo two >> seen; sleep 3"}
  - {name: three, command: "echo three >> seen"}
"""
GATE = """
name: gate
steps:
  - {name: make, command: "echo made > made"}
  - {name: gate, type: checkpoint, message: "Ship?"}
  - {name: push, command: "echo ${{ checkpoint.changes }} > shipped"}
"""


def workflows(engine: Engine) -> dict[str, str]:
    """The workflows of DBOS with their states."""
    text = "SELECT workflow_uuid, status FROM dbos.workflow_status"
    rows: list[Any] = engine.database.run(lambda connection: connection.execute(text).fetchall())
    return {str(name): str(status) for name, status in rows}


def at_work(mity: Mity, tmp_path: Path, name: str, env: dict[str, str]) -> subprocess.Popen[str]:
    """A worker of another user, as far as files tell."""
    for folder in (tmp_path / name, tmp_path / f"{name}-home"):
        folder.mkdir()
    one = Mity(tmp_path / name, tmp_path / f"{name}-home")
    return one.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"), env=env)


def handed_over(mity: Mity, env: dict[str, str], *more: str) -> str:
    (mity.workspace / "flow.yaml").write_text(SLOW)
    words = ("run", "flow.yaml", "--trust", "--json", "--queue", "q", "--detach", *more)
    return str(mity(*words, env=env).json["run_id"])


def ended(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    return str(process.communicate(timeout=400)[1])


def begun(kept: Engine, id: str) -> None:
    until(lambda: any(b'"one","result"' in line for _, line in kept.rows.events(id)), 120)


def test_a_killed_worker_is_noticed_and_dbos_has_another_go_on(mity: Mity, tmp_path: Path, dbos_engine: str) -> None:
    env, kept = {"MITY_ENGINE": dbos_engine}, Engine(dbos_engine)
    lives = at_work(mity, tmp_path, "lives", env)
    assert "works on queue" in lives.stderr.readline()  # type: ignore[union-attr]
    os.kill(lives.pid, signal.SIGSTOP)
    dies = at_work(mity, tmp_path, "dies", env)
    id = handed_over(mity, env)
    begun(kept, id)
    time.sleep(1)  # the second step is under way: its start is recorded with its end
    os.kill(lives.pid, signal.SIGCONT)
    os.kill(dies.pid, signal.SIGKILL)
    try:
        until(lambda: kept.rows.status(id)[0] == "stopped", 120)
        done = mity("resume", id, "--json", env=env)
        assert (done.code, done.json["verdict"]) == (0, "passed"), done.text
        seen = (mity.workspace / "seen").read_text().split()
        assert (seen[0], seen[-1], seen.count("one"), seen.count("three")) == ("one", "three", 1, 1)
        until(lambda: workflows(kept) == {f"{id}.1": "SUCCESS"}, 30)
    finally:
        dies.communicate(timeout=120)
        said = ended(lives)
    assert f"the worker of run {id} is gone" in said
    assert f"takes over run {id}" in said


def test_a_drained_worker_gives_its_run_to_the_next_one(mity: Mity, tmp_path: Path, dbos_engine: str) -> None:
    env, kept = {"MITY_ENGINE": dbos_engine}, Engine(dbos_engine)
    id = handed_over(mity, env)
    first = at_work(mity, tmp_path, "first", env)
    begun(kept, id)
    assert "drained" in ended(first)
    assert first.returncode == 0
    assert kept.rows.status(id)[0] == QUEUED
    assert workflows(kept) == {f"{id}.1": "SUCCESS", f"{id}.2": "ENQUEUED"}
    once = mity("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"), env=env)
    assert (once.code, "nothing more is due" in once.err) == (0, True), once.text
    assert mity("runs", "show", id, "--json", env=env).json["verdict"] == "passed"
    assert set(workflows(kept).values()) == {"SUCCESS"}


def test_an_answer_from_elsewhere_makes_it_due_and_a_cancelled_one_is_not(
    mity: Mity, tmp_path: Path, dbos_engine: str
) -> None:
    env = {"MITY_ENGINE": dbos_engine}
    worker = at_work(mity, tmp_path, "worker", env)
    other = Mity(tmp_path / "worker", tmp_path / "worker-home")
    try:
        (mity.workspace / "gate.yaml").write_text(GATE)
        waits = mity("run", "gate.yaml", "--trust", "--json", "--queue", "q", env=env)
        assert waits.code == 3, waits.text
        id = waits.json["run_id"]
        assert other("approve", id, "--changes", "with care", env=env).code == 0
        done = mity("resume", id, "--json", env=env)
        assert (done.code, done.json["verdict"]) == (0, "passed"), done.text
        assert (mity.workspace / "shipped").read_text() == "with care\n"
        assert [row["run_id"] for row in other("runs", "list", "--json", env=env).json["runs"]] == [id]
    finally:
        ended(worker)
    late = handed_over(mity, env)
    assert other("cancel", late, env=env).out == f"run {late} is cancelled\n"
    assert mity("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"), env=env).code == 0
    assert mity("runs", "show", late, "--json", env=env).json["state"] == "cancelled"
    assert not (mity.workspace / "seen").exists()


def test_a_run_is_offered_with_its_row_once_by_any_mity(dbos_engine: str) -> None:
    kept = Engine(dbos_engine.removeprefix("dbos+"))
    lease = kept.rows.create("0001-a-bcde", "a", Terms("q", (), 7, "dbos"), "me")
    kept.rows.write(lease, b"{}", 1, "{}")
    kept.rows.release(lease, QUEUED)
    kept.rows.release(lease, QUEUED)
    assert workflows(kept) == {"0001-a-bcde.1": "ENQUEUED"}
    assert take_next(kept.database, "q", ["linux"], "of mity itself") is None
    taken = take_offered(kept.rows, "0001-a-bcde", "next").lease
    assert taken is not None and taken.fence == 2
    assert take_offered(kept.rows, "0001-a-bcde", "other").held
    with pytest.raises(ZeroDivisionError), kept.database.run(lambda connection: connection.transaction()):
        kept.database.run(lambda connection: driver_named("dbos").offer(connection, Due("0001-a-bcde", 9, "q", 0)))
        raise ZeroDivisionError
    assert len(workflows(kept)) == 1, "an offer is undone with what it belongs to"


def test_a_run_that_kills_its_workers_is_stopped_with_the_reason(dbos_engine: str) -> None:
    kept = Engine(dbos_engine)
    kept.rows.write(kept.rows.create("0001-a-bcde", "a", Terms("q", (), 0, "dbos"), "me"), b"{}", 1, "{}")
    text = "UPDATE mity.runs SET taken_over = %s, lease_until = clock_timestamp() - make_interval(secs => 1)"
    kept.database.run(lambda connection: connection.execute(text, (MOST_TAKEN_OVER,)))
    offered = take_offered(kept.rows, "0001-a-bcde", "next")
    assert (offered.lease, offered.held) == (None, False)
    status, problem = kept.rows.status("0001-a-bcde")
    assert (status, "died 5 times" in problem) == ("stopped", True)
    assert kept.rows.queue_again("0001-a-bcde")
    assert take_offered(kept.rows, "0001-a-bcde", "next").lease is not None


def test_a_run_whose_offer_was_never_made_is_found(mity: Mity, tmp_path: Path, dbos_engine: str) -> None:
    env, kept = {"MITY_ENGINE": dbos_engine}, Engine(dbos_engine)
    id = handed_over(mity, env)
    text = (
        "UPDATE mity.runs SET status = 'held', holder = 'gone', lease_until = clock_timestamp() - interval '1 second'"
    )
    kept.database.run(lambda connection: connection.execute(text))
    kept.database.run(lambda connection: connection.execute("DELETE FROM dbos.workflow_status"))
    worker = mity("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"), env=env)
    assert worker.code == 0, worker.text
    assert mity("runs", "show", id, "--json", env=env).json["verdict"] == "passed"


def test_a_worker_ends_when_it_is_told_to_though_its_database_is_gone(mity: Mity, tmp_path: Path) -> None:
    with server() as url:
        database = Database(url, 5)
        migrate(database)
        driver_named("dbos").migrate(database, "")
        database.close()
        worker = at_work(mity, tmp_path, "worker", {"MITY_ENGINE": f"dbos+{url}"})
        assert "works on queue" in worker.stderr.readline()  # type: ignore[union-attr]
        text = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'dbos_transact_client'"  # that of `Recovery`
        until(lambda: database.run(lambda connection: connection.execute(text).fetchone()), 120)
        database.close()
    assert "drained" in ended(worker)
    assert worker.returncode == 0
