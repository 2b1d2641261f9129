"""The execution log as other programs read it: its names, its states, and what it keeps of a newer mity."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from fake_stations import FakeStation, ask, document, document_path, fail, in_order, registry, resume, run, times, well
from mity import (
    ExecutionLog,
    IacConfig,
    RunState,
    StationResult,
    Status,
    Verdict,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.runs import events
from mity.runs.events import Event
from mity.runs.fold import apply
from mity.runs.log_members import KNOWN
from mity.runs.repairs import is_kept
from rows import each

SEED = {
    *("workflow_id", "workflow_name", "state", "current_station_index", "stations", "results"),
    *("started_at", "completed_at", "context", "error"),
}
ADDED = {"schema", "run_id", "verdict"}
OWN = {"workflow", "workflows", "history", "help", "sequence", "attempts", "answers", "rolled_back", "begun"}
RESULT = {"success", "message", "status", "evidence", "outputs", "started_at", "duration_s", "attempts"}


def test_the_document_has_exactly_the_names_it_promises(tmp_path: Path) -> None:
    run(tmp_path, FakeStation("one"), FakeStation("two", ask), FakeStation("three"))
    data = document(tmp_path)
    assert set(data) == SEED | ADDED | OWN
    first, second = data["results"]
    assert set(first) == set(second) == {"station", "result"}
    assert set(first["result"]) == RESULT
    assert set(second["result"]) == RESULT | {"needs_input"}
    assert set(second["result"]["needs_input"]) == {"question", "cause", "tried", "options", "default", "command"}
    assert {key for option in second["result"]["needs_input"]["options"] for key in option} == {
        *("choice", "label", "destroys", "resume_at", "effect", "settles"),
    }


def test_the_values_are_what_the_seed_shows(tmp_path: Path) -> None:
    context = WorkflowContext(tmp_path, "shop", "python-fastapi").with_iac(IacConfig.terraform("azure"))
    context.with_env("MODE", "fast").with_metadata("custom_field", {"key": "value"})
    stations = [FakeStation("one"), FakeStation("two", times(fail, well))]
    WorkflowExecutor(registry(*stations)).execute(in_order(*stations), context)
    data = document(tmp_path)
    assert (data["schema"], data["workflow_id"], data["workflow_name"]) == (2, "flow", "Flow")
    assert (data["state"], data["current_station_index"], data["stations"]) == ("failed", 1, ["one", "two"])
    assert [(row["station"], row["result"]["success"]) for row in data["results"]] == [("one", True), ("two", False)]
    assert data["run_id"] == document_path(tmp_path).stem
    assert data["error"] == "station 'two': it cannot be"
    assert data["context"] == {
        "workspace": str(tmp_path),
        "app_name": "shop",
        "stack": "python-fastapi",
        "output_path": str(tmp_path / "shop"),
        "iac": {"tool": "terraform", "cloud": "azure"},
        "env": {"MODE": "fast"},
        "metadata": {"custom_field": {"key": "value"}},
        "outputs": {},
    }
    log = resume(tmp_path, *stations)
    assert log.context.iac == IacConfig("terraform", "azure")
    data = document(tmp_path)
    assert (data["state"], data["verdict"], data["current_station_index"]) == ("completed", "proven", 2)
    assert (data["error"], len(data["history"])) == (None, 1)
    for text in (data["started_at"], data["completed_at"], data["results"][0]["result"]["started_at"]):
        moment = datetime.datetime.fromisoformat(text)
        assert text.endswith("Z")
        assert moment.utcoffset() == datetime.timedelta(0)


@each(
    ("state", "may", "verdict"),
    [
        (RunState.PENDING, True, None),
        (RunState.RUNNING, True, None),
        (RunState.PAUSED, True, None),
        (RunState.WAITING_FOR_CHECKPOINT, True, None),
        (RunState.WAITING_FOR_INPUT, True, None),
        (RunState.COMPLETED, False, Verdict.UNPROVEN),
        (RunState.FAILED, True, Verdict.FAILED),
        (RunState.CANCELLED, False, Verdict.FAILED),
    ],
)
def test_each_state_says_whether_the_run_can_go_on(state: RunState, may: bool, verdict: Verdict | None) -> None:
    log = ExecutionLog("r", in_order(FakeStation("one")), ["one"], WorkflowContext("/x"), state)
    assert (log.can_resume(), log.verdict) == (may, verdict)


def test_a_run_is_proven_only_when_every_station_shows_evidence() -> None:
    log = ExecutionLog("r", in_order(FakeStation("one")), ["one", "two"], WorkflowContext("/x"), RunState.COMPLETED)
    verdicts = []
    results = [("one", {"files": 1}), ("two", {}), ("two", {"files": 1})]
    for station, evidence in results:
        log.record(station, StationResult.done("claimed", evidence))
        verdicts.append(log.verdict)
    assert verdicts == [Verdict.UNPROVEN, Verdict.UNPROVEN, Verdict.PROVEN]
    assert len(log.history) == 1


def test_fields_of_a_newer_mity_survive_a_resume(tmp_path: Path) -> None:
    stations = [FakeStation("one"), FakeStation("two", times(fail, well))]
    run(tmp_path, *stations)
    path = document_path(tmp_path)
    data = document(tmp_path)
    data["telemetry"] = {"trace": [1, "ü"]}
    data["results"][0]["result"]["confidence"] = 0.5
    path.write_text(json.dumps(data), encoding="utf-8")
    resume(tmp_path, *stations)
    after = document(tmp_path)
    assert after["state"] == "completed"
    assert after["telemetry"] == {"trace": [1, "ü"]}
    assert after["results"][0]["result"]["confidence"] == 0.5


def test_a_log_of_the_seeds_own_writer_has_results_without_status() -> None:
    assert StationResult.from_json({"success": True}).success
    assert not StationResult.from_json({"success": False, "message": None}).success


def test_a_log_reads_back_as_it_was_written(tmp_path: Path) -> None:
    def make(context: WorkflowContext) -> StationResult:
        context.set_output("ümlaut", {"deep": [1, None, "ß"]})
        return StationResult.done("fertig ✓", {"zahl": 1.5})

    log = run(tmp_path, FakeStation("one", make), FakeStation("two", ask))
    again = WorkflowExecutor(registry()).load_log(document_path(tmp_path))
    assert again.to_json() == log.to_json() == document(tmp_path)
    assert "ß" in document_path(tmp_path).read_text(encoding="utf-8"), "readable by people too"


@pytest.mark.parametrize("moved", [False, True], ids=["there", "moved"])
def test_a_workspace_may_move(tmp_path: Path, moved: bool) -> None:
    place = tmp_path / "one"
    stations = [FakeStation("one"), FakeStation("two", times(fail, well))]
    run(place, *stations)
    if moved:
        place = place.rename(tmp_path / "two")
    log = resume(place, *stations)
    assert log.context.output_path == place / "app"
    assert document(place)["context"]["workspace"] == str(place)


def drop(data: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != key}


@each("key", ["run_id", "workflow", "stations", "context", "state", "results", "started_at"])
def test_a_document_without_one_of_its_parts_is_refused(tmp_path: Path, key: str) -> None:
    from mity import LogError

    run(tmp_path, FakeStation("one"))
    path = document_path(tmp_path)
    path.write_text(json.dumps(drop(document(tmp_path), key)), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(LogError, match="is not a mity execution log"):
        WorkflowExecutor(registry()).load_log(path)
    assert path.read_bytes() == before


def test_a_document_of_the_members_that_each_must_have_is_read_as_one_without_the_others(tmp_path: Path) -> None:
    log = ExecutionLog("0001-x", Workflow("x").station("build"), ["build"], WorkflowContext(tmp_path))
    data = json.loads(json.dumps(log.to_json()))
    needed = ("run_id", "workflow", "stations", "context", "state", "results", "started_at")
    least = {key: data[key] for key in needed}
    for missing in ({}, dict.fromkeys(KNOWN - set(needed) - {"schema", "seal", "verdict"})):
        read = ExecutionLog.from_json({**missing, **least})
        assert (read.sequence, read.edited, read.error, read.completed_at) == (0, False, None, None)
        assert [read.history, read.answers, read.workflows, read.fixes, read.changes] == [[], {}, {}, {}, []]
        assert (read.rolled_back, read.help_text, read.touched, read.triggered) == ("", [], [], [])
        assert (read.attempts, read.extra) == ({}, {})
    more = {"sequence": 7, "edited": True, "error": "no", "help": ["a"], "of_a_later_mity": [1], "rolled_back": "s"}
    read = ExecutionLog.from_json({**least, **more})
    assert (read.sequence, read.edited, read.error, read.help_text) == (7, True, "no", ["a"])
    assert (read.extra, read.rolled_back) == ({"of_a_later_mity": [1]}, "s")
    assert read.to_json()["of_a_later_mity"] == [1], "what a later mity wrote is kept"


def test_a_repair_that_was_kept_before_a_kill_is_told_with_the_step_that_ends_after_it(tmp_path: Path) -> None:
    log = ExecutionLog("0001-x", Workflow("x").station("build"), ["build"], WorkflowContext(tmp_path))
    kept = {"rule": "import", "verdict": "kept", "change": "build~fix-1"}
    apply(log, Event(1, "", events.FIX_KEPT, "build", "build", {"attempt": kept}))
    log = ExecutionLog.from_json(json.loads(json.dumps(log.to_json())))
    assert is_kept(log, "build~fix-1") and not is_kept(log, "build~fix-2")
    later = {**kept, "change": "build~fix-2"}
    result = StationResult(Status.DONE, healing={"attempts": [later], "stopped": ""})
    apply(log, Event(2, "", events.STEP_FINISHED, "build", "build", {"result": result}))
    assert [one["change"] for one in (log.results["build"].healing or {})["attempts"]] == ["build~fix-1", "build~fix-2"]
    assert "fixes" not in log.to_json()
    told_itself = StationResult(Status.DONE, healing={"attempts": [kept]})
    apply(log, Event(3, "", events.FIX_KEPT, "build", "build", {"attempt": kept}))
    apply(log, Event(4, "", events.STEP_FINISHED, "build", "build", {"result": told_itself}))
    assert log.results["build"].healing == {"attempts": [kept]}
