"""Steps, lists, states and calls within each other: each log is read again wherever the run waits, and at its end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from own_flow import OwnFlow

from harness import Mity

pytestmark = [pytest.mark.slow, pytest.mark.rotation("stories", of=3)]

DONE = {"done": {"final": "success"}}
CALL = {"name": "call", "workflow": "kid"}
LATER = {"name": "later", "command": "echo later >> ends"}
OUTER: dict[str, tuple[dict[str, Any], int]] = {
    "step": ({"steps": [CALL, LATER]}, 1),
    "list of a step": ({"steps": [{**CALL, "for_each": ["a", "b"], "max_parallel": 2}, LATER]}, 2),
    "list of a stage": ({"stages": [{"name": "s", "for_each": ["a", "b"], "steps": [CALL, LATER]}]}, 2),
    "beside another": ({"stages": [{"name": "s", "parallel": True, "steps": [CALL, LATER]}]}, 1),
    "state": (
        {"states": {"go": {"workflow": "kid", "next": "later"}, "later": {"command": "true", "next": "done"}, **DONE}},
        1,
    ),
    "list of a state": ({"states": {"go": {"workflow": "kid", "for_each": [1, 2], "next": "done"}, **DONE}}, 2),
    "generated": (
        {
            "steps": [
                {
                    "name": "plan",
                    "type": "generate",
                    "command": f"cat > $MITY_OUTPUT <<'E'\n{json.dumps({'workflow': {'steps': [CALL]}})}\nE",
                    "outputs": ["workflow"],
                },
                LATER,
            ]
        },
        1,
    ),
}
ASKS = {"name": "ask", "type": "checkpoint", "message": "m"}
LOW = {"name": "low", "steps": [ASKS, {"name": "told", "command": "echo low >> ends"}]}
INNER: dict[str, tuple[dict[str, Any], int]] = {
    "steps": ({"steps": [ASKS]}, 1),
    "list": ({"stages": [{"name": "all", "for_each": [1, 2], "steps": [ASKS]}]}, 2),
    "states": (
        {
            "states": {
                "ask": {"type": "checkpoint", "message": "m", "next": "low"},
                "low": {"workflow": "low", "next": "done"},
                **DONE,
            }
        },
        2,
    ),
}


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("outer", OUTER)
def test_a_run_of_any_shape_waits_and_goes_on(mity: Mity, outer: str, inner: str) -> None:
    (shape, calls), (within, asked) = OUTER[outer], INNER[inner]
    flow = OwnFlow(mity, **shape)
    for called in ({"name": "kid", **within}, LOW):
        (flow.folder / ".mity" / "workflows" / f"{called['name']}.yaml").write_text(json.dumps(called))
    document = flow.run(3)
    answered = 0
    while document["state"] == "waiting_for_checkpoint":
        waiting = [row["station"] for row in document["results"] if row["result"]["status"] == "needs_input"]
        for key in waiting:
            assert mity("approve", "flow", key).code == 0
        answered += len(waiting)
        resumed = mity("resume", "--quiet", "--trust")
        assert resumed.code in (0, 3), resumed.text
        document = mity.log()
    assert (document["state"], answered) == ("completed", calls * asked)
    assert mity("runs", "show", "flow").code == 0 and "unreadable" not in mity("runs", "list").text
    keys = document["stations"]
    assert all(key in keys for row in document["results"] if (key := row["station"]))
    for key in keys:
        if ">" in key:
            assert keys.index(key) > keys.index(key.rpartition(">")[0]), keys
