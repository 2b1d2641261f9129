"""Runs that wait and are ended by a person: they do what they do at any end, and nobody can answer them any more."""

from __future__ import annotations

from typing import Any

import pytest
from own_flow import OwnFlow

from harness import Mity

LAST = [{"command": "touch ended-${{ cancelled() }}"}]
ASKS = {"name": "ask", "type": "checkpoint", "message": "go on?"}


def test_a_run_that_waits_at_a_checkpoint_ends_when_it_is_cancelled(mity: Mity) -> None:
    flow = OwnFlow(mity, ASKS, **{"finally": LAST})
    flow.run(3)
    (flow.folder / "notes.txt").write_text("mine")
    refused = mity("approve", "flow")
    assert refused.code == 2 and "since checkpoint 'ask' was reached (notes.txt), so" in refused.text
    assert mity("cancel", "flow").code == 0
    assert flow.files().keys() >= {"ended-true"}
    refused = mity("approve", "flow")
    assert refused.code == 2 and "waits at no checkpoint: it is cancelled" in refused.text
    shown = mity("runs", "show", "flow").text
    assert "cancelled" in shown and "reject" not in shown


@pytest.mark.slow
def test_so_does_a_called_workflow_that_waits_in_it(mity: Mity) -> None:
    flow = OwnFlow(mity, {"name": "call", "workflow": "kid"}, **{"finally": LAST})
    kid = flow.folder / ".mity" / "workflows" / "kid.yaml"
    kid.write_text("name: kid\nsteps: [{name: a, type: checkpoint, message: m}]\nfinally: [{command: touch kid}]\n")
    flow.run(3)
    assert mity("cancel", "flow").code == 0
    assert flow.files().keys() >= {"ended-true", "kid"}
    keys = [row["station"] for row in mity.log()["results"]]
    assert keys.index("finally/call>1") < keys.index("finally/1")


KID = """name: kid
parameters: {n: {}}
steps: [{name: a, type: checkpoint, message: m}]
finally: [{command: 'echo ${{ parameters.n }} >> ends'}]
"""
"""A workflow that waits, and tells at its end what it was given."""
CALLS = {"name": "call", "workflow": "kid", "inputs": {"n": "${{ item }}"}}
HOLDERS = [
    ({"steps": [{**CALLS, "for_each": ["x", "y"], "max_parallel": 2}]}, ["x", "y"]),
    ({"stages": [{"name": "s", "for_each": ["x", "y"], "parallel": True, "steps": [CALLS]}]}, ["x", "y"]),
    ({"stages": [{"name": "s", "for_each": ["x", "y"], "steps": [CALLS]}]}, ["x"]),
    (
        {
            "stages": [
                {
                    "name": "s",
                    "for_each": ["x"],
                    "steps": [{**CALLS, "for_each": ["p", "q"], "as": "one", "max_parallel": 2}],
                }
            ]
        },
        ["x", "x"],
    ),
    (
        {
            "states": {
                "go": {"workflow": "kid", "inputs": {"n": "only"}, "next": "done"},
                "done": {"final": "success"},
            }
        },
        ["only"],
    ),
    (
        {
            "states": {
                "try": {
                    "command": "test -e tried || { touch tried; exit 1; }",
                    "next": "go",
                    "on_failure": {"to": "try"},
                },
                "go": {"workflow": "kid", "inputs": {"n": "second"}, "next": "done"},
                "done": {"final": "success"},
            }
        },
        ["second"],
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "ends"), HOLDERS)
def test_so_do_called_workflows_that_wait_in_lists_and_states(
    mity: Mity, shape: dict[str, Any], ends: list[str]
) -> None:
    flow = OwnFlow(mity, **shape)
    (flow.folder / ".mity" / "workflows" / "kid.yaml").write_text(KID)
    flow.run(3)
    assert mity("cancel", "flow").code == 0
    assert sorted(flow.files().get("ends", "").split()) == ends


@pytest.mark.slow
def test_and_a_run_that_is_answered_with_abort(mity: Mity) -> None:
    asks = {"name": "a", "command": "exit 3", "on_failure": "escalate"}
    flow = OwnFlow(mity, asks, **{"finally": LAST, "on_failure": [{"command": "touch wrong"}]})
    flow.run(3)
    done = mity("resume", "--choose", "abort")
    assert done.code == 1 and "the same with" not in done.text
    assert {"ended-true"} == {name for name in flow.files() if name.startswith(("ended", "wrong"))}
    (flow.folder / "ended-true").unlink()
    assert flow.run(1, "--on-escalate", "abort")["state"] == "cancelled"
    assert "ended-true" in flow.files()


ASKED: list[tuple[dict[str, Any], tuple[str, ...], str]] = [
    ({"name": "a", "command": "exit 3", "on_failure": "escalate"}, ("resume", "--choose", "abort"), "failure"),
    ({"name": "a", "command": "exit 3", "on_failure": "escalate"}, ("cancel", "flow"), "failure"),
    ({"name": "a", "type": "checkpoint", "message": "m"}, ("cancel", "flow"), "cancelled"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("asks", "ends", "outcome"), ASKED)
def test_what_waited_is_known_to_what_is_done_at_the_end(
    mity: Mity, asks: dict[str, Any], ends: tuple[str, ...], outcome: str
) -> None:
    said = "${{ steps.a.status }} ${{ steps.a.outcome }} ${{ stages.main.status }}"
    flow = OwnFlow(mity, asks, **{"finally": [{"command": f'echo "{said}" > ends'}]})
    flow.run(3)
    mity(*ends)
    assert flow.files()["ends"] == f"cancelled {outcome} failure\n"


@pytest.mark.slow
def test_what_is_not_trusted_is_left_out_and_told(mity: Mity) -> None:
    flow = OwnFlow(mity, ASKS, **{"finally": LAST})
    flow.run(3)
    done = mity("cancel", "flow", env={"XDG_STATE_HOME": str(mity.home / "someone-else")})
    assert done.code == 0 and "is left out: it came with the project" in done.text
    assert "ended-true" not in flow.files()
    assert mity.log()["state"] == "cancelled"
