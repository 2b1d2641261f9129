"""Atomic stages: however a run stops within one, every byte of the project is as before; what passed is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fake_stations import Act, FakeStation, ask, document, fail, resume, run_flow, times, well
from mity import Choice, ExecutionLog, Option, RunState, Stage, StationResult, Step, Verdict, Workflow, WorkflowContext
from mity.runs import events
from mity.runs.events import Event
from mity.runs.fold import apply
from mity.runs.question import Effect
from mity.runs.result import ABORT, RETRY
from mity.system.trees import tree_digests
from mity.workflow.core import Handler, Policy


def interrupt(context: WorkflowContext) -> StationResult:
    """Ctrl-C while the station runs."""
    raise KeyboardInterrupt


def edit(context: WorkflowContext) -> None:
    """Changes one file, makes one in a new folder, and takes one away."""
    app = context.output_path
    (app / "kept.txt").write_text("changed\n")
    (app / "new").mkdir(exist_ok=True)
    (app / "new" / "file.txt").write_text("new\n")
    (app / "gone.txt").unlink(missing_ok=True)


def held(app: Path) -> dict[str, str]:
    """The digests of the owner's files."""
    return {name: digest for name, digest in tree_digests(app).items() if not name.startswith(".mity/")}


@pytest.fixture
def before(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A project with three files, and their digests."""
    app = tmp_path / "app"
    (app / "deep").mkdir(parents=True)
    for name in ("kept.txt", "gone.txt", "deep/other.txt"):
        (app / name).write_text(f"{name} as it was\n")
    yield tree_digests(app)


def flow(*after: str) -> Workflow:
    """A step before, two atomic ones, more behind them."""
    workflow = Workflow("flow").station("plan")
    for name in ("edit", "check"):
        workflow.add(Stage((Step(name, name),), atomic="change"))
    for name in after:
        workflow.station(name)
    return workflow


def start(workspace: Path, workflow: Workflow, *stations: FakeStation, **wiring: Any) -> ExecutionLog:
    """Runs it with a station that edits files."""
    return run_flow(workspace, workflow, FakeStation("plan"), *stations, **wiring)


def now(workspace: Path) -> dict[str, str]:
    """What the project holds, mity's own files aside."""
    return held(workspace / "app")


@pytest.mark.parametrize("act", [fail, ask], ids=["failure", "question"])
def test_a_stop_puts_every_byte_back_and_a_resume_begins_the_stage_again(
    tmp_path: Path, before: dict[str, str], act: Act
) -> None:
    heard: list[Event] = []
    edits, check = FakeStation("edit", edit), FakeStation("check", times(act, well))
    log = start(tmp_path, flow(), edits, check, listeners=[heard.append])
    assert log.can_resume()
    assert now(tmp_path) == before
    (told,) = [event for event in heard if event.kind == events.ROLLED_BACK]
    assert told.data["stage"] == "change"
    assert document(tmp_path)["rolled_back"] == "change"
    log = resume(tmp_path, FakeStation("plan"), edits, check)
    assert (log.verdict, edits.calls, check.calls, log.attempts["plan"]) == (Verdict.PROVEN, 2, 2, 1)
    assert document(tmp_path)["rolled_back"] == ""
    assert (tmp_path / "app" / "kept.txt").read_text() == "changed\n"
    assert not (tmp_path / "app" / "gone.txt").exists()


def test_an_interrupt_puts_every_byte_back(tmp_path: Path, before: dict[str, str]) -> None:
    edits, check = FakeStation("edit", edit), FakeStation("check", times(interrupt, well))
    with pytest.raises(KeyboardInterrupt):
        start(tmp_path, flow(), edits, check)
    assert now(tmp_path) == before
    assert document(tmp_path)["state"] == "paused"
    log = resume(tmp_path, FakeStation("plan"), edits, check)
    assert (log.verdict, edits.calls) == (Verdict.PROVEN, 2)


@pytest.mark.parametrize("how", ["decide", "resume"])
def test_an_abort_puts_every_byte_back(tmp_path: Path, before: dict[str, str], how: str) -> None:
    edits, check = FakeStation("edit", edit), FakeStation("check", ask)
    wiring: dict[str, Any] = {"decide": lambda step, question: Choice("abort")} if how == "decide" else {}
    log = start(tmp_path, flow(), edits, check, **wiring)
    if how == "resume":
        log = resume(tmp_path, FakeStation("plan"), edits, check, choice=Choice("abort"))
    assert (log.state, now(tmp_path), edits.calls) == (RunState.CANCELLED, before, 1)


def test_a_question_that_is_answered_at_once_keeps_the_change_under_way(tmp_path: Path, before: dict[str, str]) -> None:
    edits, check = FakeStation("edit", edit), FakeStation("check", times(ask, well))
    log = start(tmp_path, flow(), edits, check, decide=lambda step, question: Choice("retry"))
    assert (log.verdict, edits.calls, check.calls) == (Verdict.PROVEN, 1, 2)
    assert now(tmp_path) != before


def test_a_step_of_an_atomic_stage_cannot_be_settled_by_a_person(tmp_path: Path, before: dict[str, str]) -> None:
    log = start(tmp_path, flow(), FakeStation("edit", edit), FakeStation("check", ask))
    question = log.results["check"].question
    assert question is not None
    assert [option.choice for option in question.options] == ["retry", "help", "abort"]


def test_a_stage_that_passed_is_kept_whatever_comes_behind_it(tmp_path: Path, before: dict[str, str]) -> None:
    edits, check, last = FakeStation("edit", edit), FakeStation("check"), FakeStation("last", times(fail, well))
    log = start(tmp_path, flow("last"), edits, check, last)
    assert log.state is RunState.FAILED
    changed = now(tmp_path)
    assert changed != before
    log = resume(tmp_path, FakeStation("plan"), edits, check, last)
    assert (log.verdict, edits.calls, now(tmp_path)) == (Verdict.PROVEN, 1, changed)


def test_a_stop_right_behind_the_stage_keeps_it(tmp_path: Path, before: dict[str, str]) -> None:
    def stop(event: Event) -> None:
        if event.kind == events.STEP_FINISHED and event.key == "check":
            raise KeyboardInterrupt

    edits, last = FakeStation("edit", edit), FakeStation("last")
    with pytest.raises(KeyboardInterrupt):
        start(tmp_path, flow("last"), edits, FakeStation("check"), last, listeners=[stop])
    changed = now(tmp_path)
    assert changed != before
    log = resume(tmp_path, FakeStation("plan"), edits, FakeStation("check"), last)
    assert (log.verdict, edits.calls, last.calls, now(tmp_path)) == (Verdict.PROVEN, 1, 1, changed)


def test_a_goto_out_of_the_stage_puts_it_back_first(tmp_path: Path, before: dict[str, str]) -> None:
    seen: list[dict[str, str]] = []

    def plan(context: WorkflowContext) -> None:
        seen.append(held(context.output_path))

    back = Option("plan again", "plan again", resume_at="plan", effect=Effect.GOTO)
    edits = FakeStation("edit", edit)
    check = FakeStation("check", times(fail, well), on_failure=(), options=(RETRY, back, ABORT))
    workflow = flow()
    workflow.stages[2] = Stage((Step("check", "check", on_failure=(Handler(Policy.ASK),)),), atomic="change")
    log = run_flow(
        tmp_path,
        workflow,
        FakeStation("plan", plan),
        edits,
        check,
        decide=lambda step, question: Choice("plan again"),
    )
    assert (log.verdict, edits.calls, check.calls) == (Verdict.PROVEN, 2, 2)
    assert seen == [before, before]


def test_a_goto_within_the_stage_begins_it_again_from_the_project_as_it_was(
    tmp_path: Path, before: dict[str, str]
) -> None:
    seen: list[dict[str, str]] = []

    def look_and_edit(context: WorkflowContext) -> None:
        seen.append(held(context.output_path))
        edit(context)

    back = Option("again", "edit again", resume_at="edit", effect=Effect.GOTO)
    check = FakeStation("check", times(fail, well), options=(RETRY, back, ABORT))
    workflow = flow()
    workflow.stages[2] = Stage((Step("check", "check", on_failure=(Handler(Policy.ASK),)),), atomic="change")
    log = start(
        tmp_path, workflow, FakeStation("edit", look_and_edit), check, decide=lambda step, question: Choice("again")
    )
    assert log.verdict is Verdict.PROVEN
    assert seen == [before, before]


def test_a_failure_that_a_retry_mends_keeps_the_stage(tmp_path: Path, before: dict[str, str]) -> None:
    workflow = flow()
    workflow.stages[2] = Stage(
        (Step("check", "check", on_failure=(Handler(Policy.RETRY, 1, 0.0, jitter=False),)),), atomic="change"
    )
    edits = FakeStation("edit", edit)
    log = start(tmp_path, workflow, edits, FakeStation("check", times(fail, well)))
    assert (log.verdict, edits.calls) == (Verdict.PROVEN, 1)


def test_the_policy_rollback_puts_back_at_once_and_says_so(tmp_path: Path, before: dict[str, str]) -> None:
    workflow = flow()
    workflow.stages[2] = Stage((Step("check", "check", on_failure=(Handler(Policy.ROLLBACK),)),), atomic="change")
    log = start(tmp_path, workflow, FakeStation("edit", edit), FakeStation("check", fail))
    assert (log.state, now(tmp_path)) == (RunState.FAILED, before)
    assert log.error == "station 'check': it cannot be; the files were put back"


def test_what_was_rolled_back_does_not_go_on_until_a_resume_begins_the_stage_again(
    tmp_path: Path, before: dict[str, str]
) -> None:
    workflow = flow()
    chain = (Handler(Policy.ROLLBACK), Handler(Policy.SKIP))
    workflow.stages[2] = Stage((Step("check", "check", on_failure=chain),), atomic="change")
    edits, check = FakeStation("edit", edit), FakeStation("check", times(fail, well))
    log = start(tmp_path, workflow, edits, check)
    assert (log.state, now(tmp_path)) == (RunState.FAILED, before), "without its files the stage has not passed"
    log = resume(tmp_path, FakeStation("plan"), edits, check)
    assert (log.verdict, edits.calls) == (Verdict.PROVEN, 2)
    assert (tmp_path / "app" / "kept.txt").read_text() == "changed\n"


def test_a_goto_into_the_middle_of_the_stage_begins_all_of_it_again(tmp_path: Path, before: dict[str, str]) -> None:
    back = Option("again", "look again", resume_at="look", effect=Effect.GOTO)
    check = FakeStation("check", times(fail, well), options=(RETRY, back, ABORT))
    workflow = Workflow("flow").station("plan")
    for step in (Step("edit", "edit"), Step("look", "look"), Step("check", "check", on_failure=(Handler(Policy.ASK),))):
        workflow.add(Stage((step,), atomic="change"))
    edits = FakeStation("edit", edit)
    log = start(tmp_path, workflow, edits, FakeStation("look"), check, decide=lambda step, question: Choice("again"))
    assert (log.verdict, edits.calls) == (Verdict.PROVEN, 2), "its files were put back with the others"
    assert (tmp_path / "app" / "kept.txt").read_text() == "changed\n"


def test_an_atomic_stage_of_parallel_steps_is_put_back_whole(tmp_path: Path, before: dict[str, str]) -> None:
    steps = (Step("edit", "edit"), Step("check", "check"))
    workflow = Workflow("flow").station("plan").add(Stage(steps, 2, atomic="change"))
    log = start(tmp_path, workflow, FakeStation("edit", edit), FakeStation("check", fail))
    assert (log.state, now(tmp_path)) == (RunState.FAILED, before)


def test_a_sub_workflow_within_an_atomic_stage_is_part_of_it(tmp_path: Path, before: dict[str, str]) -> None:
    inner = Workflow("inner").station("edit")
    workflow = Workflow("flow").station("plan")
    workflow.add(Stage((Step("call", workflow="inner"), Step("check", "check")), atomic="change"))
    edits, check = FakeStation("edit", edit), FakeStation("check", times(fail, well))
    log = start(tmp_path, workflow, edits, check, workflows={"inner": inner})
    assert (log.state, now(tmp_path)) == (RunState.FAILED, before)
    log = resume(tmp_path, FakeStation("plan"), edits, check)
    assert (log.verdict, edits.calls) == (Verdict.PROVEN, 2)
    assert now(tmp_path) != before


def test_an_atomic_stage_of_a_sub_workflow_is_put_back(tmp_path: Path, before: dict[str, str]) -> None:
    inner = flow()
    workflow = Workflow("outer").add(Stage((Step("call", workflow="flow"),)))
    edits, check = FakeStation("edit", edit), FakeStation("check", times(fail, well))
    log = start(tmp_path, workflow, edits, check, workflows={"flow": inner})
    assert (log.state, now(tmp_path)) == (RunState.FAILED, before)
    log = resume(tmp_path, FakeStation("plan"), edits, check)
    assert (log.verdict, edits.calls, log.attempts["call>plan"]) == (Verdict.PROVEN, 2, 1)


@pytest.mark.parametrize(("whole", "left"), [(True, []), (False, ["check~fix-1"])])
def test_a_repair_kept_within_a_stage_is_forgotten_when_the_stage_is_put_back(whole: bool, left: list[str]) -> None:
    log = ExecutionLog("0001-flow-abcd", flow(), ["plan", "edit", "check"], WorkflowContext(Path("/nowhere")))
    apply(log, Event(1, "", events.FIX_KEPT, "check", "check", {"attempt": {"change": "check~fix-1"}}))
    apply(log, Event(2, "", events.ROLLED_BACK, data={"stage": "change" if whole else "check~fix-2", "whole": whole}))
    assert [one["change"] for one in log.fixes.get("check", [])] == left
