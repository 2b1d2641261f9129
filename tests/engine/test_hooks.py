"""Actions at the end of runs and steps, conditions that fire once, gates, pausing and cancelling from outside."""

from __future__ import annotations

import dataclasses
import threading
import time
from pathlib import Path

import pytest

from fake_stations import FakeStation, fail, registry, resume, run_flow, times, well
from mity import (
    ExecutionLog,
    RunState,
    Stage,
    StationResult,
    Step,
    Verdict,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.runs import events
from mity.runs.events import Event
from mity.runs.inbox import CANCEL, PAUSE, Inbox
from mity.workflow.core import Handler, Loop, Policy
from mity.workflow.parts import Action, Gate, Rule
from rows import each


def of(*stations: str) -> Workflow:
    made = Workflow("flow")
    for name in stations:
        made.station(name)
    made.recovery = {"say": Step("say", command='echo "$WHAT" >> said', env={"WHAT": "${{ default(error, 'well') }}"})}
    return made


SAY = Action("step", step="say")


def said(tmp_path: Path) -> list[str]:
    path = tmp_path / "app" / "said"
    return path.read_text().splitlines() if path.exists() else []


def test_actions_run_once_at_the_end_and_again_when_it_is_reached_again(tmp_path: Path) -> None:
    workflow = of("one")
    workflow.on_failure, workflow.on_success, workflow.finally_ = (SAY,), (SAY,), (SAY, SAY)
    station = FakeStation("one", times(fail, well))
    log = run_flow(tmp_path, workflow, station)
    assert (log.state, len(said(tmp_path))) == (RunState.FAILED, 3)
    assert said(tmp_path)[0] == "station 'one': it cannot be"
    log = resume(tmp_path, station)
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN)
    assert said(tmp_path)[3:] == ["well"] * 3


@each(
    "action",
    [
        Action("unknown", "commit_changes"),
        Action("create_issue", "broken"),
        Action("notification", "${{ outputs.nothing }}"),
        Action("step", step="broken"),
    ],
)
def test_a_failed_action_is_told_and_changes_no_verdict(tmp_path: Path, action: Action) -> None:
    heard: list[Event] = []
    workflow = of("one")
    workflow.recovery["broken"] = Step("broken", command="exit 3")
    workflow.on_success = (action, SAY)
    log = run_flow(tmp_path, workflow, FakeStation("one"), listeners=[heard.append])
    assert log.verdict is Verdict.PROVEN
    assert said(tmp_path) == ["well"]
    notes = [str(event.data["text"]) for event in heard if event.kind == events.NOTE]
    assert any("the action on_success/1 failed" in note for note in notes)


def test_a_notification_is_told_and_a_workflow_is_left_to_run_behind(tmp_path: Path) -> None:
    heard: list[Event] = []
    workflow = of("one")
    workflow.on_success = (
        Action("notification", "done: ${{ steps.one.status }}"),
        Action("trigger_workflow", workflow="deploy", inputs={"run": "${{ run.id }}"}),
    )
    log = run_flow(tmp_path, workflow, FakeStation("one"), listeners=[heard.append])
    assert "done: success" in [event.data.get("text") for event in heard]
    (row,) = log.triggered
    assert (row["workflow"], row["inputs"], row["ended"]) == ("deploy", {"run": log.run_id}, "")
    assert log.results["on_success/2"].evidence["run"] == row["run"] != log.run_id
    assert log.can_resume() and log.verdict is Verdict.PROVEN


def test_a_kill_before_the_result_of_a_trigger_gives_no_second_run(tmp_path: Path) -> None:
    workflow = of("one", "two")
    workflow.on_success = (Action("trigger_workflow", workflow="deploy"),)

    def dies(event: Event) -> None:
        if event.kind == events.TRIGGERED:
            raise KeyboardInterrupt

    stations = FakeStation("one"), FakeStation("two", times(fail, well))
    with pytest.raises(KeyboardInterrupt):
        run_flow(tmp_path, workflow, FakeStation("one"), FakeStation("two"), listeners=[dies])
    log = resume(tmp_path, FakeStation("one"), FakeStation("two"))
    assert [row["run"] for row in log.triggered] == [log.results["on_success/1"].evidence["run"]]
    (tmp_path / "other").mkdir()
    workflow.finally_ = workflow.on_success
    assert len(run_flow(tmp_path / "other", workflow, *stations).triggered) == 1
    log = resume(tmp_path / "other", *stations)  # the end is reached once more, and what it does is done once more
    assert [row["key"] for row in log.triggered] == ["finally/1", "on_success/1", "finally/1"]
    assert len({row["run"] for row in log.triggered}) == 3


def test_a_condition_fires_once_when_what_it_reads_is_there(tmp_path: Path) -> None:
    def measure(context: WorkflowContext) -> StationResult:
        context.set_output("coverage", 70)
        return well(context)

    workflow = of("one", "two", "three")
    workflow.rules = (Rule("outputs.coverage < 80", SAY), Rule("outputs.other > 1", SAY))
    log = run_flow(tmp_path, workflow, FakeStation("one"), FakeStation("two", measure), FakeStation("three"))
    assert (log.state, said(tmp_path)) == (RunState.COMPLETED, ["well"])


@pytest.mark.parametrize(("end", "state"), [("abort_workflow", RunState.FAILED), ("pause_workflow", RunState.PAUSED)])
def test_a_condition_may_end_the_run(tmp_path: Path, end: str, state: RunState) -> None:
    workflow = of("one", "two")
    workflow.rules = (Rule("steps.one.status == 'success'", end=end),)
    two = FakeStation("two")
    log = run_flow(tmp_path, workflow, FakeStation("one"), two)
    assert (log.state, two.calls) == (state, 0)
    assert resume(tmp_path, FakeStation("one"), two).state is RunState.COMPLETED


def test_what_a_kill_kept_from_being_done_behind_a_step_is_done_by_the_resume(tmp_path: Path) -> None:
    """Of each step, action and condition only what has no result yet is done, and a failure asks for nothing."""

    def die(context: WorkflowContext) -> StationResult:
        raise KeyboardInterrupt

    workflow = of("one", "two", "bad")
    workflow.recovery["die"] = Step("die", "die")
    dies = Action("step", step="die")
    (one,), (two,), (bad,) = (stage.steps for stage in workflow.stages)
    workflow.stages = [
        Stage((dataclasses.replace(one, on_success=(SAY, dies)),)),
        Stage((dataclasses.replace(two, loop=Loop(["a", "b"]), on_success=(SAY, SAY)),)),
        Stage((dataclasses.replace(bad, on_failure=(Handler(Policy.CONTINUE),), on_success=(SAY,)),)),
    ]
    workflow.rules = (Rule("steps.bad.status == 'failure'", dies),)
    stations = [FakeStation("one"), FakeStation("two"), FakeStation("bad", fail)]
    stations.append(FakeStation("die", times(die, well, die, well)))
    with pytest.raises(KeyboardInterrupt):
        run_flow(tmp_path, workflow, *stations)
    assert (said(tmp_path), stations[1].calls) == (["well"], 0)
    with pytest.raises(KeyboardInterrupt):
        resume(tmp_path, *stations)
    assert (len(said(tmp_path)), stations[2].calls) == (5, 1)
    log = resume(tmp_path, *stations)
    assert (log.state, len(said(tmp_path))) == (RunState.COMPLETED, 5)
    assert [station.calls for station in stations] == [1, 2, 1, 4]


def test_gates_judge_what_evidence_measured(tmp_path: Path) -> None:
    def measured(context: WorkflowContext) -> StationResult:
        return StationResult.done("measured", {"coverage": 71.5, "tests": {"passed": 4}})

    def gated(folder: str, *gates: Gate, strictness: str = "") -> ExecutionLog:
        workflow = of("one")
        workflow.gates = gates
        (tmp_path / folder / "app").mkdir(parents=True)
        context = WorkflowContext(tmp_path / folder, "app").with_metadata("strictness", strictness)
        return WorkflowExecutor(registry(FakeStation("one", measured))).execute(workflow, context)

    assert gated("a", Gate("coverage", least=70), Gate("tests.passed", most=5)).verdict is Verdict.PROVEN
    log = gated("b", Gate("coverage", least=80), Gate("tests.passed", most=3))
    assert (log.state, log.error) == (
        RunState.FAILED,
        "gate coverage: 71.5 is below 80; gate tests.passed: 4 is above 3",
    )
    assert gated("c", Gate("coverage", least=80, level="warning")).state is RunState.COMPLETED
    assert gated("d", Gate("coverage", least=80), strictness="lenient").state is RunState.COMPLETED
    assert gated("e", Gate("coverage", least=80, level="warning"), strictness="strict").state is RunState.FAILED
    assert "nothing measured it" in (gated("f", Gate("findings.error", most=0)).error or "")


@pytest.mark.parametrize(("what", "state"), [(CANCEL, RunState.CANCELLED), (PAUSE, RunState.PAUSED)])
def test_another_process_ends_or_pauses_a_run(tmp_path: Path, what: str, state: RunState) -> None:
    workflow = Workflow("flow").add(Stage((Step("slow", command="touch begun; sleep 60; touch late"),), name="all"))
    workflow.recovery = of().recovery
    workflow.finally_ = (SAY,)

    def post() -> None:
        while not (tmp_path / "app" / "begun").exists():
            time.sleep(0.02)
        (document,) = (tmp_path / ".mity" / "logs").glob("*-flow-????.json")
        Inbox(tmp_path, document.stem).post(what, {})

    thread = threading.Thread(target=post)
    thread.start()
    begun = time.monotonic()
    log = run_flow(tmp_path, workflow)
    thread.join()
    assert time.monotonic() - begun < 20
    assert log.state is state
    assert not (tmp_path / "app" / "late").exists()
    assert said(tmp_path) == (["well"] if what == CANCEL else [])
