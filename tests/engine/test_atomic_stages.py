"""A stage that stands as a whole or not at all: whatever stops the run within it, every byte is as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_stations import Act, FakeStation, ask, document_path, fail, registry, times, well
from mity import Choice, ExecutionLog, RunState, StationResult, Verdict, Workflow, WorkflowContext, WorkflowExecutor
from mity.changes.changeset import ChangeSet
from mity.runs.log import ExecutionLog as Log


def interrupted(context: WorkflowContext) -> StationResult:
    raise KeyboardInterrupt


def write(context: WorkflowContext) -> None:
    """Changes a file, makes one and a folder, and deletes one."""
    root = context.output_path
    (root / "old.txt").write_text("changed")
    (root / "new").mkdir(exist_ok=True)
    (root / "new" / "file.txt").write_text("new")
    (root / "gone.txt").unlink(missing_ok=True)


def project(folder: Path) -> Path:
    root = folder / "app"
    root.mkdir()
    (root / "old.txt").write_text("old")
    (root / "gone.txt").write_text("gone")
    return root


def state(root: Path) -> dict[str, str]:
    return {
        str(p.relative_to(root)): p.read_text()
        for p in sorted(root.rglob("*"))
        if p.is_file() and ".mity" not in p.parts
    }


BEFORE = {"gone.txt": "gone", "old.txt": "old"}
AFTER = {"new/file.txt": "new", "old.txt": "changed"}


def whole(*names: str) -> Workflow:
    workflow = Workflow("flow", "Flow").station("first")
    for name in names:
        workflow.station(name)
    return workflow.atomic("write")


def run(folder: Path, last: Act) -> tuple[WorkflowExecutor, ExecutionLog | None, FakeStation]:
    written = FakeStation("write", write)
    executor = WorkflowExecutor(registry(FakeStation("first"), written, FakeStation("last", last)))
    try:
        log = executor.execute(whole("write", "last"), WorkflowContext(folder, "app"))
    except KeyboardInterrupt:
        log = None
    return executor, log, written


@pytest.mark.parametrize("last", [fail, ask, interrupted], ids=["failure", "question", "interrupt"])
def test_every_byte_is_as_before_when_the_run_does_not_get_through(tmp_path: Path, last: Act) -> None:
    root = project(tmp_path)
    run(tmp_path, last)
    assert state(root) == BEFORE
    assert not (root / "new").exists()
    assert ChangeSet.pending(root) == []


@pytest.mark.parametrize("last", [fail, ask, interrupted], ids=["failure", "question", "interrupt"])
def test_a_resume_begins_the_stage_anew(tmp_path: Path, last: Act) -> None:
    root = project(tmp_path)
    executor, _, written = run(tmp_path, times(last, well))
    log: Log = executor.resume(executor.load_log(document_path(tmp_path)))
    assert (log.verdict, written.calls, state(root)) == (Verdict.PROVEN, 2, AFTER)


def test_a_stage_that_passed_is_kept(tmp_path: Path) -> None:
    root = project(tmp_path)
    _, log, _ = run(tmp_path, well)
    assert log is not None
    assert (log.verdict, state(root), ChangeSet.pending(root)) == (Verdict.PROVEN, AFTER, [])


def test_a_question_within_the_stage_cannot_be_skipped_and_abort_keeps_nothing(tmp_path: Path) -> None:
    root = project(tmp_path)
    executor, log, _ = run(tmp_path, ask)
    assert log is not None
    question = log.results["last"].question
    assert question is not None
    assert [option.choice for option in question.options] == ["retry", "help", "abort"]
    log = executor.resume(executor.load_log(document_path(tmp_path)), Choice("abort"))
    assert (log.state, state(root)) == (RunState.CANCELLED, BEFORE)


def test_the_choice_reaches_the_step_although_the_stage_begins_anew(tmp_path: Path) -> None:
    project(tmp_path)
    seen: list[str] = []

    def again(context: WorkflowContext) -> StationResult:
        seen.append(context.choice)
        return well(context)

    executor, _, written = run(tmp_path, times(ask, again))
    log = executor.resume(executor.load_log(document_path(tmp_path)), Choice("retry"))
    assert (log.verdict, seen, written.calls) == (Verdict.PROVEN, ["retry"], 2)


def test_the_log_tells_what_was_put_back(tmp_path: Path) -> None:
    project(tmp_path)
    executor, _, _ = run(tmp_path, fail)
    assert executor.load_log(document_path(tmp_path)).rolled_back == "write"
