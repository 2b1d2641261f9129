"""Steps that are ended by something else: what they say then is no success, and the run knows of them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from own_flow import OwnFlow, lines

from harness import Mity

POLITE = 'touch begun; trap "exit 0" TERM; sleep 61 & wait'
"""A command that says 0 when it is asked to end."""
WAITS = "until test -e begun; do sleep 0.02; done"


def statuses(document: dict[str, Any]) -> dict[str, str]:
    return {row["station"]: row["result"]["status"] for row in document["results"]}


@pytest.mark.slow
def test_a_command_that_says_0_when_its_run_is_too_late_has_not_succeeded(mity: Mity) -> None:
    document = OwnFlow(mity, ("slow", POLITE), timeout="1s").run(1)
    assert statuses(document) == {"slow": "cancelled"}
    assert "took longer than its timeout" in document["error"]


@pytest.mark.slow
def test_nor_has_one_that_its_neighbour_ended_so_a_resume_begins_it_again(mity: Mity) -> None:
    steps = [{"name": "polite", "command": POLITE}, {"name": "bad", "command": f"{WAITS}; test -e ok"}]
    flow = OwnFlow(mity, stages=[{"name": "both", "parallel": True, "steps": steps}])
    assert statuses(flow.run(1)) == {"polite": "cancelled", "bad": "failed"}
    (flow.folder / "ok").touch()
    steps[0]["command"] = "touch again"
    flow.define({"name": "flow", "stages": [{"name": "both", "parallel": True, "steps": steps}]})
    assert mity("resume", "--trust", "--accept-changes").code == 0
    assert (flow.folder / "again").exists()


@pytest.mark.slow
def test_a_cancelled_run_tells_which_steps_it_ended_and_its_last_actions_know(mity: Mity) -> None:
    told = "echo ${{ cancelled() }} ${{ success() }} ${{ failure() }} ${{ steps.one.status }} >> told"
    last = [
        {"command": told},
        {"command": "echo cancelled >> told", "if": "cancelled()"},
        {"command": "echo wrong >> told", "if": "success() || failure()"},
    ]
    kid = mity.workspace / ".mity" / "workflows" / "kid.yaml"
    kid.parent.mkdir(parents=True)
    kid.write_text(
        "name: kid\nsteps: [{name: k, command: sleep 63}]\nfinally: [{command: 'touch kid', if: cancelled()}]"
    )
    steps = [{"name": "one", "command": "touch begun; sleep 61"}, {"name": "two", "workflow": "kid"}]
    flow = OwnFlow(mity, stages=[{"name": "both", "parallel": True, "steps": steps}], **{"finally": last})
    run = mity.start("run", "flow", "--trust", "--quiet")
    _await(flow, "begun")
    assert mity("cancel", "flow").code == 0
    run.communicate(timeout=30)
    document = mity.log()
    assert statuses(document) | {"finally/1": ""} == {
        **dict.fromkeys(("one", "two", "two>k"), "cancelled"),
        "finally/1": "",
        "finally/2": "done",
        "finally/3": "skipped",
        "finally/two>1": "done",
    }
    assert lines(flow.folder / "told") == ["true false false cancelled", "cancelled"]


def _await(flow: OwnFlow, name: str) -> None:
    until = time.monotonic() + 30
    while not (flow.folder / name).exists() and time.monotonic() < until:
        time.sleep(0.02)


BAD = {"name": "bad", "command": f"{WAITS}; touch late; exit 3", "on_failure": "rollback"}


@pytest.mark.slow
def test_a_rollback_does_not_wait_for_what_runs_beside_it(mity: Mity) -> None:
    steps = [{"name": "slow", "command": "touch begun; sleep 64", "undo": "touch undone"}, BAD]
    inner = [{"name": "of_item", "for_each": [1, 2], "max_parallel": 2, "command": "sleep 65"}]
    flow = OwnFlow(mity, stages=[{"name": "all", "parallel": True, "steps": [*steps, *inner]}])
    began = time.monotonic()
    document = flow.run(1)
    assert time.monotonic() - began < 20
    assert statuses(document) == {
        "bad": "failed",
        "slow": "cancelled",
        "of_item": "cancelled",
        "of_item[0]": "cancelled",
        "of_item[1]": "cancelled",
    }
    assert "the files were put back" in document["error"]
    assert not {"begun", "late"} & flow.files().keys()


@pytest.mark.slow
def test_it_waits_where_the_others_are_to_finish(mity: Mity) -> None:
    steps = [{"name": "slow", "command": "touch begun; sleep 1"}, BAD]
    flow = OwnFlow(mity, stages=[{"name": "all", "parallel": True, "fail_fast": False, "steps": steps}])
    assert statuses(flow.run(1)) == {"bad": "failed", "slow": "done"}


@pytest.mark.slow
def test_a_called_workflow_whose_failure_may_be_handled_ends_nothing_beside_its_caller(mity: Mity) -> None:
    flow = OwnFlow(
        mity,
        stages=[
            {
                "name": "all",
                "parallel": True,
                "steps": [
                    {"name": "slow", "command": "touch begun; sleep 1; touch kept"},
                    {"name": "call", "workflow": "kid", "on_failure": "continue"},
                ],
            }
        ],
    )
    kid = flow.folder / ".mity" / "workflows" / "kid.yaml"
    beside = "{name: k, command: sleep 66}"
    bad = f"{{name: bad, command: '{WAITS}; exit 3', on_failure: rollback}}"
    kid.write_text(f"name: kid\nstages: [{{name: s, parallel: true, steps: [{beside}, {bad}]}}]\n")
    document = flow.run(4)
    assert statuses(document)["slow"] == "done"
    assert statuses(document)["call>k"] == "cancelled"
