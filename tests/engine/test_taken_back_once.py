"""What a rollback within a run took back is not taken back again by a person; a count is no secret after a stop."""

from __future__ import annotations

import pytest
from own_flow import OwnFlow, lines

from harness import Mity

BAD = {"name": "bad", "command": "test -e ok", "on_failure": "rollback"}


@pytest.mark.slow
def test_an_undo_command_runs_once_for_an_effect(mity: Mity) -> None:
    outside = mity.home / "undone"
    flow = OwnFlow(mity, {"name": "a", "command": "touch made", "undo": f"echo undone >> {outside}"}, BAD)
    flow.run(1)
    assert lines(outside) == ["undone"]
    flow.back()
    assert lines(outside) == ["undone"]


@pytest.mark.slow
def test_one_that_failed_is_tried_again_and_one_whose_step_ran_again_runs_again(mity: Mity) -> None:
    outside, ready = mity.home / "undone", mity.home / "ready"
    undo = f"test -e {ready} && echo undone >> {outside}"
    flow = OwnFlow(mity, {"name": "a", "command": "touch made", "undo": undo}, BAD)
    flow.run(1)
    assert lines(outside) == []
    ready.touch()
    flow.back()
    assert lines(outside) == ["undone"]
    (flow.folder / "ok").touch()
    assert mity("resume", "--trust").code in (0, 4)
    flow.back()
    assert lines(outside) == ["undone"] * 2


@pytest.mark.slow
def test_a_number_of_tokens_survives_a_stop(mity: Mity) -> None:
    give = {"name": "a", "command": "echo tokens=5 > $MITY_OUTPUT", "outputs": ["tokens"]}
    asks = {"name": "ask", "type": "checkpoint", "message": "go on?"}
    flow = OwnFlow(mity, give, asks, {"name": "b", "command": "echo ${{ outputs.tokens }} > used"})
    flow.run(3)
    assert mity("approve", "flow").code == 0
    assert mity("resume", "--trust").code == 0
    assert lines(flow.folder / "used") == ["5"]
