"""Several questions at once: each answer is for one step, and what was not answered goes on asking."""

from __future__ import annotations

import time

import pytest

from harness import Mity

ASKS = 'on_failure: escalate, command: "echo ran >> {0}.ran; test -e {0}.ok"'
FLOW = f"""
name: flow
stages:
  - name: all
    parallel: true
    steps:
      - {{name: first, {ASKS.format("first")}}}
      - {{name: second, {ASKS.format("second")}}}
      - {{name: third, type: checkpoint, message: go on?}}
"""
ONCE = """
name: flow
stages:
  - name: all
    parallel: true
    steps:
      - {name: pay, once: true, command: "echo paid >> paid; sleep 60"}
      - {name: other, on_failure: escalate, command: "until [ -e paid ]; do sleep 0.01; done; false"}
"""


@pytest.fixture
def ran(mity: Mity) -> Mity:
    """mity where a run waits with two questions and a checkpoint."""
    (mity.workspace / "flow.yaml").write_text(FLOW)
    assert mity("run", "flow.yaml").code == 3
    return mity


def times(mity: Mity, step: str) -> int:
    """How often a step ran."""
    return len((mity.workspace / f"{step}.ran").read_text().splitlines())


def test_an_answer_that_several_questions_offer_needs_the_step(ran: Mity) -> None:
    for words in (["--choose", "retry"], ["--help-text", "look again"], ["--choose", "retry", "--record-only"]):
        done = ran("resume", *words)
        assert done.code == 2, done.text
        assert "waits with several questions: name one by --step: first, second, third" in done.err
    done = ran("resume", "--step", "nowhere", "--choose", "retry")
    assert (done.code, "asks nothing at 'nowhere'" in done.err) == (2, True), done.text
    done = ran("resume", "--step", "first")
    assert (done.code, "give --choose or --help-text as well" in done.err) == (2, True), done.text
    assert (times(ran, "first"), times(ran, "second")) == (1, 1)
    assert "mity resume 0001-flow-" in ran("runs", "show", "1").text
    assert "--step first --choose retry" in ran("runs", "show", "1").text


def test_an_answer_is_for_its_step_and_the_others_go_on_asking(ran: Mity) -> None:
    (ran.workspace / "second.ok").touch()
    done = ran("resume", "--step", "all/second", "--choose", "retry")
    assert done.code == 3, done.text
    assert (times(ran, "first"), times(ran, "second")) == (1, 2)
    assert "? first" in done.out

    done = ran("resume", "--choose", "skip")
    assert done.code == 3, done.text
    assert (times(ran, "first"), times(ran, "second")) == (1, 2), "only one question is left that offers that"
    assert ran("approve", "1", "--anyway").code == 0
    assert ran("resume").code == 4


def test_recorded_answers_are_for_their_steps(ran: Mity) -> None:
    (ran.workspace / "first.ok").touch()
    assert ran("resume", "--step", "first", "--choose", "retry", "--record-only").code == 0
    assert ran("resume").code == 3
    assert (times(ran, "first"), times(ran, "second")) == (2, 1)
    assert ran("resume").code == 3
    assert (times(ran, "first"), times(ran, "second")) == (2, 2), "without any answer what failed runs again"


@pytest.mark.slow
def test_what_may_run_once_is_asked_about_until_somebody_answers(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text(ONCE)
    running = mity.start("run", "flow.yaml")
    paid = mity.workspace / "paid"
    until = time.monotonic() + 30
    while not paid.exists() and time.monotonic() < until:
        time.sleep(0.05)
    running.kill()
    running.wait()
    for _ in range(2):
        done = mity("resume")
        assert done.code == 3, done.text
        assert "it may or may not have happened" in " ".join(done.text.split())
    done = mity("resume", "--choose", "skip")
    assert done.code == 3, done.text
    assert mity("resume", "--choose", "done").code == 4
    assert paid.read_text() == "paid\n"


def test_a_checkpoint_is_named_by_its_address_too(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text(
        "name: flow\n"
        "stages:\n"
        "  - {name: all, for_each: [x, y], parallel: true, steps: [{name: call, workflow: inner}]}\n"
        "---\n"
        "name: inner\n"
        "steps: [{name: look, type: checkpoint, message: look}]\n"
    )
    assert mity("run", "flow.yaml:flow").code == 3
    done = mity("approve", "1", "look")
    assert (done.code, "call[0]>look" in done.err) == (2, True), done.text
    assert mity("approve", "1", "all[1]/call>main/look").code == 0
    assert mity("approve", "1", "call[0]>look").code == 0
    assert mity("resume").code == 0
