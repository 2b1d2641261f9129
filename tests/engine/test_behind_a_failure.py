"""Loops behind a failure, and how often a step ran that a person had to approve."""

from __future__ import annotations

import pytest
from own_flow import OwnFlow, lines

from harness import Mity

FIRST = {
    "name": "first",
    "steps": [{"name": "make", "command": "test -e ok && echo 'l=[1, 2]' > $MITY_OUTPUT", "outputs": ["l"]}],
}
LOOP = {
    "name": "each",
    "for_each": "${{ steps.make.outputs.l }}",
    "steps": [{"name": "work", "command": "echo ${{ item }} >> worked"}],
}
MIXED = {
    "name": "mixed",
    "for_each": ["x", "y"],
    "steps": [
        {"name": "usual", "command": "touch wrong"},
        {"name": "tidy", "if": "failure()", "command": "echo ${{ item }} >> tidied"},
    ],
}
LAST = {"command": 'echo "${{ steps.work == null }} ${{ steps.usual == null }} ${{ steps.tidy.status }}" > last'}


def test_a_loop_that_is_not_due_behind_a_failure_has_no_result(mity: Mity) -> None:
    flow = OwnFlow(mity, stages=[FIRST, LOOP, MIXED], **{"finally": [LAST]})
    document = flow.run(1)
    assert document["error"].startswith("step 'make'")
    keys = {row["station"] for row in document["results"]}
    assert keys == {"make", "tidy[0]", "tidy[1]", "tidy", "finally/1"}
    assert lines(flow.folder / "last") == ["true true success"]
    assert lines(flow.folder / "tidied") == ["x", "y"]


@pytest.mark.slow
def test_and_is_due_when_the_cause_is_gone(mity: Mity) -> None:
    flow = OwnFlow(mity, stages=[FIRST, LOOP])
    flow.run(1)
    (flow.folder / "ok").touch()
    assert mity("resume", "--trust").code == 0
    assert lines(flow.folder / "worked") == ["1", "2"]


@pytest.mark.slow
def test_a_step_that_waited_for_approval_has_not_run_before(mity: Mity) -> None:
    counted = {"name": "b", "command": "echo $MITY_ATTEMPT ${{ steps.a.attempts }} >> ran"}
    flow = OwnFlow(mity, {"name": "a", "command": "true", "risky": True}, counted, mode="hybrid")
    flow.run(3)
    assert mity("approve", "flow").code == 0
    done = mity("resume", "--trust")
    assert done.code == 0 and "needed 2 attempts" not in done.text
    assert lines(flow.folder / "ran") == ["1 1"]


@pytest.mark.slow
def test_a_recovery_step_sees_how_its_step_failed_and_what_a_person_answered(mity: Mity) -> None:
    tells = 'echo "${{ steps.a.status }} ${{ steps.a.attempts }} ${{ steps.a.error }}" >> told'
    asks = {"name": "b", "type": "checkpoint", "message": "go on?"}
    why = {"command": 'echo "${{ checkpoint.reason }} ${{ checkpoints.b.rejected }} ${{ steps.b.status }}" >> told'}
    first = {"name": "a", "command": "test -e told", "on_failure": [{"command": tells}, "retry"]}
    flow = OwnFlow(mity, first, asks | {"on_failure": [why]})
    flow.run(3)
    assert mity("reject", "flow", "--reason", "late").code == 0
    assert mity("resume", "--trust").code == 1
    assert lines(flow.folder / "told") == ["failure 1 `test -e told` exited with 1", "late true failure"]
