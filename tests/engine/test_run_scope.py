"""What a run has to itself: two runs in one process never see each other's environment, processes or cancellation."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from fake_stations import FakeStation, document_path, registry
from mity import (
    ExecutionLog,
    Option,
    RunState,
    StationResult,
    Step,
    UsageError,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.engine.choice import Choice
from mity.runs.question import Effect, NeedsInput
from mity.runs.state import Status
from mity.workflow.core import Stage


def shell(text: str, **more: object) -> Workflow:
    return Workflow("flow").add(Stage((Step("one", command=text, **more),)))  # type: ignore[arg-type]


def test_two_runs_at_once_have_environments_and_marks_of_their_own(tmp_path: Path) -> None:
    executor = WorkflowExecutor(registry())
    names = [f"run{number}" for number in range(4)]
    barrier = threading.Barrier(len(names), timeout=20)

    def one(name: str) -> None:
        context = WorkflowContext(tmp_path / name).with_env("WHO", name).with_env("API_TOKEN", f"secret-of-{name}")
        (tmp_path / name).mkdir()
        barrier.wait()
        executor.execute(shell('sleep 0.3; echo "$WHO $MITY_MARK $API_TOKEN" > said; echo "$API_TOKEN"'), context)

    threads = [threading.Thread(target=one, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in names:
        who, mark, _ = (tmp_path / name / "said").read_text().split()
        run_id = document_path(tmp_path / name).stem
        assert who == name
        assert mark.startswith(f"{run_id}@")
        logs = "".join(path.read_text() for path in (tmp_path / name / ".mity").rglob("*.log"))
        assert "***" in logs and "secret-of" not in logs


def test_an_interrupt_of_one_run_leaves_the_other_alone(tmp_path: Path) -> None:
    executor = WorkflowExecutor(registry(FakeStation("stop", _interrupt)))
    ended: list[ExecutionLog] = []
    other = threading.Thread(
        target=lambda: ended.append(
            executor.execute(shell("sleep 1; echo done > done"), WorkflowContext(tmp_path / "b"))
        )
    )
    (tmp_path / "b").mkdir()
    other.start()
    with pytest.raises(KeyboardInterrupt):
        executor.execute(Workflow("flow").station("stop"), WorkflowContext(tmp_path / "a"))
    other.join()
    assert ended[0].state is RunState.COMPLETED
    assert (tmp_path / "b" / "done").exists()
    again = executor.execute(shell("true"), WorkflowContext(tmp_path / "a"))
    assert again.state is RunState.COMPLETED, "a run that was cancelled leaves no cancellation behind"


def _interrupt(context: WorkflowContext) -> StationResult:
    raise KeyboardInterrupt


def test_a_station_is_made_for_each_execution(tmp_path: Path) -> None:
    class Counting(FakeStation):
        made = 0

        def __init__(self) -> None:
            type(self).made += 1
            super().__init__("count")

        name = "count"

    made = registry()
    made.register(Counting, make=lambda scope: Counting())
    flow = Workflow("flow").station("count", id="a").station("count", id="b")
    assert WorkflowExecutor(made).execute(flow, WorkflowContext(tmp_path)).state is RunState.COMPLETED
    assert Counting.made == 2


def offering(*options: Option) -> FakeStation:
    def act(context: WorkflowContext) -> StationResult | None:
        question = NeedsInput("which way?", options=options)
        return None if context.choice else StationResult.needs_input(question)

    return FakeStation("ask", act)


def test_a_stations_own_option_says_what_it_does(tmp_path: Path) -> None:
    good = Option("looks-good", "accept it", effect=Effect.SETTLE, settles=Status.DONE)
    station = offering(Option("upgrade", "upgrade and run again", effect=Effect.RERUN), good)
    executor = WorkflowExecutor(registry(station))
    executor.execute(Workflow("flow").station("ask"), WorkflowContext(tmp_path))
    log = executor.load_log(document_path(tmp_path))
    with pytest.raises(UsageError, match="choose one of upgrade, looks-good"):
        executor.resume(log, Choice("skip"))
    executor.answer(log, Choice("upgrade", by="me"))
    waiting = executor.load_log(document_path(tmp_path))
    assert (waiting.state, waiting.answers["ask"]["by"]) == (RunState.WAITING_FOR_INPUT, "me")
    log = executor.resume(waiting)
    assert (log.state, log.answers, station.calls) == (RunState.COMPLETED, {}, 2)


def test_an_option_may_settle_the_step_as_done(tmp_path: Path) -> None:
    station = offering(Option("looks-good", "accept it", effect=Effect.SETTLE, settles=Status.DONE))
    executor = WorkflowExecutor(registry(station))
    log = executor.execute(Workflow("flow").station("ask"), WorkflowContext(tmp_path))
    log = executor.resume(executor.load_log(document_path(tmp_path)), Choice("looks-good"))
    assert (log.results["ask"].status, station.calls) == (Status.DONE, 1)


def test_running_again_costs_the_same_however_long_the_history_is(tmp_path: Path) -> None:
    import time

    executor = WorkflowExecutor(registry(FakeStation("one")))
    flow = Workflow("flow")
    for number in range(40):
        flow.station("one", id=f"s{number}")
    log = executor.execute(flow, WorkflowContext(tmp_path))
    costs = []
    for _ in range(25):
        began = time.process_time()
        log = executor.resume(log, from_station="s0")
        costs.append(time.process_time() - began)
    assert len(log.history) == 1000
    assert sorted(costs[-8:])[4] < 2.5 * sorted(costs[:8])[4]
