"""Runs that a database keeps: the same record as files, from any folder, by workers that may die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from harness import Mity
from mity.engines.database import Database
from mity.engines.engine import Engine
from mity.engines.leases import LEASE_S, FencedError, Terms
from mity.engines.migrations import MIGRATIONS, grant, migrate
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

FLOW = """
name: flow
stages:
  - name: fan
    parallel: true
    for_each: [a, b]
    steps:
      - {name: make, command: "echo ${{ item }} > made-${{ item }}"}
  - name: ship
    steps:
      - name: notes
        outputs: [title]
        command: |
          echo "title=$(cat made-* | wc -l) parts" >> "$MITY_OUTPUT"
      - {name: gate, type: checkpoint, message: "Ship ${{ outputs.title }}?"}
      - {name: push, command: "echo ${{ outputs.title }} ${{ checkpoint.changes }} > shipped"}
finally:
  - {command: touch final}
"""
SLOW = """
name: slow
stages:
  - name: all
    steps:
      - {name: one, command: "echo one >> seen"}
      - {name: two, command: "echo two >> seen; sleep 3"}
      - {name: three, command: "echo three >> seen"}
"""


def elsewhere(mity: Mity, tmp_path: Path, name: str) -> Mity:
    """Another user on another machine, as far as files tell."""
    for folder in (tmp_path / name, tmp_path / f"{name}-home"):
        folder.mkdir()
    return Mity(tmp_path / name, tmp_path / f"{name}-home")


def test_a_run_of_one_folder_goes_on_in_another_with_the_same_record(mity: Mity, tmp_path: Path, engine: str) -> None:
    (mity.workspace / "flow.yaml").write_text(FLOW)
    env = {"MITY_ENGINE": engine}
    first = mity("run", "flow.yaml", "--trust", "--json", env=env)
    assert first.code == 3, first.text
    id = first.json["run_id"]
    other = elsewhere(mity, tmp_path, "other")
    assert [row["run_id"] for row in other("runs", "list", "--json", env=env).json["runs"]] == [id]
    shown = other("runs", "show", id, "--json", env=env).json
    assert [row["station"] for row in shown["results"]] == [row["station"] for row in first.json["results"]]
    document = mity.workspace / ".mity" / "logs" / f"{id}.json"
    assert Engine(engine).rows.row(id).document == document.read_bytes()
    assert other("approve", id, "--changes", "with care", env=env).code == 0
    assert "was told this already" in other("approve", id, env=env).err
    done = other("resume", id, "--trust", "--json", env=env)
    assert (done.code, done.json["verdict"]) == (0, "passed"), done.text
    assert (other.workspace / "shipped").read_text() == "2 parts with care\n"
    events = [json.loads(line) for line in other("runs", "events", id, "--json", env=env).out.splitlines()]
    assert [one["seq"] for one in events] == sorted({one["seq"] for one in events}), "each is recorded once"
    late = mity("resume", id, "--trust", env=env)
    assert (late.code, "went on elsewhere" in late.err) == (2, True), late.text
    alone = mity("resume", id, "--trust")
    assert (alone.code, "is kept by an engine" in alone.err) == (5, True), alone.text


def test_a_worker_takes_over_from_one_that_was_killed(mity: Mity, tmp_path: Path, engine: str) -> None:
    (mity.workspace / "slow.yaml").write_text(SLOW)
    env = {"MITY_ENGINE": engine}
    id = mity("run", "slow.yaml", "--trust", "--json", "--queue", "q", "--detach", env=env).json["run_id"]
    words = ("worker", "--queue", "q", "--folder", str(tmp_path / "places"))
    dies = elsewhere(mity, tmp_path, "dies").start(*words, env=env)
    kept = Engine(engine)
    until(lambda: any(b'"one","result"' in line for _, line in kept.rows.events(id)), 60)
    time.sleep(1)  # the second step is under way: its start is recorded with its end
    os.kill(dies.pid, signal.SIGKILL)
    lives = elsewhere(mity, tmp_path, "lives").start(*words, env=env)
    try:
        until(lambda: kept.rows.status(id)[0] == "stopped", 60)
        done = mity("resume", id, "--json", env=env)
        assert (done.code, done.json["verdict"]) == (0, "passed"), done.text
        seen = (mity.workspace / "seen").read_text().split()
        assert (seen[0], seen[-1], seen.count("one"), seen.count("three")) == ("one", "three", 1, 1)
    finally:
        for process in (dies, lives):
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
    assert lives.returncode == 0


def test_a_drained_worker_gives_its_run_back(mity: Mity, tmp_path: Path, engine: str) -> None:
    (mity.workspace / "slow.yaml").write_text(SLOW)
    env = {"MITY_ENGINE": engine}
    id = mity("run", "slow.yaml", "--trust", "--json", "--queue", "q", "--detach", env=env).json["run_id"]
    worker = mity.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"), env=env)
    kept = Engine(engine)
    until(lambda: any(b'"one","result"' in line for _, line in kept.rows.events(id)), 60)
    worker.terminate()
    assert "drained" in worker.communicate(timeout=60)[1]
    assert kept.rows.status(id)[0] == "queued"
    assert list((tmp_path / "places").glob("*")) == []


def test_labels_that_a_worker_lacks_keep_a_run_from_it(mity: Mity, tmp_path: Path, engine: str) -> None:
    (mity.workspace / "slow.yaml").write_text(SLOW)
    env = {"MITY_ENGINE": engine}
    words = ("run", "slow.yaml", "--trust", "--json", "--queue", "q", "--labels", "gpu", "--detach")
    id = mity(*words, env=env).json["run_id"]
    worker = ("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"))
    assert mity(*worker, env=env).code == 0
    assert Engine(engine).rows.status(id)[0] == "queued"
    assert mity("cancel", id, env=env).out == f"run {id} is cancelled\n"
    assert mity("runs", "show", id, "--json", env=env).json["state"] == "cancelled"


def test_a_run_that_killed_its_workers_is_left_alone_until_its_user_tries_again(
    mity: Mity, tmp_path: Path, engine: str
) -> None:
    (mity.workspace / "slow.yaml").write_text(SLOW)
    env = {"MITY_ENGINE": engine}
    id = mity("run", "slow.yaml", "--trust", "--json", "--queue", "q", "--detach", env=env).json["run_id"]
    dead = "status = 'held', holder = 'host:1:a', taken_over = 5, lease_until = clock_timestamp() - interval '1 s'"
    never = "INSERT INTO mity.runs (run_id, status, lease_until) VALUES ('0099-a-bcde', 'held', '2020-01-01')"
    with psycopg.connect(engine, autocommit=True) as connection:
        connection.execute(f"UPDATE mity.runs SET {dead}")
        connection.execute(never)
    words = ("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"))
    assert "takes" not in mity(*words, env=env).err
    status, problem = Engine(engine).rows.status(id)
    assert (status, problem.startswith("its workers died 5 times")) == ("stopped", True)
    assert not Engine(engine).rows.known("0099-a-bcde")
    unfit = mity("resume", id, "--from", "two", env=env)
    assert (unfit.code, "which know nothing of --from" in unfit.err) == (2, True), unfit.text
    client = mity.start("resume", id, "--json", env=env)
    until(lambda: Engine(engine).rows.status(id)[0] == "queued", 60)
    assert "takes run" in mity(*words, env=env).err
    assert (client.communicate(timeout=60)[0].count('"passed"') > 0, client.returncode) == (True, 0)


def test_who_lost_a_run_writes_nothing_more(engine: str) -> None:
    kept = Engine(engine)
    late = kept.rows.create("0001-a-bcde", "a", Terms(), "late")
    kept.rows.append(late, [(1, b"{}")])
    assert kept.rows.beat(late)
    time.sleep(LEASE_S + 0.3)
    assert kept.rows.take("0001-a-bcde", "next").fence == late.fence + 1
    with pytest.raises(FencedError):
        kept.rows.append(late, [(2, b"{}")])
    with pytest.raises(FencedError):
        kept.rows.write(late, b"{}", 2, "{}")
    assert not kept.rows.beat(late)
    assert [seq for seq, _ in kept.rows.events("0001-a-bcde")] == [1]


def test_tables_move_forward_with_what_is_in_them(postgres: str) -> None:
    first = Database(postgres, 5)
    first.run(lambda connection: connection.execute("CREATE DATABASE older"))
    database = Database(postgres.rpartition("/")[0] + "/older", 5)
    assert migrate(database, MIGRATIONS[:1]) == 1
    text = "INSERT INTO mity.runs (run_id, status, document) VALUES ('0001-a-bcde', 'queued', '{}')"
    database.run(lambda connection: connection.execute(text))
    assert migrate(database) == len(MIGRATIONS) - 1
    assert migrate(database) == 0
    assert Engine(database.url).rows.row("0001-a-bcde").problem == ""


def test_the_role_of_workers_changes_no_table(engine: str) -> None:
    database = Database(engine, 5)
    name = f"w{os.getpid()}"
    database.run(lambda connection: connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'x'"))
    grant(database, name)
    place = engine.rpartition("@")[2]
    own = Engine(f"postgresql://{name}:x@{place}")
    own.rows.create("0001-a-bcde", "a", Terms(), "me")
    with psycopg.connect(own.database.url, autocommit=True) as connection:
        for text in (
            "DROP TABLE mity.runs",
            "CREATE TABLE mine (a int)",
            "TRUNCATE mity.events",
            "DELETE FROM mity.blobs",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(text)


def test_a_server_of_ones_own_starts_and_stops(mity: Mity, tmp_path: Path) -> None:
    words = ("--folder", str(tmp_path / "server"))
    up = mity("engine", "up", *words)
    assert up.code == 0, up.text
    url = up.out.strip().removeprefix("export MITY_ENGINE=")
    try:
        assert mity("runs", "list", "--engine", url).out == "no run yet in this workspace\n"
    finally:
        assert mity("engine", "down", *words).out == "stopped; its data stay\n"
    assert subprocess.run(["pgrep", "-f", str(tmp_path / "server")], capture_output=True, check=False).returncode == 1
