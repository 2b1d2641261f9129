"""A called workflow ends by its own rules: its actions, gates and conditions are its own; so do failed steps."""

from __future__ import annotations

import time

import pytest

from harness import Done, Mity

WRITES = "{{command: 'echo {0} >> done'}}"
ENDS = "\n".join(f"{end}: [{WRITES.format(end)}]" for end in ("on_success", "on_failure", "finally"))


def called(mity: Mity, steps: str, more: str = ENDS, name: str = "kid") -> None:
    folder = mity.workspace / ".mity" / "workflows"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(f"name: {name}\nsteps: [{steps}]\n{more}\n")


def run(mity: Mity, text: str) -> Done:
    (mity.workspace / "flow.yaml").write_text(text)
    return mity("run", "flow.yaml", "--trust", "--json")


def done(mity: Mity) -> list[str]:
    return (mity.workspace / "done").read_text().split()


def test_what_a_called_workflow_does_at_its_end_is_done(mity: Mity) -> None:
    called(mity, "{name: k, command: 'true'}")
    called(mity, "{name: k, command: exit 1}", name="bad")
    steps = "{name: a, workflow: kid}, {name: b, workflow: bad, on_failure: continue}"
    ended = run(mity, f"name: flow\nsteps: [{steps}]\nfinally: [{WRITES.format('last')}]\n")
    assert ended.code == 4, ended.text
    assert done(mity) == ["on_success", "finally", "on_failure", "finally", "last"]


def test_what_a_step_that_stands_asked_for_stays_done_when_a_changed_definition_is_accepted(mity: Mity) -> None:
    asks = f"on_success: [{WRITES.format('a')}]"
    flow = f"""
name: flow
steps:
  - {{name: a, command: 'echo v=3 >> "$MITY_OUTPUT"', outputs: [v], {asks}}}
  - {{name: b, command: test -e ok}}
conditions:
  - {{if: v > 2, then: {WRITES.format("more")}}}
  - {{if: v > 1, then: {WRITES.format("less")}}}
finally: [{WRITES.format("last")}]
"""
    assert run(mity, flow).code == 1
    (mity.workspace / "flow.yaml").write_text(flow.replace("-e ok", "! -e ok").replace("echo less", "echo else"))
    went_on = mity("resume", "--accept-changes", "--trust")
    assert went_on.code == 0 and "not in the workflow any more" not in went_on.text, went_on.text
    assert done(mity) == ["a", "more", "less", "last", "else", "last"]


@pytest.mark.slow
def test_it_is_done_for_each_item_and_for_each_attempt(mity: Mity) -> None:
    called(mity, "{name: k, command: 'test $(wc -l < done) -ge 2'}")
    (mity.workspace / "done").write_text("")
    retried = "{name: a, workflow: kid, on_failure: retry, max_retries: 2, backoff: {initial: 10ms}}"
    assert run(mity, f"name: flow\nsteps: [{retried}]").code == 0
    assert done(mity) == ["on_failure", "finally", "on_success", "finally"]
    run(mity, "name: flow\nsteps: [{name: a, for_each: [1, 2], workflow: kid}]")
    assert done(mity)[4:] == ["on_success", "finally"] * 2


@pytest.mark.slow
def test_a_workflow_that_passed_has_ended_and_one_that_failed_ends_again_with_the_resume(mity: Mity) -> None:
    called(mity, "{name: k, command: 'true'}")
    called(mity, "{name: k, command: 'test -e ok'}", name="bad")
    assert run(mity, "name: flow\nsteps: [{name: a, workflow: kid}, {name: b, workflow: bad}]").code == 1
    (mity.workspace / "ok").touch()
    assert mity("resume", "--trust").code == 0
    assert done(mity) == ["on_success", "finally", "on_failure", "finally", "on_success", "finally"]
    keys = {row["station"] for row in mity.log()["results"]}
    assert {"finally/a>1", "on_success/b>1", "finally/b>1"} <= keys and "on_failure/b>1" not in keys


@pytest.mark.slow
def test_gates_of_a_called_workflow_fail_the_step_that_calls_it(mity: Mity) -> None:
    (mity.workspace / "made.xml").write_text('<testsuite tests="1"><testcase classname="a" name="b"/></testsuite>')
    tests = "{name: k, command: cp made.xml report.xml, evidence: {junit: report.xml}}"
    called(mity, tests, "gates: [{metric: tests.collected, min: 2}]")
    ended = run(mity, "name: flow\nsteps: [{name: a, workflow: kid}]")
    assert ended.code == 1
    assert "gate tests.collected: 1 is below 2" in ended.json["error"]


@pytest.mark.slow
def test_conditions_of_both_are_judged(mity: Mity) -> None:
    given = "{name: k, command: 'echo size=3 >> $MITY_OUTPUT', outputs: [size]}"
    rule = "conditions: [{if: size > 2, then: {command: 'echo {0} >> done'}}]"
    called(mity, given, rule.replace("{0}", "kid"))
    inner = given.replace("name: k", "name: own")
    assert (
        run(mity, f"name: flow\nsteps: [{inner}, {{name: a, workflow: kid}}]\n{rule.replace('{0}', 'flow')}").code == 0
    )
    assert done(mity) == ["flow", "kid"]


@pytest.mark.slow
def test_recovery_steps_have_the_variables_of_the_step_that_failed(mity: Mity) -> None:
    ended = run(
        mity,
        """
name: flow
stages:
  - name: s
    env: {B: stage, C: stage}
    on_failure: [{command: 'echo $B-$C-$D >> done', env: {D: own}}]
    steps: [{name: a, env: {C: step}, command: exit 1}]
""",
    )
    assert (ended.code, done(mity)) == (1, ["stage-step-own"])


@pytest.mark.slow
def test_what_is_cut_off_by_an_end_of_the_run_ends_first_the_innermost_before_all(mity: Mity) -> None:
    called(mity, "{name: k, command: 'touch begun; sleep 60'}", f"finally: [{WRITES.format('inner')}]")
    called(mity, "{name: k, workflow: kid}", f"finally: [{WRITES.format('middle')}]", name="middle")
    (mity.workspace / "flow.yaml").write_text(
        f"name: flow\nsteps: [{{name: a, workflow: middle}}]\nfinally: [{WRITES.format('last')}]\n"
    )
    running = mity.start("run", "flow.yaml", "--trust")
    while not (mity.workspace / "begun").exists():
        time.sleep(0.02)
    assert mity("cancel", "1").code == 0
    running.wait(30)
    assert (mity.log()["state"], done(mity)) == ("cancelled", ["inner", "middle", "last"])


@pytest.mark.slow
def test_what_is_cut_off_by_a_failure_beside_it_ends_too_and_again_with_the_resume(mity: Mity) -> None:
    called(mity, "{name: k, command: 'touch begun; test -e ok || sleep 60'}", f"finally: [{WRITES.format('inner')}]")
    bad = "{name: b, command: 'until test -e begun; do sleep 0.05; done; test -e ok'}"
    ended = run(mity, f"name: flow\nstages: [{{name: s, parallel: true, steps: [{{name: a, workflow: kid}}, {bad}]}}]")
    assert (ended.code, done(mity)) == (1, ["inner"]), ended.text
    (mity.workspace / "ok").touch()
    assert mity("resume", "--trust").code == 0
    assert done(mity) == ["inner", "inner"]
