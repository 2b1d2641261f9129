"""Conditions of steps and stages: what is not due is passed over and taints nothing; a wrong condition fails."""

from __future__ import annotations

from pathlib import Path

from fake_stations import FakeStation, document, resume, run_flow
from harness import Mity
from mity import RunState, Stage, Status, Step, Verdict, Workflow, WorkflowContext


def outputs(**values: object) -> FakeStation:
    """A station that sets outputs."""

    def act(context: WorkflowContext) -> None:
        for name, value in values.items():
            context.set_output(name, value)

    return FakeStation("maker", act)


def test_a_step_that_is_not_due_is_skipped_and_taints_nothing(tmp_path: Path) -> None:
    two = FakeStation("two")
    workflow = Workflow("flow").station("maker")
    workflow.add(Stage((Step("two", "two", condition="outputs.n > 3"),)))
    log = run_flow(tmp_path, workflow, outputs(n=3), two)
    assert (log.verdict, two.calls) == (Verdict.PROVEN, 0)
    result = log.results["two"]
    assert (result.status, result.reason, result.message) == (Status.SKIPPED, "condition", "not due: outputs.n > 3")
    assert document(tmp_path)["results"][1]["result"]["claims"] is False


def test_a_step_that_is_due_runs(tmp_path: Path) -> None:
    two = FakeStation("two")
    workflow = Workflow("flow").station("maker")
    workflow.add(Stage((Step("two", "two", condition="outputs.n > 2 && steps.maker.status == 'success'"),)))
    assert run_flow(tmp_path, workflow, outputs(n=3), two).verdict is Verdict.PROVEN
    assert two.calls == 1


def test_a_stage_that_is_not_due_skips_all_of_its_steps(tmp_path: Path) -> None:
    stations = [FakeStation("two"), FakeStation("three")]
    for most in (1, 2):
        workflow = Workflow("flow").station("maker")
        workflow.add(Stage((Step("two", "two"), Step("three", "three")), most, condition="outputs.n == 0"))
        log = run_flow(tmp_path / str(most), workflow, outputs(n=3), *stations)
        assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN)
        assert [log.results[name].reason for name in ("two", "three")] == ["condition", "condition"]
    assert [station.calls for station in stations] == [0, 0]


def test_a_parallel_step_that_is_not_due_leaves_its_siblings_alone(tmp_path: Path) -> None:
    stations = [FakeStation("two"), FakeStation("three")]
    steps = (Step("two", "two", condition="outputs.n == 0"), Step("three", "three"))
    log = run_flow(tmp_path, Workflow("flow").station("maker").add(Stage(steps, 2)), outputs(n=3), *stations)
    assert (log.verdict, [station.calls for station in stations]) == (Verdict.PROVEN, [0, 1])


def test_a_condition_that_cannot_be_read_fails_its_step_and_nothing_runs(tmp_path: Path) -> None:
    for most in (1, 2):
        two, three = FakeStation("two"), FakeStation("three")
        steps = (Step("two", "two", condition="outputs.n < 'x'"), Step("three", "three"))
        workflow = Workflow("flow").station("maker").add(Stage(steps, most))
        log = run_flow(tmp_path / str(most), workflow, outputs(n=3), two, three)
        assert (log.state, log.failed_station(), two.calls) == (RunState.FAILED, "two", 0)
        assert "outputs.n < 'x'" in (log.error or "")


def test_a_stage_condition_that_cannot_be_read_fails_the_run(tmp_path: Path) -> None:
    two = FakeStation("two")
    workflow = Workflow("flow").station("maker").add(Stage((Step("two", "two"),), condition="outputs.n < 'x'"))
    log = run_flow(tmp_path, workflow, outputs(n=3), two)
    assert (log.state, two.calls) == (RunState.FAILED, 0)


def test_a_condition_is_judged_again_when_a_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    workflow = Workflow("flow").add(Stage((Step("ready", command="test -e ready"),)))
    workflow.add(Stage((Step("two", "two", condition="steps.ready.attempts == 2"),)))
    two = FakeStation("two")
    assert run_flow(tmp_path, workflow, two).state is RunState.FAILED
    (tmp_path / "app" / "ready").touch()
    assert resume(tmp_path, two).state is RunState.COMPLETED
    assert two.calls == 1


def test_a_step_that_was_not_due_is_not_judged_again(tmp_path: Path) -> None:
    workflow = Workflow("flow").station("maker").add(Stage((Step("two", "two", condition="outputs.n == 0"),)))
    workflow.add(Stage((Step("last", command="test -e ready"),)))
    two = FakeStation("two")
    assert run_flow(tmp_path, workflow, outputs(n=3), two).state is RunState.FAILED
    (tmp_path / "app" / "ready").touch()
    log = resume(tmp_path, outputs(n=3), two)
    assert (log.state, two.calls, log.attempts.get("two", 0)) == (RunState.COMPLETED, 0, 0)


def test_a_condition_tells_what_was_done_from_what_was_skipped(tmp_path: Path) -> None:
    workflow = Workflow("flow").station("maker").add(Stage((Step("two", "two", condition="outputs.n == 0"),)))
    later = {"success": FakeStation("if-success"), "skipped": FakeStation("if-skipped")}
    for status, station in later.items():
        workflow.add(Stage((Step(station.name, station.name, condition=f"steps.two.status == '{status}'"),)))
    run_flow(tmp_path, workflow, outputs(n=3), FakeStation("two"), *later.values())
    assert [station.calls for station in later.values()] == [0, 1]


def test_variables_of_the_workflow_are_in_the_context_env(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text("""
name: flow
parameters: {who: {default: ann}}
env:
  GREETING: hi ${{ parameters.who }}
  TWICE: ${{ env.GREETING }}, ${{ env.GREETING }}
  LET_IN: null
steps:
  - {name: same, if: env.GREETING == 'hi ann', command: 'test ${{ env.TWICE }} = "$TWICE" && touch same'}
  - {name: let-in, if: env.LET_IN == 'yes' && env.KEPT_OUT == null, command: touch let-in}
""")
    done = mity("run", "flow.yaml", "--json", env={"LET_IN": "yes", "KEPT_OUT": "yes"})
    assert done.code == 0, done.text
    assert (mity.workspace / "same").exists() and (mity.workspace / "let-in").exists()


def test_variables_in_a_circle_have_no_value(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text(
        "name: flow\nenv: {A: '${{ env.B }}', B: '${{ env.A }}'}\nsteps: [{name: a, if: env.A == 'x', command: y}]\n"
    )
    done = mity("run", "flow.yaml", "--json")
    assert done.code == 1 and "env.A has no value here" in done.json["error"]
