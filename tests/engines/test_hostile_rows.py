"""Rows of an engine that another role of its database wrote: no name of theirs is a path, no content ends mity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness import Mity
from mity.engines.address import EngineError
from mity.engines.engine import Engine
from mity.engines.leases import Lease
from mity.engines.mirror import Mirror
from mity.engines.read_rows import StrangeRow, document_of, event_of, message_of, summary_of
from mity.engines.taking import take_next
from mity.runs.references import is_id
from rows import each

NAMES = (
    *("0001-x/../../../outside/x-abcd", "/outside/0001-x-abcd", "../0001-x-abcd", "0001-a\nb-abcd", "--help", "."),
    *(f"0001-{'x' * 300}-abcd", "0001-\x1b[2J-abcd", "0001-x\\y-abcd", "", "0001-\u202ex-abcd", "0001-x-abcd\n"),
)
DOCUMENTS = (
    *(
        b"\xff\xfe",
        b"{",
        b"[]",
        b"{}",
        b"[" * 20_000,
        b'{"context": 7}',
        b"null",
        "{}".encode("utf-16"),
        b'{"context": {"workspace": 7}}',
    ),
    b'{"context": {"workspace": "/", "output_path": "/"}, "stations": 7, "results": []}',
)
EVENT = {"seq": 7, "time": "2026-01-01T00:00:00Z", "kind": "note"}
LINES = (
    *(b"\xff", b"{", b"", b"[]", b"null", json.dumps(EVENT).encode() + b"\n{}", b"{}", b"[" * 20_000),
    *(json.dumps({**EVENT, name: value}).encode() for name, value in (("seq", "7"), ("kind", []), ("time", 1))),
)


@each("name", NAMES)
def test_a_name_that_is_a_path_or_more_is_no_run(name: str) -> None:
    assert not is_id(name)
    with pytest.raises(EngineError, match="nothing of it is done here"):
        Lease(name, 1)


def test_what_mity_never_wrote_is_an_error_in_a_sentence() -> None:
    for data in DOCUMENTS:
        with pytest.raises(StrangeRow, match="document of run"):
            document_of("0001-x-abcd", data)
    for line in LINES:
        with pytest.raises(StrangeRow, match="event 7 of run"):
            event_of("0001-x-abcd", 7, line)
    for text in ("", "{", "[]", "{}", '{"state": 7, "workflow_id": "x"}', "\ud800"):
        assert summary_of("0001-x-abcd", text)["state"] == "unreadable"
    for name, data in (("n" * 500, "{}"), ("", "{}"), ("gate", "{"), ("gate", "[]")):
        assert message_of(name, data) is None
    assert event_of("0001-x-abcd", 7, json.dumps(EVENT).encode()) == EVENT


class Begun:
    """Two runs of an engine; the first one is `run`."""

    def __init__(self, mity: Mity, url: str) -> None:
        self.mity, self.url = mity, url
        (mity.workspace / "flow.yaml").write_text("name: flow\nsteps: [{name: one, command: 'exit 1'}]\n")
        self.run, self.other = (self._began() for _ in range(2))
        self.engine = Engine(url)

    def _began(self) -> str:
        return str(self.mity("run", "flow.yaml", "--trust", "--json", env={"MITY_ENGINE": self.url}).json["run_id"])

    def say(self, *words: str) -> Any:
        done = self.mity(*words, env={"MITY_ENGINE": self.url})
        assert done.code in (0, 1, 2, 3), done.text
        return done

    def change(self, text: str, *words: Any) -> None:
        """Changes rows without the keys and triggers that mity's tables have."""

        def work(connection: Any) -> None:
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")
                connection.execute(text, words)

        self.engine.database.run(work)


@pytest.fixture
def begun(mity: Mity, engine: str) -> Begun:
    return Begun(mity, engine)


def mirrored(begun: Begun, folder: Path) -> set[str]:
    """The documents that the page of an engine would show."""
    mirror = Mirror(begun.engine, folder)
    while not mirror.look():
        pass
    return {path.stem for path in (folder / ".mity" / "logs").glob("*.json")}


@pytest.mark.slow
def test_a_run_that_is_called_like_a_path_is_nowhere(begun: Begun, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "x-abcd" / "inbox").mkdir(parents=True)
    (outside / "x-abcd.json").write_text("mine")
    before = sorted(outside.rglob("*"))
    for number, name in enumerate((f"0001-x/../../../../../{outside.name}/x-abcd", f"{outside}/x-abcd")):
        begun.change("UPDATE mity.runs SET run_id = %s WHERE run_id = %s", name, begun.run)
        begun.change("UPDATE mity.events SET run_id = %s WHERE run_id = %s", name, begun.run)
        begun.change("UPDATE mity.runs SET queue = 'q', status = 'queued' WHERE run_id = %s", name)
        assert mirrored(begun, tmp_path / "a" / "b" / str(number)) == {begun.other}
        assert take_next(begun.engine.database, "q", (), "me") is None
        assert [row["run_id"] for row in begun.say("runs", "list", "--json").json["runs"]] == [begun.other]
        for verb in (["runs", "show"], ["runs", "events"], ["resume"], ["cancel"]):
            assert begun.say(*verb, name).code in (1, 2)
        begun.run = name
    assert sorted(outside.rglob("*")) == before and (outside / "x-abcd.json").read_text() == "mine"


@pytest.mark.slow
def test_one_run_that_cannot_be_read_keeps_none_of_the_others_from_it(begun: Begun, tmp_path: Path) -> None:
    begun.change("UPDATE mity.runs SET summary = '[]' WHERE run_id = %s", begun.run)
    rows = begun.say("runs", "list", "--json").json["runs"]
    assert {row["run_id"]: row["state"] for row in rows} == {begun.run: "unreadable", begun.other: "failed"}
    begun.change("UPDATE mity.runs SET summary = '[]', base = 'no digest' WHERE run_id = %s", begun.run)
    pruned = begun.say("engine", "prune", "--older-than", "0s", "--dry-run")
    assert pruned.code == 1 and "lost the content" in pruned.err, pruned.text
    begun.change("UPDATE mity.runs SET base = '' WHERE run_id = %s", begun.run)
    assert begun.say("engine", "prune", "--older-than", "0s", "--unfinished", "--dry-run").code == 0
    for name in ("n" * 500, "gate"):
        begun.change("INSERT INTO mity.inbox (run_id, name, data) VALUES (%s, %s, '[')", begun.run, name)
    assert begun.say("runs", "show", begun.run).code == 0
    begun.change("INSERT INTO mity.events (run_id, seq, fence, line) VALUES (%s, 90000, 1, 'x')", begun.run)
    assert "event 90000" in begun.say("runs", "events", begun.run).err
    assert mirrored(begun, tmp_path / "a") >= {begun.other}
    begun.change("UPDATE mity.runs SET document = '{}' WHERE run_id = %s", begun.run)
    for verb in (["runs", "show"], ["resume"], ["rollback"], ["approve"]):
        assert begun.say(*verb, begun.run).code in (1, 2)
    assert begun.say("runs", "show", begun.other).code == 0
