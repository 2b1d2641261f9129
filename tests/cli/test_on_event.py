"""`on_event`: a command of the workflow reads the events of its runs."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from own_flow import OwnFlow

from harness import Mity

KEEP = "cat >> events.jsonl; echo >> batches"


def events(folder: Path) -> list[dict[str, Any]]:
    path = folder / "events.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_each_event_comes_once_in_order_and_the_end_is_the_last(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"), ("two", "true"), on_event=KEEP)
    run_id = flow.run()["run_id"]
    found = events(flow.folder)
    assert [one["seq"] for one in found if one["kind"] != "note"] == sorted({one["seq"] for one in found})
    assert {one["run"] for one in found} == {run_id}
    assert [(one["kind"], one["address"]) for one in found if one["kind"] == "step.finished"] == [
        ("step.finished", "main/one"),
        ("step.finished", "main/two"),
    ]
    assert (found[-1]["kind"], found[-1]["state"]) == ("run.state", "completed")
    assert len((flow.folder / "batches").read_text().splitlines()) <= 3


@pytest.mark.slow
def test_a_reader_that_fails_or_is_not_there_changes_nothing_and_is_told_once(mity: Mity) -> None:
    OwnFlow(mity, ("one", "true"), ("two", "sleep 1.2"), on_event="no-such-program")
    done = mity("run", "flow", "--trust")
    assert done.code == 0
    assert done.text.count("on_event") == 1 + done.text.count("flow/on_event:"), done.text


@pytest.mark.slow
def test_values_of_secrets_do_not_reach_it(mity: Mity) -> None:
    mity.env["DEPLOY_TOKEN"] = "s3cr3t-value-of-this-test"
    give = {"name": "one", "command": 'echo "said=$DEPLOY_TOKEN" > "$MITY_OUTPUT"', "outputs": ["said"]}
    read = {"name": "two", "command": "true", "if": "steps.one.outputs.said != 'x'"}
    flow = OwnFlow(mity, give, read, env={"DEPLOY_TOKEN": None}, on_event=KEEP)
    flow.run()
    assert [one["value"] for one in events(flow.folder) if one["kind"] == "condition.judged"] == [True]
    assert "s3cr3t" not in (flow.folder / "events.jsonl").read_text()


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_what_a_killed_run_had_not_given_comes_with_the_next_process(mity: Mity) -> None:
    stuck = "test -e ready || { : > hanging; sleep 60; }; " + KEEP  # the reader hangs while the run is killed
    flow = OwnFlow(mity, ("one", "true"), ("two", "test -e ready || sleep 60"), on_event=stuck)
    process = mity.start("run", "flow", "--trust", "--quiet")
    deadline = time.monotonic() + 20
    while not (flow.folder / "hanging").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert events(flow.folder) == []
    (flow.folder / "ready").touch()
    assert mity("resume", "--trust", "--quiet").code == 0
    kinds = [one["kind"] for one in events(flow.folder)]
    assert kinds.count("step.finished") == 2
    numbers = [one["seq"] for one in events(flow.folder)]
    assert numbers == sorted(numbers)


@pytest.mark.slow
def test_a_reader_that_ends_with_an_interrupted_run_is_no_failure(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "sleep 60"), on_event="sleep 60")
    process = mity.start("run", "flow", "--trust")
    deadline = time.monotonic() + 20
    while not any((flow.folder / ".mity" / "logs").glob("*/on_event.jsonl")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=15)
    assert process.returncode == 130, out + err
    assert "on_event:" not in (out + err).replace("flow/on_event:", "")


def test_a_value_in_its_text_is_refused(mity: Mity) -> None:
    OwnFlow(mity, ("one", "true"), on_event="echo ${{ run.id }}")
    done = mity("workflow", "validate")
    assert done.code == 2
    assert "on_event takes no expressions" in done.text


def test_what_is_run_at_the_end_and_for_events_is_shown_before_it_is_trusted(mity: Mity) -> None:
    finally_ = [{"name": "bye", "command": "echo bye-bye"}]
    OwnFlow(mity, ("one", "true"), on_event="cat > /dev/null", **{"finally": finally_})
    done = mity("run", "flow")
    assert done.code == 3
    assert "flow/on_event: cat > /dev/null" in done.text
    assert "echo bye-bye" in done.text
