"""The page of an engine: runs of all machines seen live, answered, paused, ended and handed on by one without files."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from engine_page import act, begun, begun_there, elsewhere, shows, steered_there

from harness import Mity
from mity.engines.engine import Engine
from mity.engines.mirror import Mirror
from page import Stream, at, serving, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.rotation("page of an engine", of=2)]

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
      - {name: gate, type: checkpoint, message: "Ship <b>it</b>?"}
      - {name: push, command: "cat made-*; echo ${{ checkpoint.changes }} > shipped"}
"""
WAITS = """
name: waits
steps:
  - {name: first, command: "until test -e one; do sleep 0.05; done"}
  - {name: second, command: "until test -e two; do sleep 0.05; done"}
  - {name: third, command: "until test -e three; do sleep 0.05; done"}
"""


@contextmanager
def working(mity: Mity, env: dict[str, str], folder: Path) -> Iterator[None]:
    """A worker of the queue `q`."""
    process = mity.start("worker", "--queue", "q", "--folder", str(folder), env=env)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def ended(step: str, lines: list[bytes]) -> bool:
    """Whether events tell that a step has ended."""
    return any(b'"step.finished"' in line and step.encode() in line for line in lines)


@pytest.mark.parametrize("kind", ["engine", "dbos_engine"])
def test_runs_of_a_queue_are_steered_from_a_machine_that_has_none_of_their_files(
    mity: Mity, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(kind)
    env = {"MITY_ENGINE": url}
    far = elsewhere(tmp_path)
    queued = ("--queue", "q", "--detach")
    with working(mity, env, tmp_path / "places"), serving(far, "--engine", url, "--port", "0") as page:
        client = page.client()
        run = begun(mity, env, FLOW, *queued)
        until(lambda: shows(client, run, "Ship &lt;b&gt;it&lt;/b&gt;?"))
        listed = client.get("/").text
        assert f'href="{at(run)}"' in listed
        assert "/triggers" not in listed, "triggers are files"
        assert act(client, run, "checkpoint", step="gate", answer="approve", text="with care", go_on="yes") == 303
        until(lambda: shows(client, run, '"mark completed"'))
        assert "approve gate" in client.get(at(run)).text, "who did it is noted"
        durable = mity("runs", "events", run, "--json", env=env).out.splitlines()
        told = Stream(client, run, "1").read(len(durable) - 1)
        assert [one["seq"] for one in told] == [json.loads(line)["seq"] for line in durable][1:], "each once, in order"
        assert mity("resume", run, "--json", env=env).json["verdict"] == "passed"
        assert (mity.workspace / "shipped").read_text() == "with care\n"

        steered_there(mity, client, env, "q")
    assert not list(far.workspace.iterdir())


@pytest.mark.parametrize("kind", ["engine", "dbos_engine"])
def test_runs_begin_on_a_page_that_has_no_files(
    mity: Mity, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(kind)
    env = {"MITY_ENGINE": url}
    far = elsewhere(tmp_path)
    with working(mity, env, tmp_path / "places"), serving(far, "--engine", url, "--port", "0") as page:
        begun_there(mity, page.client(), env, "q")
    assert not list(far.workspace.iterdir())


def test_a_run_without_a_queue_is_answered_there_and_goes_on_where_it_began(
    mity: Mity, tmp_path: Path, engine: str
) -> None:
    env = {"MITY_ENGINE": engine}
    run = begun(mity, env, FLOW)
    with serving(mity, "--engine", engine, "--port", "0") as page:
        client = page.client()
        until(lambda: shows(client, run, "Ship"))
        assert act(client, run, "checkpoint", step="gate", answer="approve", text="", go_on="yes") == 303
        assert shows(client, run, "Answered: the run takes it up when it goes on.")
        assert act(client, run, "resume") == 400
        assert "No queue of this engine has run" in client.get("/workflows").text
        assert client.get("/workflows/flow").status == 404
        assert act(client, run, "replay", step="gate") == 400, "its files are here, and no worker has them"
        done = mity("resume", run, "--trust", "--json", env=env)
        assert (done.code, done.json["verdict"]) == (0, "passed"), done.text
        until(lambda: shows(client, run, '"mark completed"'))
        Engine(engine).rows.database.run(lambda one: one.execute("ALTER TABLE mity.runs RENAME TO away"))
        answer = until(lambda: (one := client.get(at(run))) and one.status != 200 and one)
        assert "what the engine has cannot be shown now" in answer.text


def test_what_a_run_does_is_added_to_its_copy_and_nothing_is_written_anew(
    mity: Mity, tmp_path: Path, engine: str
) -> None:
    (mity.workspace / "flow.yaml").write_text(WAITS)
    process = mity.start("run", "flow.yaml", "--trust", env={"MITY_ENGINE": engine})
    kept = Engine(engine)
    (tmp_path / "copy").mkdir()
    mirror = Mirror(kept, tmp_path / "copy")
    try:
        until(kept.rows.summaries)
        run = kept.rows.summaries()[0][0]
        written = set()
        for step, go in (("first", "one"), ("second", "two")):
            (mity.workspace / go).touch()
            until(lambda step=step: ended(step, [line for _, line in kept.rows.events(run)]))
            assert mirror.look()
            (journal,) = (tmp_path / "copy").rglob("*.journal.jsonl")
            assert ended(step, journal.read_bytes().splitlines())
            written.add((tmp_path / "copy" / ".mity" / "logs" / f"{run}.json").stat().st_ino)
        assert len(written) == 1
    finally:
        for go in ("one", "two", "three"):
            (mity.workspace / go).touch()
        process.communicate(timeout=60)
    assert mirror.look()
    log = json.loads((tmp_path / "copy" / ".mity" / "logs" / f"{run}.json").read_text())
    assert log["state"] == "completed"
