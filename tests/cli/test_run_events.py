"""mity runs events and mity runs diff: what happened in a run, and how two runs differ."""

from __future__ import annotations

import json
import signal
import time
from typing import Any

import pytest
from own_flow import OwnFlow

from harness import Done, Mity

pytestmark = pytest.mark.slow


def rows(done: Done) -> list[dict[str, Any]]:
    assert done.code == 0, done.text
    return [json.loads(line) for line in done.out.splitlines()]


def test_the_events_of_a_run_stay_and_are_one_json_object_a_line(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "echo > a"), ("two", "test -e go"))
    run = flow.run(1)["run_id"]
    (mity.workspace / "go").write_text("")
    assert mity("resume", run, "--trust").code == 0
    found = rows(mity("runs", "events", run, "--json"))
    numbers = [one["seq"] for one in found]
    assert numbers == sorted(set(numbers))
    assert {one["run"] for one in found} == {run}
    assert all({"time", "kind", "address"} <= one.keys() and not {"chain", "document"} & one.keys() for one in found)
    kinds = [(one["kind"], one["address"], one.get("state", "")) for one in found]
    assert [kind for kind in kinds if kind[0] in ("run.state", "step.changed")] == [
        ("run.state", "", "running"),
        ("step.changed", "main/one", ""),
        ("run.state", "", "failed"),
        ("run.state", "", "running"),
        ("run.state", "", "completed"),
    ]
    said = mity("runs", "events", run).out
    assert "step.finished" in said
    assert "a created" in said
    assert mity("runs", "list", "--json").json["runs"][0]["state"] == "completed"


def test_events_are_followed_until_the_run_stops_and_a_kill_loses_none(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"), ("two", "touch began; test -e go || sleep 30"))
    process = mity.start("run", "flow", "--trust")
    while not (mity.workspace / "began").exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    run = flow.mity.log()["run_id"]
    before = rows(mity("runs", "events", run, "--json"))
    (mity.workspace / "began").unlink()
    resumed = mity.start("resume", run, "--trust")
    while not (mity.workspace / "began").exists():
        time.sleep(0.02)
    following = mity.start("runs", "events", run, "--json", "--follow")
    time.sleep(1)
    (mity.workspace / "go").write_text("")
    mity("cancel", run)
    out, err = following.communicate(timeout=60)
    resumed.communicate(timeout=60)
    found = [json.loads(line) for line in out.splitlines()]
    assert found[: len(before)] == before, err
    assert found[-1]["kind"] == "run.state"
    assert found[-1]["state"] == "cancelled"


def test_a_run_without_events_says_where_its_results_are(mity: Mity) -> None:
    assert mity.light().code == 0
    done = mity("runs", "events", mity.log()["run_id"])
    assert (done.code, "mity runs show" in done.err) == (1, True)
    assert [path.name for path in (mity.workspace / ".mity/logs").glob("*.jsonl")] == []


def test_two_runs_are_compared(mity: Mity) -> None:
    parameters = {"who": {"type": "string"}}
    step = {"name": "greet", "command": 'echo "$MITY_INPUT_WHO" > out; echo "said=$MITY_INPUT_WHO" >> "$MITY_OUTPUT"'}
    flow = OwnFlow(mity, parameters=parameters, steps=[{**step, "inputs": {"who": "${{ parameters.who }}"}}])
    one = flow.run(0, "--param", "who=Ann")["run_id"]
    more = {"name": "more", "command": "echo > more"}
    changed = {
        "name": "flow",
        "parameters": parameters,
        "steps": [{**step, "inputs": {"who": "${{ parameters.who }}"}}, more],
    }
    flow.define(changed)
    two = flow.run(0, "--param", "who=Bob")["run_id"]
    data = mity("runs", "diff", one, two, "--json").json
    assert data["runs"] == [one, two]
    assert data["parameters"] == {"who": ["Ann", "Bob"]}
    assert any(line.startswith("+") and "more" in line for line in data["definition"])
    assert data["steps"]["greet"]["outputs"] == {"said": ["Ann", "Bob"]}
    assert data["steps"]["more"]["status"] == [None, "done"]
    assert len(data["steps"]["greet"]["duration_s"]) == 2
    assert data["files"] == {"more": [None, "created"], "out": ["created", "changed"]}
    said = mity("runs", "diff", one, two).out
    assert "parameter who: Ann → Bob" in said
    same = mity("runs", "diff", one, one, "--json").json
    assert (same["definition"], same["parameters"], same["files"]) == ([], {}, {})
