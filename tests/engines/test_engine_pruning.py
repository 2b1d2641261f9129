"""Runs that are over go from an engine with all that only they had, and nothing that anybody still needs."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from harness import Mity
from mity.engines.blobs import digest_of
from mity.engines.database import Database
from mity.engines.engine import Engine
from mity.engines.manifest import manifest_of
from mity.engines.migrations import grant
from mity.engines.pruning import prune

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

WRITES = """
name: writes
parameters: {text: {type: string}}
steps:
  - {name: write, command: 'echo "$TEXT" > written', env: {TEXT: "${{ parameters.text }}"}}
"""
ASKS = """
name: asks
steps:
  - {name: before, command: "echo before > brought"}
  - {name: gate, type: checkpoint, message: Go on?}
  - {name: after, command: "echo after > brought"}
"""


def wrote(mity: Mity, engine: str, text: str) -> str:
    """A run that is over and wrote a text; its id."""
    (mity.workspace / "writes.yaml").write_text(WRITES)
    done = mity("run", "writes.yaml", "--trust", "--json", "--param", f"text={text}", env={"MITY_ENGINE": engine})
    assert done.code == 0, done.text
    return str(done.json["run_id"])


def days_pass(engine: str) -> None:
    """All contents were used two days earlier."""
    Database(engine, 5).run(lambda one: one.execute("UPDATE mity.blobs SET at = at - interval '2 days'"))


def contents(engine: str) -> set[str]:
    """The digests of all contents."""
    rows = Database(engine, 5).run(lambda one: one.execute("SELECT digest FROM mity.blobs").fetchall())
    return {str(row[0]) for row in rows}


def test_a_content_that_comes_again_is_used_whether_it_was_asked_for_or_sent(engine: str) -> None:
    blobs = Engine(engine).blobs
    small, large = ({digest_of(data): data} for data in (b"small", b"large" * 20_000))
    for some in (small, large):
        blobs.add(some)
    days_pass(engine)
    for some in (small, large):
        blobs.add(some)
    kept = Engine(engine)
    assert prune(kept, 0).contents == 0
    days_pass(engine)
    assert prune(kept, 0).contents == 2, "unless a day goes by"


def test_what_only_runs_had_that_are_over_goes_with_them(mity: Mity, tmp_path: Path, engine: str) -> None:
    env = {"MITY_ENGINE": engine}
    first, second, third = (wrote(mity, engine, text) for text in ("first", "second", "third"))
    tree = Engine(engine).rows.row(first).tree
    told = mity("engine", "prune", "--keep", "1", "--json", env=env).json
    assert (told["removed"], told["contents"]) == ([first, second], 0), "they were used a moment ago"
    days_pass(engine)
    planned = mity("engine", "prune", "--older-than", "0s", "--keep", "1", "--dry-run", "--json", env=env).json
    before = contents(engine)
    done = mity("engine", "prune", "--older-than", "0s", "--keep", "1", "--json", env=env).json
    assert {**planned, "dry_run": False} == done
    assert done["contents"] == len(before) - len(contents(engine)) > 0
    assert not {tree, digest_of(b"first\n")} & contents(engine)
    assert [row["run_id"] for row in mity("runs", "list", "--json", env=env).json["runs"]] == [third]
    (tmp_path / "far").mkdir()
    undone = Mity(tmp_path / "far", tmp_path)("rollback", third, "--trust", env=env)
    assert undone.code == 0, undone.text
    assert (tmp_path / "far" / "written").read_text() == "second\n"


def test_what_can_go_on_stays_with_the_list_that_a_folder_goes_by(mity: Mity, tmp_path: Path, engine: str) -> None:
    env = {"MITY_ENGINE": engine}
    (mity.workspace / "asks.yaml").write_text(ASKS)
    worker = mity.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"), env=env)
    try:
        waits = mity("run", "asks.yaml", "--trust", "--queue", "q", "--json", env=env)
        assert waits.code == 3, waits.text
        run = waits.json["run_id"]
        days_pass(engine)
        assert mity("engine", "prune", "--older-than", "0s", "--json", env=env).json["removed"] == []
        (tmp_path / "elsewhere").mkdir()
        other = Mity(tmp_path / "elsewhere", tmp_path)
        assert other("approve", run, env=env).code == 0
        assert other("resume", run, env=env).code == 0
        days_pass(engine)
        pruned = mity("engine", "prune", "--keep", "1", "--json", env=env).json
        assert pruned["removed"] == []
        came = mity("resume", run, "--json", env=env)
        assert (came.code, "stays" in came.err) == (0, False), came.err
        assert (mity.workspace / "brought").read_text() == "after\n"
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=60)
    assert mity("engine", "prune", "--older-than", "0s", "--json", env=env).json["removed"] == [run]


def test_what_is_asked_for_is_not_removed_before_it_is_named(engine: str) -> None:
    kept = Engine(engine)
    data = {digest_of(text): text for text in (b"one", b"two")}
    kept.blobs.put(data)
    days_pass(engine)
    assert kept.blobs.missing([digest_of(b"one")]) == set()
    assert prune(kept, 0.0).contents == 1
    assert kept.blobs.missing(data) == {digest_of(b"two")}
    with pytest.raises(Exception, match="has lost the content"):
        manifest_of(kept.blobs, digest_of(b"two"))


def test_the_role_of_workers_removes_no_contents(mity: Mity, engine: str) -> None:
    name = f"p{os.getpid()}"
    database = Database(engine, 5)
    database.run(lambda connection: connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'x'"))
    grant(database, name)
    theirs = f"postgresql://{name}:x@{engine.rpartition('@')[2]}"
    wrote(mity, theirs, "as a worker")
    days_pass(engine)
    wrote(mity, theirs, "as a worker")
    refused = mity("engine", "prune", "--older-than", "0s", env={"MITY_ENGINE": theirs})
    assert (refused.code, "by the role that made the tables" in refused.text) == (2, True), refused.text
    unsaid = mity("engine", "prune", env={"MITY_ENGINE": engine})
    assert (unsaid.code, "say which runs may go" in unsaid.text) == (2, True), unsaid.text
