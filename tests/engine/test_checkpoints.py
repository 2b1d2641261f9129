"""Checkpoints: waiting without a process, answers from other processes, expiry, and what approval is about."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from fake_stations import FakeStation, document_path, registry, resume, run_flow
from mity import ExecutionLog, RunState, Stage, Step, Verdict, Workflow, WorkflowExecutor
from mity.engine.scope import RunScope
from mity.errors import UsageError
from mity.operations.answers import answer, ask
from mity.runs.report import exit_code
from mity.workflow.core import Handler, Loop, Policy
from mity.workflow.parts import Checkpoint

APPROVE, REJECT = {"answer": "approve"}, {"answer": "reject", "reason": "not today"}


def gated(checkpoint: Checkpoint, *after: Step, on_failure: tuple[Handler, ...] | None = None) -> Workflow:
    step = Step("gate", checkpoint=checkpoint, on_failure=on_failure)
    return Workflow("flow").station("one").add(Stage((step,), name="check")).add(Stage(after or (LAST,), name="then"))


LAST = Step("last", "last")
ONE, END = FakeStation("one"), FakeStation("last")


def files(log: ExecutionLog) -> Any:
    return lambda: RunScope().shown(log.context)


def given(tmp_path: Path, what: dict[str, Any], step: str = "", **more: Any) -> ExecutionLog:
    log = WorkflowExecutor(registry()).load_log(document_path(tmp_path))
    answer(log, step, what, files(log), **more)
    return log


def test_a_run_waits_without_a_process_and_goes_on_when_it_is_approved(tmp_path: Path) -> None:
    last = FakeStation("last")
    log = run_flow(tmp_path, gated(Checkpoint("Ship ${{ run.id }}?")), ONE, last)
    assert (log.state, exit_code(log), last.calls) == (RunState.WAITING_FOR_CHECKPOINT, 3, 0)
    assert f"Ship {log.run_id}?" in (log.error or "")
    waits = resume(tmp_path, ONE, last)
    assert (waits.state, waits.history) == (RunState.WAITING_FOR_CHECKPOINT, [])
    given(tmp_path, {**APPROVE, "changes": "smaller"})
    log = resume(tmp_path, ONE, last)
    assert (log.state, log.verdict, last.calls) == (RunState.COMPLETED, Verdict.PROVEN, 1)
    seen = log.results["gate"].evidence
    assert (seen["approved"], seen["approved_with_changes"], seen["changes"]) == (True, True, "smaller")
    assert seen["by"] and seen["at"]


def test_what_follows_reads_the_answer(tmp_path: Path) -> None:
    after = (
        Step("feedback", command="echo x > feedback", condition="checkpoint.approved_with_changes"),
        Step("plain", command="echo x > plain", condition="checkpoints.gate.approved"),
    )
    run_flow(tmp_path, gated(Checkpoint(), *after), ONE)
    given(tmp_path, APPROVE)
    log = resume(tmp_path, ONE)
    assert log.state is RunState.COMPLETED
    assert [(tmp_path / "app" / name).exists() for name in ("feedback", "plain")] == [False, True]


def test_a_rejection_fails_the_step_and_its_policy_decides(tmp_path: Path) -> None:
    run_flow(tmp_path / "a", gated(Checkpoint()), ONE, END)
    given(tmp_path / "a", REJECT)
    log = resume(tmp_path / "a", ONE, END)
    assert log.state is RunState.FAILED
    assert "rejected by" in (log.error or "")
    assert "not today" in (log.error or "")
    again = resume(tmp_path / "a", ONE, END)
    assert again.state is RunState.WAITING_FOR_CHECKPOINT, "a resume asks anew"
    run_flow(tmp_path / "b", gated(Checkpoint(), on_failure=(Handler(Policy.SKIP),)), ONE, END)
    given(tmp_path / "b", REJECT)
    assert resume(tmp_path / "b", ONE, END).state is RunState.COMPLETED


@pytest.mark.parametrize("policy", [Policy.CONTINUE, Policy.SKIP])
def test_what_goes_on_after_a_rejection_sees_it(tmp_path: Path, policy: Policy) -> None:
    after = Step("after", command="echo ${{ checkpoint.rejected }} ${{ checkpoints.gate.reason }} > after")
    run_flow(tmp_path, gated(Checkpoint("Ship ${{ run.id }}?"), after, on_failure=(Handler(policy),)), ONE)
    given(tmp_path, REJECT)
    log = resume(tmp_path, ONE)
    assert log.state is RunState.COMPLETED, log.error
    assert (tmp_path / "app" / "after").read_text() == "true not today\n"


@pytest.mark.parametrize(("way", "state"), [("reject", RunState.FAILED), ("approve", RunState.COMPLETED)])
def test_its_time_counts_from_the_first_wait_and_an_answer_after_it_is_refused(
    tmp_path: Path, way: str, state: RunState
) -> None:
    log = run_flow(tmp_path, gated(Checkpoint(timeout_s=0.3, on_timeout=way)), ONE, END)
    assert log.state is RunState.WAITING_FOR_CHECKPOINT
    time.sleep(0.4)
    with pytest.raises(UsageError, match="expired"):
        given(tmp_path, APPROVE)
    log = resume(tmp_path, ONE, END)
    assert log.state is state
    assert log.results["gate"].evidence["expired"] is True


def test_an_approval_is_of_what_was_shown(tmp_path: Path) -> None:
    run_flow(tmp_path, gated(Checkpoint()), ONE, END)
    (tmp_path / "app" / "moved.txt").write_text("new")
    with pytest.raises(UsageError, match=r"files changed since checkpoint 'gate' was reached.*--anyway"):
        given(tmp_path, APPROVE)
    given(tmp_path, APPROVE, anyway=True)
    with pytest.raises(UsageError, match="was told this already"):
        given(tmp_path, REJECT)
    assert resume(tmp_path, ONE, END).state is RunState.COMPLETED


@pytest.mark.parametrize(
    ("there", "instead"), [("Ship it?", "Ok?"), ("somebody", "anybody"), ('"tree":"', '"tree":"f')]
)
def test_what_an_edited_log_shows_is_not_approved(tmp_path: Path, there: str, instead: str) -> None:
    run_flow(tmp_path, gated(Checkpoint("Ship it?", approvers=("somebody",))), ONE, END)
    path = document_path(tmp_path)
    assert there in path.read_text()
    path.write_text(path.read_text().replace(there, instead))
    with pytest.raises(UsageError, match="is not as mity wrote it, so what is approved may not be what was shown"):
        given(tmp_path, APPROVE, by="somebody")
    given(tmp_path, REJECT, by="anybody" if there == "somebody" else "somebody")


def test_only_those_named_may_answer_and_inputs_are_checked(tmp_path: Path) -> None:
    run_flow(tmp_path / "a", gated(Checkpoint(approvers=("nobody-else",))), ONE, END)
    with pytest.raises(UsageError, match="may not answer checkpoint 'gate': nobody-else may"):
        given(tmp_path / "a", APPROVE)
    inputs = {"level": {"type": "integer", "values": [1, 2]}, "note": {"default": "none"}}
    run_flow(tmp_path / "b", gated(Checkpoint(inputs=inputs)), ONE, END)
    for bad, said in (({}, "needs 'level'"), ({"level": "9"}, "must be one of 1, 2"), ({"levle": "1"}, "no 'levle'")):
        with pytest.raises(UsageError, match=said):
            given(tmp_path / "b", {**APPROVE, "inputs": bad})
    given(tmp_path / "b", {**APPROVE, "inputs": {"level": "2"}})
    log = resume(tmp_path / "b", ONE, END)
    assert log.results["gate"].evidence["inputs"] == {"level": 2, "note": "none"}


def test_questions_stand_with_the_answer(tmp_path: Path) -> None:
    log = run_flow(tmp_path, gated(Checkpoint()), ONE, END)
    ask(log, "", "what of the tests?")
    ask(log, "gate", "and the docs?")
    given(tmp_path, APPROVE)
    log = resume(tmp_path, ONE, END)
    assert log.results["gate"].evidence["questions"] == ["what of the tests?", "and the docs?"]


def test_a_checkpoint_in_an_item_parks_only_that_item(tmp_path: Path) -> None:
    steps = (
        Step("look", command="touch seen-$N", env={"N": "${{ item }}"}),
        Step("gate", checkpoint=Checkpoint("${{ item }}?"), condition="item != 'b'"),
        Step("done", command="touch done-$N", env={"N": "${{ item }}"}),
    )
    workflow = Workflow("flow").add(Stage(steps, 3, "all", loop=Loop(["a", "b", "c"])))
    log = run_flow(tmp_path, workflow)
    app = tmp_path / "app"
    assert log.state is RunState.WAITING_FOR_CHECKPOINT
    assert sorted(path.name for path in app.glob("*-*")) == ["done-b", "seen-a", "seen-b", "seen-c"]
    with pytest.raises(UsageError, match=r"several checkpoints: name one of gate\[0\], gate\[2\]"):
        given(tmp_path, APPROVE, anyway=True)
    given(tmp_path, APPROVE, "gate[2]", anyway=True)
    log = resume(tmp_path)
    assert log.state is RunState.WAITING_FOR_CHECKPOINT
    assert (app / "done-c").exists()
    given(tmp_path, APPROVE, anyway=True)
    assert resume(tmp_path).state is RunState.COMPLETED


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "asked"), [("supervised", ["plain", "ship"]), ("hybrid", ["ship"]), ("autopilot", [])]
)
def test_modes_ask_before_steps(tmp_path: Path, mode: str, asked: list[str]) -> None:
    steps = (Step("plain", command="touch plain"), Step("ship", command=("echo", "push"), risky=False))
    workflow = Workflow("flow").add(Stage(steps, name="all"))
    workflow.mode = mode
    log = run_flow(tmp_path, workflow)
    found = []
    while log.state is RunState.WAITING_FOR_CHECKPOINT:
        found.append(str(log.failed_station()))
        assert "Run '" in (log.error or "")
        given(tmp_path, APPROVE)
        log = resume(tmp_path)
    assert (log.state, found) == (RunState.COMPLETED, asked)


def test_what_siblings_change_while_it_waits_is_part_of_what_it_shows(tmp_path: Path) -> None:
    slow = Step("slow", command="sleep 0.2; touch late")
    beside = (Step("gate", checkpoint=Checkpoint("Go on?")), slow)
    workflow = Workflow("flow").add(Stage(beside, name="all", max_parallel=2))
    log = run_flow(tmp_path, workflow)
    assert (log.state, (log.context.output_path / "late").exists()) == (RunState.WAITING_FOR_CHECKPOINT, True)
    given(tmp_path, APPROVE)
    assert resume(tmp_path).state is RunState.COMPLETED


def test_a_resume_that_nobody_answered_shows_no_changes_of_others_as_its_own(tmp_path: Path) -> None:
    log = run_flow(tmp_path, gated(Checkpoint("Ship?")), ONE, END)
    (log.context.output_path / "strange").touch()
    resume(tmp_path, ONE, END)
    with pytest.raises(UsageError, match="files changed since"):
        given(tmp_path, APPROVE)
