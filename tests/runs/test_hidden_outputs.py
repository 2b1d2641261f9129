"""An output that holds a secret is not in the log: nothing runs with its mask when the run goes on."""

from __future__ import annotations

import pytest
from own_flow import OwnFlow, lines

from harness import Mity

VALUE = "s3cret-value-of-mine"
GIVE = {"name": "give", "command": "echo v=x$API_TOKEN > $MITY_OUTPUT; echo n=5 >> $MITY_OUTPUT", "outputs": ["v", "n"]}
ASK = {"name": "ask", "type": "checkpoint", "message": "go on?"}


def waiting(mity: Mity, **last: str) -> OwnFlow:
    flow = OwnFlow(mity, GIVE, ASK, {"name": "last", **last}, env={"API_TOKEN": None})
    done = mity("run", "flow", "--trust", "--quiet", env={"API_TOKEN": VALUE})
    assert done.code == 3, done.text
    assert mity("approve", "flow").code == 0
    return flow


@pytest.mark.slow
@pytest.mark.parametrize("read", ["outputs.v", "steps.give.outputs['v']"])
def test_a_run_says_which_output_it_does_not_have_any_more(mity: Mity, read: str) -> None:
    flow = waiting(mity, command=f"echo ${{{{ {read} }}}} > used")
    refused = mity("resume", "--trust", env={"API_TOKEN": VALUE})
    run = mity.log()["run_id"]
    assert refused.code == 2, refused.text
    assert "needs the output 'v' of step 'give'" in refused.text and f"mity resume {run} --from give" in refused.text
    assert "used" not in flow.files()
    assert mity("resume", "--trust", "--from", "give", env={"API_TOKEN": VALUE}).code == 0
    assert lines(flow.folder / "used") == [f"x{VALUE}"]
    assert VALUE not in "".join(path.read_text() for path in (flow.folder / ".mity/logs").rglob("*") if path.is_file())


@pytest.mark.slow
def test_what_reads_none_of_it_goes_on(mity: Mity) -> None:
    flow = waiting(mity, command="echo ${{ outputs.n }} > used")
    assert mity("resume", "--trust").code == 0
    assert lines(flow.folder / "used") == ["5"]
