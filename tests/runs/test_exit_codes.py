"""What the end of a run is worth: its verdict, and the exit code that a script sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_stations import FakeStation, in_order
from mity import ExecutionLog, RunState, StationResult, Verdict, WorkflowContext
from mity.runs.report import exit_code, next_command
from mity.runs.result import NeedsInput
from rows import each

PROVEN = StationResult.done("done", {"shown": 1})
BARE = StationResult.done("done")
SILENT = StationResult.passed_over("not due")
MISSING = StationResult.unavailable("no tool")
FAILED = StationResult.failed("broken")
ASKS = StationResult.needs_input(NeedsInput("how?"))


def log(state: RunState, *results: StationResult) -> ExecutionLog:
    """A run in `state` whose steps ended like this; one step without a result follows unless it is completed."""
    names = [f"s{number}" for number in range(len(results))]
    rest = [] if state is RunState.COMPLETED else ["rest"]
    flow = in_order(*(FakeStation(name) for name in [*names, *rest]))
    made = ExecutionLog("0001-flow-abcd", flow, [*names, *rest], WorkflowContext(Path("work"), "app"), state)
    for name, result in zip(names, results, strict=True):
        made.record(name, result)
    return made


@each(
    ("state", "code"),
    [
        (RunState.PAUSED, 130),
        (RunState.WAITING_FOR_INPUT, 3),
        (RunState.WAITING_FOR_CHECKPOINT, 3),
        (RunState.FAILED, 1),
        (RunState.CANCELLED, 1),
        (RunState.RUNNING, 1),
        (RunState.PENDING, 1),
    ],
)
def test_a_run_that_is_not_completed_is_never_a_success(state: RunState, code: int) -> None:
    assert exit_code(log(state, PROVEN)) == code


@each(
    ("results", "verdict", "code"),
    [
        ((PROVEN,), Verdict.PROVEN, 0),
        ((PROVEN, PROVEN), Verdict.PROVEN, 0),
        ((PROVEN, SILENT), Verdict.PROVEN, 0),
        ((PROVEN, BARE), Verdict.UNPROVEN, 4),
        ((BARE, PROVEN), Verdict.UNPROVEN, 4),
        ((PROVEN, MISSING), Verdict.UNPROVEN, 4),
        ((MISSING,), Verdict.UNPROVEN, 4),
    ],
)
def test_a_completed_run_is_worth_its_least_step(
    results: tuple[StationResult, ...], verdict: Verdict, code: int
) -> None:
    ended = log(RunState.COMPLETED, *results)
    assert (ended.verdict, exit_code(ended)) == (verdict, code)


@each(
    ("state", "verdict"),
    [
        (RunState.FAILED, Verdict.FAILED),
        (RunState.CANCELLED, Verdict.FAILED),
        (RunState.PAUSED, None),
        (RunState.WAITING_FOR_INPUT, None),
        (RunState.RUNNING, None),
    ],
)
def test_a_run_has_a_verdict_when_it_has_ended(state: RunState, verdict: Verdict | None) -> None:
    assert log(state, PROVEN).verdict is verdict


def test_the_next_command_offers_what_the_question_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    waiting = log(RunState.WAITING_FOR_INPUT, ASKS)
    line = next_command(waiting)
    assert line.startswith("mity resume 0001-flow-abcd --output work --choose ")
    assert next_command(log(RunState.COMPLETED, PROVEN)) == ""
    assert next_command(log(RunState.FAILED, FAILED)) == "mity resume 0001-flow-abcd --output work"


@pytest.mark.parametrize("state", [RunState.COMPLETED, RunState.CANCELLED])
def test_only_a_run_at_its_end_cannot_go_on(state: RunState) -> None:
    assert not log(state, PROVEN).can_resume()
    others = set(RunState) - {RunState.COMPLETED, RunState.CANCELLED}
    assert all(log(other, PROVEN).can_resume() for other in others)
