"""Workers killed around workflows that a run triggers: each is begun once, by whoever takes the run over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moments import moments
from one_run import OneRun

from harness import Mity
from mity.engines.engine import Engine
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.rotation("killed at moments", of=4)]

PARENT = """
name: flow
steps:
  - name: makes
    command: 'echo made > made; echo makes >> "$(cat ledger)"'
    on_success: [{type: trigger_workflow, workflow: first, inputs: {what: "${{ run.id }}"}}]
finally: [{type: trigger_workflow, workflow: last}]
"""
FIRST = """
name: first
parameters: {what: {}}
steps: [{name: a, command: 'test -f made; echo first >> "$(cat ledger)"'}]
on_success: [last-but-one]
"""
OTHER = """
name: {name}
steps: [{{name: a, command: 'test -f made; echo {name} >> "$(cat ledger)"; echo {name} > {name}.txt'}}]
"""
ENDS, NOTED, GIVEN_BACK = "document completed", '"kind":"trigger.ended"', "status stopped"
OF_ALL = ["first", "flow", "last", "last-but-one"]


@pytest.fixture(params=["mity", "dbos"])
def owing(request: pytest.FixtureRequest, mity: Mity) -> Iterator[OneRun]:
    """A run of a queue that triggers two workflows, one of which triggers a third."""
    folder = mity.workspace / ".mity" / "workflows"
    folder.mkdir(parents=True)
    (folder / "first.yaml").write_text(FIRST)
    for name in ("last", "last-but-one"):
        (folder / f"{name}.yaml").write_text(OTHER.format(name=name))
    url = request.getfixturevalue("engine" if request.param == "mity" else "dbos_engine")
    run = OneRun(mity, url, PARENT)
    yield run
    run.end()


def runs(engine: Engine) -> dict[str, list[tuple[str, str]]]:
    """The id and status of each run by its workflow."""
    found: dict[str, list[tuple[str, str]]] = {}
    text = "SELECT workflow_id, run_id, status FROM mity.runs ORDER BY run_id"
    rows: list[Any] = engine.database.run(lambda connection: connection.execute(text).fetchall())
    for name, id, status in rows:
        found.setdefault(str(name), []).append((str(id), str(status)))
    return found


@pytest.mark.parametrize(
    "killed_at",
    [
        pytest.param((ENDS,), id="before its end"),
        pytest.param(("row first",), id="before the first has a row"),
        pytest.param(("begun first", "begun first"), id="before the first has a document, twice"),
        pytest.param((NOTED, "row last"), id="before it is noted, before the next"),
        pytest.param((GIVEN_BACK, "row last-but-one"), id="before it is given back, before the third"),
    ],
)
def test_what_a_run_triggers_is_begun_once_by_whoever_comes_next(owing: OneRun, killed_at: tuple[str, ...]) -> None:
    with moments(owing.url) as at:
        for moment in killed_at:
            at.kill(owing.worker("", "--once"), moment)
        last = owing.worker("", "--once")
        until(lambda: not last.is_alive(), 180)
    said = owing.said.read_text()
    found = runs(owing.engine)
    assert sorted(found) == OF_ALL, said
    assert [status for rows in found.values() for _, status in rows] == ["stopped"] * len(OF_ALL), found
    for rows in found.values():
        owing.id = rows[0][0]
        shown = owing.shown()
        assert shown["state"] == "completed", said
        assert [row["ended"] for row in shown.get("triggered", ()) if row["ended"] != "begun"] == [], said
    assert owing.executed("makes") == 1, said
    assert [owing.executed(name) for name in ("first", "last", "last-but-one")] == [1, 1, 1], said
    brought = owing.mity("resume", found["flow"][0][0], env={"MITY_ENGINE": owing.url})
    assert brought.code == 0, brought.text
    for name in ("last", "last-but-one"):
        assert (owing.mity.workspace / f"{name}.txt").read_text() == f"{name}\n", brought.text


CIRCLE = """
name: flow
steps: [{name: a, command: 'echo a >> "$(cat ledger)"'}]
on_success: [flow]
"""


def test_a_circle_of_triggered_runs_comes_to_an_end(mity: Mity, engine: str) -> None:
    folder = mity.workspace / ".mity" / "workflows"
    folder.mkdir(parents=True)
    (folder / "flow.yaml").write_text(CIRCLE)
    run = OneRun(mity, engine, CIRCLE)
    try:
        worker = run.worker("", "--once")
        until(lambda: not worker.is_alive(), 250)
        assert run.executed("a") == 21, run.said.read_text()
        assert [status for rows in runs(run.engine).values() for _, status in rows] == ["stopped"] * 21
    finally:
        run.end()
