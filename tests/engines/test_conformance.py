"""One suite for every place where runs are kept: the same definition ends with the same record and the same files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness import Mity
from mity.engines.database import Database
from mity.engines.drivers import driver_named
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

ORDER = """
name: flow
steps:
  - {name: first, command: 'echo first >> order; echo "n=9" >> "$MITY_OUTPUT"'}
  - {name: large, condition: "outputs.n > 10", command: echo large >> order}
  - {name: small, condition: "outputs.n < 10", command: 'echo small ${{ outputs.n }} >> order'}
"""
LISTS = """
name: flow
stages:
  - name: fan
    parallel: true
    for_each: [c, a, b]
    fail_fast: false
    on_failure: continue
    steps:
      - {name: one, command: 'echo ${{ item }} > one-${{ item }}'}
      - {name: two, command: 'test ${{ item }} != a; echo "k=${{ item }}" >> "$MITY_OUTPUT"'}
  - name: join
    steps: [{name: all, command: 'echo ${{ json(stages.fan.outputs.k) }} ${{ stages.fan.failed }} > all'}]
"""
RETRIES = """
name: flow
steps:
  - name: mended
    command: printf x >> tries; test "$(cat tries)" = xxx
    max_retries: 4
    on_failure: retry
    backoff: {initial: 10ms, jitter: false}
  - name: helped
    command: test -e help
    on_failure: [{name: help, command: touch help}, {retry: 1}]
"""
CALLS = """
name: flow
steps:
  - {name: call, workflow: child, inputs: {n: 3}, outputs: [r]}
  - {name: use, command: 'echo ${{ outputs.r }} > used'}
---
name: child
parameters: {n: {type: integer}}
steps:
  - {name: inner, command: 'echo "r=${{ parameters.n }}!" >> "$MITY_OUTPUT"'}
"""
EVIDENCE = """
name: flow
proof: required
steps:
  - name: test
    command: |
      mkdir -p reports
      echo '<testsuite name="s"><testcase classname="a" name="b"/></testsuite>' > reports/junit.xml
    evidence: {junit: reports/*.xml, changed: [reports/**]}
    ensure: ["steps.test.evidence.tests.passed == 1"]
"""
STALE = """
name: flow
steps:
  - {name: test, command: "true", evidence: {junit: kept.xml}}
"""
ROLLBACK = """
name: flow
steps:
  - {name: before, command: 'echo new > kept.xml; echo made > made', undo: "echo undone >> undo.log"}
  - {name: breaks, command: exit 7, on_failure: rollback}
  - {name: never, command: touch never}
finally: [{command: touch final}]
"""
STATES = """
name: flow
states:
  begin: {command: 'printf x >> visits', next: check}
  check: {command: 'test "$(cat visits)" = xx', next: good, on_failure: {to: begin}}
  good: {final: success}
"""
LATE = """
name: flow
steps:
  - {name: sleeps, command: sleep 60, timeout: 200ms}
  - {name: told, condition: failure(), command: 'echo ${{ failed_step }} > told'}
"""
FAIL_FAST = """
name: flow
stages:
  - name: both
    parallel: true
    steps:
      - {name: bad, command: sleep 0.3; exit 1}
      - {name: long, command: sleep 60; touch never}
"""
GATE = """
name: flow
steps:
  - {name: draft, command: 'echo draft > text'}
  - {name: gate, type: checkpoint, message: Publish?, inputs: {tone: {default: calm}}}
  - {name: publish, command: 'echo ${{ checkpoint.inputs.tone }} ${{ checkpoint.changes }} >> text'}
"""
ELSEWHERE = """
name: flow
stages:
  - name: first
    steps: [{name: begin, command: 'echo begun > begun; echo "n=4" >> "$MITY_OUTPUT"'}]
  - name: fan
    parallel: true
    for_each: [a, b]
    runs_on: gpu
    steps:
      - name: make
        command: 'echo "${{ item }} $(cat begun)" > made-${{ item }}; echo "k=${{ item }}!" >> "$MITY_OUTPUT"'
        evidence: {artefacts: ["made-*"]}
  - name: last
    steps:
      - {name: tries, runs_on: gpu, command: 'printf x >> x; test "$(cat x)" = xx', on_failure: retry}
      - {name: use, command: 'cat made-? x > all; echo ${{ json(stages.fan.outputs.k) }} ${{ outputs.n }} >> all'}
      - {name: breaks, runs_on: gpu, command: 'rm begun; exit 3', on_failure: continue}
"""


@dataclass(frozen=True)
class Row:
    """A definition, how the run is worth in the end, and the answer to its checkpoint if it has one."""

    text: str
    code: int
    verdict: str | None
    answer: tuple[str, ...] = ()


ROWS = {
    "order and conditions": Row(ORDER, 0, "passed"),
    "parallel lists": Row(LISTS, 4, "unproven"),
    "retries": Row(RETRIES, 0, "passed"),
    "sub-workflows": Row(CALLS, 0, "passed"),
    "evidence": Row(EVIDENCE, 0, "proven"),
    "stale evidence": Row(STALE, 1, "failed"),
    "rollback": Row(ROLLBACK, 1, "failed"),
    "state machine": Row(STATES, 0, "passed"),
    "a timeout": Row(LATE, 1, "failed"),
    "cancelled siblings": Row(FAIL_FAST, 1, "failed"),
    "steps elsewhere": Row(ELSEWHERE, 4, "unproven"),
    "an approval": Row(GATE, 0, "passed", ("approve", "--changes", "and short", "--set", "tone=loud")),
    "a rejection": Row(GATE, 1, "failed", ("reject", "--reason", "not yet")),
}
Way = Callable[[Mity, str, Row, Path], Any]


def in_files(mity: Mity, engine: str, row: Row, _: Path) -> Any:
    """The run in the files of its workspace."""
    return _here(mity, row, {})


def in_a_database(mity: Mity, engine: str, row: Row, _: Path) -> Any:
    """The run in this process, its record in a database."""
    return _here(mity, row, {"MITY_ENGINE": engine})


def by_a_worker(mity: Mity, engine: str, row: Row, places: Path) -> Any:
    """The run by a worker of a queue, which has the files from the database alone; what it changed is brought back."""
    env = {"MITY_ENGINE": engine}
    labels = engine.startswith("postgresql")
    workers = [mity.start("worker", "--queue", "q", "--folder", str(places), env=env)]
    if row.text == ELSEWHERE:
        other = ("--queue", "q", "--labels", "gpu") if labels else ("--queue", "q.gpu")
        workers.append(mity.start("worker", *other, "--folder", str(places), env=env))
    try:
        return _here(mity, row, env, "--queue", "q")
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.communicate(timeout=60)


def by_dbos(mity: Mity, engine: str, row: Row, places: Path) -> Any:
    """The same by a worker whose queue is one of DBOS."""
    driver_named("dbos").migrate(Database(engine, 5), "")
    return by_a_worker(mity, f"dbos+{engine}", row, places)


def _here(mity: Mity, row: Row, env: dict[str, str], *queue: str) -> Any:
    done = mity("run", "flow.yaml:flow", "--trust", "--json", *queue, env=env)
    id = done.json["run_id"]
    if row.answer:
        assert done.code == 3, done.text
        verb, *words = row.answer
        assert mity(verb, id, *words, env=env).code == 0
        if queue:  # goes on by itself, and a resume of a failed run would try again
            until(lambda: _shown(mity, id, env)["state"] in ("completed", "failed"))
        if not queue or row.code == 0:
            done = mity("resume", id, "--trust", "--json", env=env)
            assert done.code == row.code, done.text
    else:
        assert done.code == row.code, done.text
    return _shown(mity, id, env)


def _shown(mity: Mity, id: str, env: dict[str, str]) -> Any:
    return mity("runs", "show", id, "--json", env=env).json


def shape(shown: Any, workspace: Path) -> Any:
    """What must be the same wherever a run is kept: all but times, ids and digests."""
    steps = [
        (one["station"], one["result"]["status"], json.dumps(one["result"].get("outputs"), sort_keys=True))
        for one in sorted(shown["results"], key=lambda one: one["station"])
    ]
    files = {
        str(path.relative_to(workspace)): path.read_text()
        for path in sorted(workspace.rglob("*"))
        if path.is_file() and ".mity" not in path.parts
    }
    return {"state": shown["state"], "verdict": shown["verdict"], "steps": steps, "files": files}


@pytest.mark.rotation("stories", of=3)
@pytest.mark.parametrize("name", ROWS)
def test_a_run_ends_alike_wherever_it_is_kept(mity: Mity, tmp_path: Path, engine: str, name: str) -> None:
    ends_alike(mity, tmp_path, engine, name, (in_files, in_a_database, by_a_worker, by_dbos))


def ends_alike(mity: Mity, tmp_path: Path, engine: str, name: str, ways: tuple[Way, ...]) -> None:
    """Asserts that a row of the suite comes to the same by all `ways`, of which the first is that of files."""
    row, shapes = ROWS[name], {}
    for way in ways:
        folder = tmp_path / way.__name__
        folder.mkdir()
        (folder / "flow.yaml").write_text(row.text)
        (folder / "kept.xml").write_text('<testsuite name="s"><testcase classname="a" name="b"/></testsuite>\n')
        one = Mity(folder, mity.home)
        one.env |= mity.env
        shapes[way.__name__] = shape(way(one, engine, row, tmp_path / "places"), folder)
    first = shapes["in_files"]
    assert first["verdict"] == row.verdict, first
    assert [key for key, one in shapes.items() if one != first] == [], shapes
