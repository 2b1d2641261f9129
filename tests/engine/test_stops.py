"""Where a run stops: behind the first step that did not pass, whichever way the steps are arranged."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_stations import Act, FakeStation, ask, fail, registry, run, run_flow, times, well
from mity import (
    Choice,
    RunState,
    Stage,
    StationResult,
    Status,
    Step,
    UsageError,
    Verdict,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.runs.report import exit_code
from rows import each


@pytest.mark.parametrize("act", [fail, ask])
def test_of_a_stage_with_one_at_a_time_nothing_runs_behind_a_failure(tmp_path: Path, act: Act) -> None:
    first, second, last = FakeStation("first", act), FakeStation("second"), FakeStation("last")
    flow = Workflow("flow", "Flow").parallel("first", "second", max_parallel=1).station("last")
    log = WorkflowExecutor(registry(first, second, last)).execute(flow, WorkflowContext(tmp_path))
    assert not log.state.ended or log.state is RunState.FAILED
    assert (first.calls, second.calls, last.calls) == (1, 0, 0)


def test_a_choice_that_is_not_offered_changes_nothing(tmp_path: Path) -> None:
    one = FakeStation("one", ask)
    log = run(tmp_path, one)
    executor = WorkflowExecutor(registry(one))
    with pytest.raises(UsageError):
        executor.resume(executor.load_log(tmp_path / f".mity/logs/{log.run_id}.json"), Choice("rescaffold"))
    assert one.calls == 1


@each(
    ("choice", "state", "verdict", "code", "calls"),
    [
        ("retry", RunState.COMPLETED, Verdict.PROVEN, 0, (2, 1)),
        ("skip", RunState.COMPLETED, Verdict.UNPROVEN, 4, (1, 1)),
        ("abort", RunState.CANCELLED, Verdict.FAILED, 1, (1, 0)),
    ],
)
def test_what_each_choice_makes_of_the_run(
    tmp_path: Path, choice: str, state: RunState, verdict: Verdict, code: int, calls: tuple[int, int]
) -> None:
    one, two = FakeStation("one", times(ask, well)), FakeStation("two")
    path = tmp_path / f".mity/logs/{run(tmp_path, one, two).run_id}.json"
    executor = WorkflowExecutor(registry(one, two))
    log = executor.resume(executor.load_log(path), Choice(choice))
    assert (log.state, log.verdict, exit_code(log), (one.calls, two.calls)) == (state, verdict, code, calls)
    again = executor.load_log(path)
    assert (again.state, again.verdict, again.can_resume()) == (state, verdict, False)


def test_evidence_of_a_step_that_is_not_done_proves_nothing(tmp_path: Path) -> None:
    for status in (Status.SKIPPED, Status.UNAVAILABLE):
        log = run(tmp_path, FakeStation("one", lambda context, s=status: StationResult(s, "", {"seen": True})))  # type: ignore[misc]
        assert (log.state, log.verdict, exit_code(log)) == (RunState.COMPLETED, Verdict.UNPROVEN, 4)


def test_a_failure_before_proofs_of_one_stage_ends_the_run(tmp_path: Path) -> None:
    proofs = [FakeStation(name) for name in ("build", "test")]
    for proof in proofs:
        proof.proves = "before"
    first = Stage((Step("first", "first"),), name="first")
    workflow = Workflow("flow").add(first).add(Stage((Step("build", "build"), Step("test", "test")), name="proofs"))
    log = run_flow(tmp_path, workflow, FakeStation("first", fail), *proofs)
    assert (log.state, [proof.calls for proof in proofs]) == (RunState.FAILED, [0, 0])
