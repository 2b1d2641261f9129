"""Actions and recovery steps: their conditions are judged, and what they cannot be is told before the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from own_flow import OwnFlow, lines

from definition import mistakes, read
from harness import Mity
from rows import each


def says(text: str, condition: str) -> dict[str, Any]:
    return {"command": f"echo {text} >> said", "if": condition}


def test_an_action_that_is_not_due_is_passed_over(mity: Mity) -> None:
    flow = OwnFlow(
        mity,
        {"name": "a", "command": "true", "on_success": [says("own", "run.id != ''"), says("no", "run.id == ''")]},
        on_success=[says("no", "failure()"), says("well", "steps.a.status == 'success'")],
        **{"finally": [says("no", "steps.a.status == 'failure'"), says("last", "success()")]},
    )
    document = flow.run()
    assert lines(flow.folder / "said") == ["own", "well", "last"]
    results = {row["station"]: row["result"] for row in document["results"]}
    assert (results["on_success/1"]["status"], results["on_success/1"]["message"]) == ("skipped", "not due: failure()")
    assert results["finally/2"]["status"] == "done"


def test_nor_is_a_recovery_step_run_and_one_that_cannot_be_judged_has_failed(mity: Mity) -> None:
    repairs = [says("no", "env.NOPE == 'x'"), says("repaired", "contains(error, 'exited with')"), "retry"]
    flow = OwnFlow(mity, {"name": "a", "command": "grep -q repaired said", "on_failure": repairs})
    (flow.folder / "said").touch()
    flow.run()
    assert lines(flow.folder / "said") == ["repaired"]
    flow = OwnFlow(mity, {"name": "a", "command": "exit 3", "on_failure": [says("no", "'a' < 1"), "retry"]})
    document = flow.run(1)
    assert "the condition `'a' < 1` cannot be judged" in document["error"]
    assert lines(flow.folder / "said") == ["repaired"]


PLACES = {
    "recovery": "steps: [{{name: a, command: x, on_failure: [{0}, retry]}}]",
    "success": "steps: [{{name: a, command: x, on_success: [{0}]}}]",
    "finally": "steps: [{{name: a, command: x}}]\nfinally: [{0}]",
    "handler": "steps: [{{name: a, command: x, on_failure: h}}]\nerror_handlers: {{h: {{action: {0}}}}}",
}


@each("place", sorted(PLACES))
def test_nobody_is_asked_and_no_workflow_called_in_an_action(tmp_path: Path, place: str) -> None:
    def codes(step: str) -> list[tuple[str, str]]:
        return [(one.code, one.message) for one in mistakes(tmp_path, PLACES[place].format(step))]

    for kind, more in (("checkpoint", "message: m"), ("generate", "command: x")):
        ((code, message),) = codes(f"{{type: {kind}, {more}}}")
        assert code == "wrong-type" and message.startswith(f"a step of `type: {kind}` stands among the steps")
    assert ("wrong-type", "a workflow is called among the steps of a workflow, not behind a failure or at an end") in (
        codes("{workflow: other}")
    )
    assert [code for code, _ in codes("{command: x, for_each: [1]}")] == ["unknown-key"]


def test_an_action_may_still_be_a_step_of_any_other_kind(tmp_path: Path) -> None:
    flow = read(tmp_path, PLACES["finally"].format("{station: build, if: success()}"))
    (step,) = flow.recovery.values()
    assert (step.station, step.condition) == ("build", "success()")
