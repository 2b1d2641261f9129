"""What the end of a run stands for: exit code and next command."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_stations import FakeStation, ask, fail, run, well
from mity import ExecutionLog, RunState, StationResult, WorkflowContext
from mity.runs.report import exit_code, next_command, report
from rows import each

CODES = {
    RunState.PAUSED: 130,
    RunState.WAITING_FOR_INPUT: 3,
    RunState.WAITING_FOR_CHECKPOINT: 3,
    RunState.FAILED: 1,
    RunState.CANCELLED: 1,
    RunState.RUNNING: 1,
    RunState.PENDING: 1,
}


def unavailable(context: WorkflowContext) -> StationResult:
    return StationResult.unavailable("no tool")


def unproven(context: WorkflowContext) -> StationResult:
    return StationResult.done("trust me")


@each("state", list(CODES))
def test_each_state_has_its_exit_code(tmp_path: Path, state: RunState) -> None:
    log = run(tmp_path, FakeStation("one"))
    log.state = state
    assert exit_code(log) == CODES[state]
    assert report(log, tmp_path / "log.json")["exit_code"] == CODES[state]


@each(("act", "code"), [(well, 0), (unproven, 4), (unavailable, 4), (fail, 1), (ask, 3)])
def test_each_end_has_its_exit_code(tmp_path: Path, act: object, code: int) -> None:
    assert exit_code(run(tmp_path, FakeStation("one", act))) == code  # type: ignore[arg-type]


def test_the_next_command_is_told_as_long_as_something_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = run(tmp_path, FakeStation("one", ask))
    line = f"mity resume {asked.run_id} --output {tmp_path} --choose retry"
    assert next_command(asked) == line
    monkeypatch.chdir(tmp_path)
    assert next_command(asked) == line.replace(f" --output {tmp_path}", "")
    assert next_command(run(tmp_path, FakeStation("one", fail))).startswith("mity resume 0002-")
    assert next_command(run(tmp_path, FakeStation("one"))) == ""


def test_a_waiting_run_tells_its_question_and_no_verdict(tmp_path: Path) -> None:
    log: ExecutionLog = run(tmp_path, FakeStation("one", ask))
    data = report(log, tmp_path / "log.json")
    assert (data["state"], data["verdict"], data["log"]) == ("waiting_for_input", None, str(tmp_path / "log.json"))
    assert (data["needs_input"]["station"], data["needs_input"]["cause"]) == ("one", ["the cause"])
