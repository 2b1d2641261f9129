"""Steps that run at the same time."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from fake_stations import Act, FakeStation, ask, document, fail, registry, resume, run_flow, times, well
from mity import (
    Choice,
    DefinitionError,
    ExecutionLog,
    RunState,
    Stage,
    StationRegistry,
    StationResult,
    Step,
    Verdict,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.engine.scope import RunScope
from mity.errors import UsageError
from rows import each


def together(workspace: Path, *stations: FakeStation, max_parallel: int = 10) -> ExecutionLog:
    workflow = Workflow("flow", "Flow").parallel(*(station.name for station in stations), max_parallel=max_parallel)
    return WorkflowExecutor(registry(*stations)).execute(workflow, WorkflowContext(workspace, "app"))


def sleep(seconds: float) -> Act:
    return lambda context: time.sleep(seconds)


def test_ten_steps_that_wait_take_the_time_of_one(tmp_path: Path) -> None:
    took: list[float] = []
    while not took or (took[-1] >= 0.5 and len(took) < 3):  # a busy machine gets a second chance
        begun = time.perf_counter()
        log = together(tmp_path, *(FakeStation(f"s{number}", sleep(0.1)) for number in range(10)))
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.5
    assert log.verdict is Verdict.PROVEN
    assert sorted(log.results) == sorted(log.stations)
    assert all(result.duration_s >= 0.1 for result in log.results.values())


@each("limit", [1, 2, 4])
def test_no_more_run_at_once_than_allowed(tmp_path: Path, limit: int) -> None:
    running = most = 0
    lock = threading.Lock()
    reached = threading.Event()

    def busy(context: WorkflowContext) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if most >= limit:
                reached.set()
        reached.wait(5)  # a busy machine takes its time to begin the others
        time.sleep(0.02)
        with lock:
            running -= 1

    log = together(tmp_path, *(FakeStation(f"s{number}", busy) for number in range(8)), max_parallel=limit)
    assert log.state is RunState.COMPLETED
    assert most == limit


def test_each_result_is_durable_as_soon_as_it_is_there(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def look(context: WorkflowContext) -> None:
        deadline = time.monotonic() + 5
        while not (names := [row["station"] for row in document(tmp_path)["results"]]) and time.monotonic() < deadline:
            time.sleep(0.005)
        seen.append(names)

    together(tmp_path, FakeStation("slow", look), FakeStation("quick"))
    assert seen == [["quick"]]


def test_a_failure_of_one_stops_the_run_after_the_others_and_a_resume_runs_only_it(tmp_path: Path) -> None:
    bad, last = FakeStation("bad", times(fail, well)), FakeStation("last")
    good = [FakeStation("good one", sleep(0.05)), FakeStation("good two")]
    workflow = Workflow("flow", "Flow").parallel("good one", "bad", "good two").station("last")
    stations = (bad, last, *good)
    log = WorkflowExecutor(registry(*stations)).execute(workflow, WorkflowContext(tmp_path))
    assert (log.state, log.failed_station(), log.error) == (RunState.FAILED, "bad", "station 'bad': it cannot be")
    assert sorted(log.results) == ["bad", "good one", "good two"]
    assert last.calls == 0
    again = resume(tmp_path, *stations)
    assert again.verdict is Verdict.PROVEN
    assert [station.calls for station in stations] == [2, 1, 1, 1]
    assert again.results["bad"].attempts == 2


def test_steps_do_not_see_each_others_half_done_outputs(tmp_path: Path) -> None:
    barrier = threading.Barrier(2, timeout=5)

    def act(context: WorkflowContext) -> StationResult:
        step = context.get_input("step")
        context.set_output("shared", step)
        barrier.wait()
        mine = context.get_output("shared")
        barrier.wait()
        return StationResult.done("looked", {"step": step, "mine": mine})

    steps = [Step(name, "act", {"step": name}) for name in ("a", "b")]
    executor = WorkflowExecutor(registry(FakeStation("act", act)))
    log = executor.execute(Workflow("flow", "Flow").parallel(*steps), WorkflowContext(tmp_path))
    for name in ("a", "b"):
        assert log.results[name].evidence == {"step": name, "mine": name}
        assert log.results[name].outputs == {"shared": name}
    assert log.context.get_output("shared") == "b", "the last in the order of the definition, whichever ended last"


def test_a_step_does_not_change_what_its_neighbour_reads(tmp_path: Path) -> None:
    def first(context: WorkflowContext) -> None:
        context.set_output("rows", [1])

    def spoil(context: WorkflowContext) -> StationResult:
        rows = context.get_input("rows")
        rows.append(2)
        return StationResult.done("spoilt", {"rows": rows})

    stations = [FakeStation("first", first), *(FakeStation(name, spoil, needs=("first",)) for name in ("a", "b"))]
    workflow = Workflow("flow", "Flow").station("first").parallel("a", "b")
    log = WorkflowExecutor(registry(*stations)).execute(workflow, WorkflowContext(tmp_path))
    assert [log.results[name].evidence for name in ("a", "b")] == [{"rows": [1, 2]}] * 2
    assert log.context.get_output("rows") == [1]


@pytest.mark.parametrize("error", [SystemExit(3), ValueError("odd")])
def test_an_error_in_one_thread_is_the_result_of_that_step(tmp_path: Path, error: BaseException) -> None:
    def boom(context: WorkflowContext) -> StationResult:
        raise error

    log = together(tmp_path, FakeStation("bad", boom), FakeStation("good"))
    assert log.state is RunState.FAILED
    assert log.results["good"].success
    assert type(error).__name__ in log.results["bad"].message


def test_an_interrupt_cancels_what_has_not_begun_and_ends_what_has(tmp_path: Path) -> None:
    ended = threading.Event()

    def interrupt(context: WorkflowContext) -> StationResult:
        raise KeyboardInterrupt

    def wait(context: WorkflowContext) -> None:
        assert ended.wait(5), "nobody ended it"

    late = [FakeStation(f"late{number}", sleep(0.02)) for number in range(20)]
    stations = [FakeStation("bad", interrupt), FakeStation("waits", wait), *late]
    workflow = Workflow("flow", "Flow").parallel(*(station.name for station in stations), max_parallel=2)

    class Ending(RunScope):
        def cancel(self) -> None:
            ended.set()

    executor = WorkflowExecutor(registry(*stations), scope=lambda context: Ending())
    with pytest.raises(KeyboardInterrupt):
        executor.execute(workflow, WorkflowContext(tmp_path))
    assert document(tmp_path)["state"] == "paused"
    assert sum(station.calls for station in late) < len(late)


def test_two_questions_of_one_stage_are_asked_one_after_the_other(tmp_path: Path) -> None:
    stations = [FakeStation("a", times(ask, well)), FakeStation("b", times(ask, well)), FakeStation("c")]
    log = together(tmp_path, *stations)
    assert log.state is RunState.WAITING_FOR_INPUT
    with pytest.raises(UsageError, match="several questions: name one by --step: a, b"):
        resume(tmp_path, *stations, choice=Choice("skip"))
    log = resume(tmp_path, *stations, choice=Choice("skip"), step="a")
    assert log.state is RunState.WAITING_FOR_INPUT
    log = resume(tmp_path, *stations, choice=Choice("retry"))
    assert log.state is RunState.COMPLETED
    assert [log.results[name].status.value for name in "abc"] == ["skipped", "done", "done"]
    assert [station.calls for station in stations] == [1, 2, 1]


def test_one_decision_for_each_question(tmp_path: Path) -> None:
    asked: list[str] = []

    def decide(step: str, question: object) -> Choice:
        asked.append(step)
        return Choice("retry" if step == "a" else "skip")

    stations: list[FakeStation] = [FakeStation("a", times(ask, well)), FakeStation("b", ask)]
    workflow = Workflow("flow", "Flow").parallel("a", "b")
    made: StationRegistry = registry(*stations)
    log = WorkflowExecutor(made, decide=decide).execute(workflow, WorkflowContext(tmp_path))
    assert log.state is RunState.COMPLETED
    assert log.results["a"].success
    assert (stations[0].calls, stations[1].calls) in ((2, 1), (2, 2))
    assert set(asked) == {"a", "b"}


def test_a_step_that_is_run_again_leaves_what_ran_beside_it_alone(tmp_path: Path) -> None:
    one, two, three = stations = [FakeStation(name) for name in ("one", "two", "three")]
    workflow = Workflow("flow").add(Stage((Step("one", "one"), Step("two", "two")), 2)).station("three")
    run_flow(tmp_path, workflow, *stations)
    log = resume(tmp_path, *stations, from_station="one")
    assert (one.calls, two.calls, three.calls) == (2, 1, 2), "what comes behind the stage runs again as well"
    assert log.verdict is Verdict.PROVEN


def test_an_empty_stage_is_refused() -> None:
    with pytest.raises(DefinitionError, match="no steps"):
        Workflow("flow", "Flow").parallel()
