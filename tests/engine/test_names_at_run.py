"""What expressions see while a run is under way: the members that the reference names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from own_flow import OwnFlow, lines

from fake_stations import FakeStation, fail, run_flow, well
from harness import Mity
from mity import Stage, StationResult, Step, Verdict, Workflow, WorkflowContext
from mity.workflow.contexts import EACH, MEMBERS
from mity.workflow.core import Handler, Loop, Policy

TELL = Step("tell", "echo", {"n": "${{ item }}"})


def each(items: list[Any], *steps: Step) -> Workflow:
    return Workflow("flow").add(Stage(steps, name="all", loop=Loop(items)))


def echo(context: WorkflowContext) -> StationResult:
    """Gives its inputs back as outputs; does not take b."""
    for name, value in dict(context.inputs).items():
        context.set_output(name, value)
    return fail(context) if context.inputs.get("n") == "b" else well(context)


def test_a_stage_counts_its_items_or_its_steps(tmp_path: Path) -> None:
    tell = Step("tell", "echo", TELL.inputs, on_failure=(Handler(Policy.CONTINUE),))
    counts = {name: f"${{{{ stages.all.{name} }}}}" for name in ("success", "failed", "total")}
    after = {f"{name}_before": f"${{{{ stages.count.{name} }}}}" for name in ("success", "failed", "total")}
    flow = each(["a", "b", "c"], tell, Step("again", "echo", {"m": "${{ item }}"}))
    flow.add(Stage((Step("sum", "echo", counts),), name="count"))
    flow.add(Stage((Step("last", "echo", after),), name="last"))
    log = run_flow(tmp_path, flow, FakeStation("echo", echo))
    assert log.results["sum"].outputs == {"success": 2, "failed": 1, "total": 3}
    assert log.results["last"].outputs == {"success_before": 1, "failed_before": 0, "total_before": 1}
    empty = run_flow(
        tmp_path, each([], TELL).add(Stage((Step("sum", "echo", counts),), name="count")), FakeStation("echo", echo)
    )
    assert empty.results["sum"].outputs == {"success": 0, "failed": 0, "total": 0}


def test_steps_stages_and_the_run_have_the_members_that_definitions_may_name(tmp_path: Path) -> None:
    found: dict[str, set[str]] = {}

    def look(context: WorkflowContext) -> StationResult:
        found.update({name: set(context.get_input(name)) for name in ("stages", "steps", "run")})
        return well(context)

    wanted = {"stages": "${{ stages.all }}", "steps": "${{ steps.tell }}", "run": "${{ run }}"}
    flow = each(["a"], TELL).add(Stage((Step("look", "look", wanted),), name="look"))
    assert run_flow(tmp_path, flow, FakeStation("echo", echo), FakeStation("look", look)).verdict is Verdict.PROVEN
    assert found == {name: set({**MEMBERS, **EACH}[name]) for name in wanted}


def test_a_step_that_failed_and_was_passed_over_is_told_by_its_outcome(tmp_path: Path) -> None:
    wanted = {name: f"${{{{ steps.{name} }}}}" for name in ("well", "bad", "over", "left")}
    found: dict[str, tuple[Any, ...]] = {}

    def look(context: WorkflowContext) -> StationResult:
        for name in wanted:
            step = context.get_input(name)
            found[name] = (step["status"], step["outcome"], step["error"])
        return well(context)

    flow = Workflow("flow")
    for step in (
        Step("well", "well"),
        Step("bad", "bad", on_failure=(Handler(Policy.CONTINUE),)),
        Step("over", "bad", on_failure=(Handler(Policy.SKIP),)),
        Step("left", "well", condition="1 > 2"),
        Step("look", "look", wanted),
    ):
        flow.add(Stage((step,), name=step.id))
    stations = FakeStation("well"), FakeStation("bad", fail), FakeStation("look", look)
    log = run_flow(tmp_path, flow, *stations)
    assert found == {
        "well": ("success", "success", None),
        "bad": ("failure", "failure", "continued after: it cannot be"),
        "over": ("skipped", "failure", "skipped after: it cannot be"),
        "left": ("skipped", "skipped", None),
    }, log.error


def test_what_must_hold_behind_a_step_sees_which_attempt_it_is(mity: Mity) -> None:
    step = {"name": "a", "command": "echo $MITY_ATTEMPT >> ran", "on_failure": "retry", "backoff": {"initial": "10ms"}}
    flow = OwnFlow(mity, step | {"ensure": ["steps.a.attempts == 2"]})
    flow.run()
    assert lines(flow.folder / "ran") == ["1", "2"]


def test_why_an_item_has_no_value_of_a_step_before_the_loop(mity: Mity) -> None:
    skipped = {"name": "made", "if": "run.id == ''", "command": "true", "outputs": ["m"]}
    flow = OwnFlow(mity, skipped, {"name": "b", "for_each": [1], "command": "echo ${{ outputs.m }}"})
    assert "outputs.m has no value here: step 'made' was skipped" in flow.run(1)["error"]
