"""States that run for each item of a list, on each visit anew."""

from __future__ import annotations

import pytest
from own_flow import OwnFlow, lines

from harness import Mity

EACH = {
    "for_each": [1, 2, 3],
    "as": "n",
    "if": "n != 2",
    "command": "echo $MITY_STEP ${{ n }} >> ran; echo v=${{ n }}${{ index }} > $MITY_OUTPUT; "
    "test ${{ n }} -ne 3 || test -e ok",
    "next": "sum",
}
SUM = {"command": 'echo "${{ json(steps.each.outputs.v) }} ${{ steps.each.total }}" >> summed', "next": "again"}
AGAIN = {"command": "test -e second || { touch second; exit 1; }", "next": "done", "on_failure": {"to": "each"}}
DONE = {"final": "success"}


@pytest.mark.slow
def test_a_state_runs_for_each_item_on_each_visit_and_goes_on_where_it_failed(mity: Mity) -> None:
    flow = OwnFlow(mity, states={"each": EACH, "sum": SUM, "again": AGAIN, "done": DONE})
    assert flow.run(1)["error"].startswith("step 'each[2]'")
    (flow.folder / "ok").touch()
    assert mity("resume", "--trust").code == 0
    first, second = ["main/each[0] 1", "main/each[2] 3", "main/each[2] 3"], ["main/each#2[0] 1", "main/each#2[2] 3"]
    assert lines(flow.folder / "ran") == [*first, *second]
    assert lines(flow.folder / "summed") == ['["10", null, "32"] 3'] * 2


@pytest.mark.slow
def test_an_item_that_fails_takes_the_edge_of_its_state(mity: Mity) -> None:
    bad = {"command": "touch bad", "next": "done"}
    edges = {"next": "done", "on_failure": {"to": "bad"}, "max_parallel": 2}
    flow = OwnFlow(mity, states={"each": EACH | edges, "bad": bad, "done": DONE})
    flow.run()
    assert "bad" in flow.files()
