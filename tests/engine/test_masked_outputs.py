"""What a run cannot go on with when its log does not have it: outputs that hold secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_stations import FakeStation, registry
from mity.engine.hidden_outputs import check_outputs
from mity.engine.order import plan
from mity.errors import LogError
from mity.redaction import MASK
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.runs.result import MASKED, StationResult
from mity.workflow.model import Workflow
from rows import each


@each(
    ("value", "condition", "again", "missing"),
    [
        (MASK, "outputs.v == 'x'", False, True),
        (MASK, "outputs['v'] == 'x'", False, True),
        (MASK, "outputs.vv == 'x'", False, False),
        (MASK, "outputs.n == 'x'", False, False),
        ("known again", "outputs.v == 'x'", False, False),
        (MASK, "outputs.v == 'x'", True, False),
    ],
)
def test_a_step_that_reads_a_masked_output_does_not_run_with_the_mask(
    value: str, condition: str, again: bool, missing: bool
) -> None:
    steps = [{"id": "give", "station": "give"}, {"id": "last", "station": "last", "condition": condition}]
    stages = [{"name": step["id"], "steps": [step]} for step in steps]
    workflow = Workflow.from_json({"id": "flow", "name": "Flow", "parameters": [], "stages": stages})
    planned = list(plan(workflow, registry(FakeStation("give"), FakeStation("last"))).steps())
    log = ExecutionLog("0001-x", workflow, ["give", "last"], WorkflowContext(Path("/nowhere"), "app"))
    result = StationResult.done("well", {"seen": True})
    result.outputs.update({"v": value, "n": 5})
    result.extra[MASKED] = ["v"]
    log.results["give"] = result
    coming = planned if again else planned[1:]
    if missing:
        with pytest.raises(LogError, match="needs the output 'v' of step 'give', which holds a secret"):
            check_outputs(log, coming)
    else:
        check_outputs(log, coming)
