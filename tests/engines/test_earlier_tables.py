"""Tables as every earlier mity left them, with runs in them: brought up to date, all goes on as if made today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from engine_fixtures import made_empty
from psycopg import sql

from harness import Mity
from mity.engines.database import Database
from mity.engines.engine import Engine
from mity.engines.migrations import MIGRATIONS, grant, migrate

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.rotation("earlier tables", of=2)]

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
      - {name: gate, type: checkpoint, message: "Ship it?"}
      - {name: push, command: "cat made-* note > shipped"}
"""
TABLES = ("blobs", "runs", "events", "inbox")
VERSIONS = range(1, len(MIGRATIONS))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """The rows of an engine with a run that is due, one that was answered, and one that waits; their ids."""
    folder = tmp_path_factory.mktemp("kept")
    for name in ("work", "home"):
        (folder / name).mkdir()
    url = made_empty(postgres)
    migrate(Database(url, 5))
    mity = Mity(folder / "work", folder / "home")
    (mity.workspace / "flow.yaml").write_text(FLOW)
    (mity.workspace / "note").write_text("dear\n")
    env, ids = {"MITY_ENGINE": url}, []
    for _ in range(2):
        words = ("run", "flow.yaml", "--trust", "--json", "--queue", "q", "--detach")
        ids.append(str(mity(*words, env=env).json["run_id"]))
    assert mity("worker", "--queue", "q", "--once", env=env).code == 0
    assert mity("approve", ids[1], env=env).code == 0
    ids.append(str(mity("run", "flow.yaml", "--json", "--queue", "q", "--detach", env=env).json["run_id"]))
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        found = {name: connection.execute(f"SELECT * FROM mity.{name}").fetchall() for name in TABLES}
    return found, [ids[2], ids[1], ids[0]]


def laid(url: str, version: int, rows: dict[str, list[dict[str, Any]]]) -> Database:
    """A database with the tables of a version and with what of these rows it had columns for."""
    database = Database(url, 5)
    migrate(database, MIGRATIONS[:version])
    with psycopg.connect(url, autocommit=True) as connection:
        for name, some in rows.items():
            text = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'mity' AND table_name = %s"
            known = [str(row[0]) for row in connection.execute(text, (name,)).fetchall()]
            into = sql.SQL(", ").join(map(sql.Identifier, known))
            places = sql.SQL(", ").join(map(sql.Placeholder, known))
            table = sql.Identifier("mity", name)
            for row in some:
                connection.execute(sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(table, into, places), row)
    return database


@pytest.mark.parametrize("version", VERSIONS)
def test_runs_of_earlier_tables_go_on(
    mity: Mity, tmp_path: Path, postgres: str, version: int, kept: tuple[dict[str, list[dict[str, Any]]], list[str]]
) -> None:
    rows, (due, answered, waits) = kept
    url = made_empty(postgres)
    database = laid(url, version, rows)
    env = {"MITY_ENGINE": url}
    role = f"worker_{url.rpartition('/')[2]}"
    database.run(lambda connection: connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'"))
    early = mity("worker", "--queue", "q", "--once", env=env)
    assert (early.code, early.err.count("\n")) == (2, 1), early.text
    assert "are not up to date: `mity engine migrate` does that" in early.err
    done = mity("engine", "migrate", "--engine", url, "--grant", role)
    assert done.code == 0, done.text
    user, place = f"{role}:x", url.rpartition("@")[2]
    worker = mity("worker", "--queue", "q", "--once", env={"MITY_ENGINE": f"postgresql://{user}@{place}"})
    assert worker.code == 0, worker.text
    states = {row["run_id"]: row["state"] for row in mity("runs", "list", "--json", env=env).json["runs"]}
    assert states == {due: "waiting_for_checkpoint", answered: "completed", waits: "waiting_for_checkpoint"}, (
        worker.text
    )
    assert mity("approve", waits, env=env).code == 0
    assert mity("worker", "--queue", "q", "--once", env=env).code == 0
    ended = mity("resume", waits, "--json", "--output", str(tmp_path / "place"), env=env)
    assert (ended.code, ended.json["verdict"]) == (0, "passed"), ended.text
    now = Engine(url).rows.events(waits)
    then = [(row["seq"], bytes(row["line"])) for row in rows["events"] if row["run_id"] == waits]
    assert (now[: len(then)], len(now) > len(then)) == (sorted(then), True), "each is there, and what came since"
    assert [seq for seq, _ in now] == sorted({seq for seq, _ in now})


def test_a_worker_that_was_at_work_when_the_tables_grew_goes_on(mity: Mity, tmp_path: Path, postgres: str) -> None:
    """It is of the earlier version as far as statements tell: none of its columns and tables went."""
    url = made_empty(postgres)
    database = Database(url, 5)
    migrate(database)
    old, newer = Engine(url), (*MIGRATIONS, "ALTER TABLE mity.runs ADD COLUMN later text NOT NULL DEFAULT ''")
    assert migrate(database, newer) == 1
    (mity.workspace / "flow.yaml").write_text(FLOW)
    for words in (("run", "flow.yaml", "--trust", "--queue", "q"), ("worker", "--once"), ("runs", "list")):
        refused = mity(*words, env={"MITY_ENGINE": url})
        assert (refused.code, refused.err.count("\n")) == (1, 1), refused.text
        assert "are those of a newer mity: update mity" in refused.err
    assert not list(mity.workspace.glob(".mity/logs/*.json")), "nothing half begun"
    assert mity("engine", "migrate", "--engine", url).code == 0
    assert old.rows.number() > 0


def test_who_works_while_the_tables_grow_keeps_its_rights(postgres: str) -> None:
    url = made_empty(postgres)
    database = Database(url, 5)
    migrate(database, MIGRATIONS[:4])
    role = f"worker_{url.rpartition('/')[2]}"
    database.run(lambda connection: connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'"))
    with pytest.raises(Exception, match="does not exist"):
        grant(database, role)  # rights to tables that are not there yet
    old = "GRANT SELECT, INSERT, UPDATE, DELETE ON mity.runs, mity.events, mity.inbox TO"
    database.run(lambda connection: connection.execute(f"GRANT USAGE ON SCHEMA mity TO {role}; {old} {role}"))
    assert migrate(database) == len(MIGRATIONS) - 4
    place = url.rpartition("@")[2]
    assert Engine(f"postgresql://{role}:x@{place}").rows.number() > 0
