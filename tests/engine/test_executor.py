"""Stations run one after the other: what is checked, how a failure of any kind ends, what a run is worth."""

from __future__ import annotations

import itertools
import statistics
import time
from pathlib import Path

import pytest

from fake_stations import Act, FakeStation, ask, document, fail, in_order, registry, resume, run, times, well
from mity import (
    DefinitionError,
    LogError,
    MityError,
    RunState,
    StationResult,
    Status,
    UsageError,
    Verdict,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.engine.scope import RunScope
from mity.runs import events
from mity.runs.events import Event
from rows import each


def boom(error: BaseException) -> Act:
    """Raises."""

    def act(context: WorkflowContext) -> StationResult:
        raise error

    return act


def test_a_required_input_is_checked_before_the_station_runs(tmp_path: Path) -> None:
    station = FakeStation("reader", reads=("text",))
    log = run(tmp_path, station)
    assert log.state is RunState.FAILED
    assert log.error == (
        "station 'reader': station 'reader' needs the input 'text', which no earlier station produced and no one set"
    )
    assert station.calls == 0


@pytest.mark.parametrize(
    ("station", "said"),
    [
        (FakeStation("maker", makes=("text",)), "declares the output 'text' and did not set it"),
        (FakeStation("maker", artefacts=("dist/*.zip",)), "declares the artefact 'dist/*.zip' and did not make it"),
    ],
    ids=["output", "artefact"],
)
def test_what_a_station_declares_is_checked_after_it(tmp_path: Path, station: FakeStation, said: str) -> None:
    last = FakeStation("last")
    log = run(tmp_path, station, last)
    assert (log.state, log.failed_station()) == (RunState.FAILED, "maker")
    assert said in (log.error or "")
    assert last.calls == 0


def test_an_output_of_an_earlier_station_does_not_count_as_ones_own(tmp_path: Path) -> None:
    def set_it(context: WorkflowContext) -> None:
        context.set_output("text", "x")

    log = run(tmp_path, FakeStation("one", set_it, makes=("text",)), FakeStation("two", makes=("text",)))
    assert log.failed_station() == "two"


def test_a_failed_station_owes_no_outputs(tmp_path: Path) -> None:
    log = run(tmp_path, FakeStation("maker", fail, makes=("text",)))
    assert log.results["maker"].message == "it cannot be"


@each(
    ("act", "said"),
    [
        (fail, "it cannot be"),
        (boom(ValueError("odd")), "station 'one' raised ValueError: odd"),
        (boom(MityError("a clear sentence")), "a clear sentence"),
        (boom(SystemExit(0)), "station 'one' raised SystemExit: 0"),
        (boom(RecursionError("deep")), "station 'one' raised RecursionError: deep"),
        (lambda context: "no result", "station 'one' returned str instead of a StationResult"),
    ],
    ids=["returned", "raised", "mity error", "exit", "recursion", "no result"],
)
def test_a_failure_returned_and_one_raised_both_end_in_failed(tmp_path: Path, act: Act, said: str) -> None:
    last = FakeStation("last")
    log = run(tmp_path, FakeStation("one", act), last)
    assert (log.state, log.verdict, log.failed_station()) == (RunState.FAILED, Verdict.FAILED, "one")
    assert log.error == f"station 'one': {said}"
    assert log.results["one"].status is Status.FAILED
    assert last.calls == 0
    written = document(tmp_path)
    assert (written["state"], written["verdict"], written["error"]) == ("failed", "failed", log.error)
    assert written["completed_at"]


def test_where_a_station_raised_stands_in_the_log(tmp_path: Path) -> None:
    run(tmp_path, FakeStation("one", boom(ValueError("odd"))))
    trace = document(tmp_path)["results"][0]["result"]["traceback"]
    assert any("test_executor.py" in frame for frame in trace)


class Cancelled(RunScope):
    """Tells when the processes of its run are ended."""

    def __init__(self, ended: list[str]) -> None:
        super().__init__()
        self._ended = ended

    def cancel(self) -> None:
        self._ended.append("cancelled")


def test_an_interrupt_pauses_the_run_and_leaves_a_log_to_go_on_from(tmp_path: Path) -> None:
    ended: list[str] = []
    first, second = FakeStation("first"), FakeStation("second", times(boom(KeyboardInterrupt()), well))
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, first, second, scope=lambda context: Cancelled(ended))
    assert ended == ["cancelled"]
    assert (document(tmp_path)["state"], document(tmp_path)["error"]) == ("paused", "interrupted")
    log = resume(tmp_path, first, second)
    assert log.verdict is Verdict.PROVEN
    assert (first.calls, second.calls) == (1, 2)


def test_what_passed_is_not_done_again_and_attempts_are_counted(tmp_path: Path) -> None:
    def once(context: WorkflowContext) -> None:
        context.set_output("made", 1)

    first, second, third = (
        FakeStation("first", once),
        FakeStation("second", times(fail, fail, well), reads=("made",)),
        FakeStation("third"),
    )
    stations = (first, second, third)
    assert run(tmp_path, *stations).can_resume()
    assert resume(tmp_path, *stations).state is RunState.FAILED
    log = resume(tmp_path, *stations)
    assert (first.calls, second.calls, third.calls) == (1, 3, 1)
    assert log.results["second"].attempts == 3
    assert [row["result"]["message"] for row in log.history] == ["it cannot be"] * 2
    assert log.error is None
    with pytest.raises(LogError, match="is completed, nothing is left to do: use --from STATION"):
        resume(tmp_path, *stations)


def test_from_a_station_everything_after_it_runs_again(tmp_path: Path) -> None:
    stations = [FakeStation(name) for name in ("a", "b", "c")]
    run(tmp_path, *stations)
    log = resume(tmp_path, *stations, from_station="b")
    assert [station.calls for station in stations] == [1, 2, 2]
    assert [row["station"] for row in log.history] == ["b", "c"]
    assert log.verdict is Verdict.PROVEN
    assert len({log.results[name].attempts for name in "bc"} | {2}) == 1
    with pytest.raises(UsageError, match="has no step 'bb': did you mean 'b'"):
        resume(tmp_path, *stations, from_station="bb")


def test_a_station_that_is_gone_is_named_before_anything_runs(tmp_path: Path) -> None:
    first = FakeStation("first", fail)
    run(tmp_path, first, FakeStation("second"))
    with pytest.raises(DefinitionError, match="unknown station 'second'"):
        resume(tmp_path, first)
    assert first.calls == 1


@each(
    ("acts", "verdict"),
    [
        ([well, well], Verdict.PROVEN),
        ([well, lambda context: StationResult.done("trust me")], Verdict.UNPROVEN),
        ([well, lambda context: StationResult.unavailable("no tool")], Verdict.UNPROVEN),
        ([well, fail], Verdict.FAILED),
        ([well, ask], None),
    ],
    ids=["evidence", "no evidence", "unavailable", "failed", "waiting"],
)
def test_a_run_is_worth_what_its_stations_show(tmp_path: Path, acts: list[Act], verdict: Verdict | None) -> None:
    log = run(tmp_path, *(FakeStation(f"s{number}", act) for number, act in enumerate(acts)))
    assert log.verdict is verdict
    assert document(tmp_path)["verdict"] == (verdict.value if verdict else None)


def test_a_station_that_is_unavailable_does_not_stop_the_run(tmp_path: Path) -> None:
    last = FakeStation("last")
    log = run(tmp_path, FakeStation("first", lambda context: StationResult.unavailable("no tool")), last)
    assert (log.state, last.calls) == (RunState.COMPLETED, 1)
    assert not document(tmp_path)["results"][0]["result"]["success"]


def test_events_come_in_order(tmp_path: Path) -> None:
    heard: list[Event] = []
    states: list[str] = []

    def hear(event: Event) -> None:
        heard.append(event)
        if event.kind in (events.STEP_FINISHED, events.RUN_STATE):
            states.append(document(tmp_path)["state"])

    run(tmp_path, FakeStation("one"), FakeStation("two", fail), listeners=[hear])
    steps = [events.STEP_STARTED, events.STEP_FINISHED] * 2
    assert [event.kind for event in heard] == [events.RUN_STATE, events.RUN_PLANNED, *steps, events.RUN_STATE]
    assert [event.key for event in heard] == ["", "", "one", "one", "two", "two", ""]
    assert [event.seq for event in heard] == list(range(1, 8)), "every event has a number of its own"
    assert {event.run for event in heard} == {document(tmp_path)["run_id"]}
    assert heard[2].data["description"] == "does one"
    assert states == ["running", "running", "running", "failed"], "listeners hear of what is already written"


def test_a_run_that_stops_is_told_even_when_it_is_interrupted(tmp_path: Path) -> None:
    heard: list[Event] = []
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, FakeStation("one", boom(KeyboardInterrupt())), listeners=[heard.append])
    assert (heard[-1].kind, heard[-1].data["state"]) == (events.RUN_STATE, "paused")


def test_each_run_has_a_log_of_its_own(tmp_path: Path) -> None:
    executor = WorkflowExecutor(registry(FakeStation("one")))
    ids = [executor.execute(in_order(FakeStation("one")), WorkflowContext(tmp_path)).run_id for _ in range(3)]
    assert [name[:10] for name in ids] == ["0001-flow-", "0002-flow-", "0003-flow-"]
    assert {f"{name}.json" for name in ids} == {path.name for path in (tmp_path / ".mity" / "logs").glob("*.json")}


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
def test_a_station_late_in_a_long_run_costs_what_an_early_one_does(tmp_path: Path) -> None:
    count, part = 500, 100
    ends: list[float] = []
    run(
        tmp_path,
        *(FakeStation(f"s{number}", lambda context: ends.append(time.thread_time())) for number in range(count)),
    )
    took = [after - before for before, after in itertools.pairwise(ends)]
    early, late = statistics.median(took[part : 2 * part]), statistics.median(took[-part:])
    assert late < 3 * early, f"{late / early:.1f} times as dear"
