"""What a run has to itself: two runs in one process never see each other's environment, processes or cancellation."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest

from fake_stations import FakeStation, document_path, registry
from misbehaving_app import alive
from mity import (
    ExecutionLog,
    Option,
    RunState,
    Station,
    StationRegistry,
    StationResult,
    Step,
    UsageError,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.command import Command
from mity.engine.choice import Choice
from mity.engine.scope import RunScope
from mity.engine.step_scope import StepScope
from mity.redaction import Redactor
from mity.runs import events
from mity.runs.events import Event
from mity.runs.question import Effect, NeedsInput
from mity.runs.state import Status
from mity.workflow.core import Stage

SECRET = "s3cret-value-of-mine"


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
        assert mark.split(",")[-1].startswith(f"{run_id}@"), "behind that of a mity that runs the tests"
        logs = "".join(path.read_text() for path in (tmp_path / name / ".mity").rglob("*.log"))
        assert "***" in logs and "secret-of" not in logs


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
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


class Working(Station):
    """A station that runs commands and tells of them, as mity's own do."""

    name = "working"
    description = "runs commands"

    def __init__(self, scope: StepScope, *scripts: str) -> None:
        self._scope = scope
        self._scripts = scripts

    def execute(self, context: WorkflowContext) -> StationResult:
        ran = self._scope.run_all([Command(("sh", "-c", script), timeout=30) for script in self._scripts])
        for outcome in ran.outcomes:
            self._scope.note(f"printed {outcome.output.strip()}, was told {SECRET}")
        return StationResult.failed(ran.failed.summary) if ran.failed else StationResult.done("ran", {"seen": True})


def working(workspace: Path, *scripts: str, **step: Any) -> tuple[ExecutionLog, list[Event]]:
    """A run of one station that runs these scripts, and the events that were heard."""
    heard: list[Event] = []
    made = StationRegistry()
    made.register(Working, make=lambda scope: Working(scope, *scripts))
    flow = Workflow("flow").add(Stage((Step("working", "working", **step),)))
    executor = WorkflowExecutor(
        made, listeners=[heard.append], scope=lambda context: RunScope(Redactor({"API_TOKEN": SECRET}))
    )
    return executor.execute(flow, WorkflowContext(workspace, "app")), heard


def test_whatever_a_station_tells_of_its_commands_shows_no_secret(tmp_path: Path) -> None:
    log, heard = working(tmp_path, f"echo {SECRET}", f"echo {SECRET} >&2; exit 3")
    told = [str(event.data) for event in heard if event.kind in (events.COMMAND, events.OUTPUT, events.NOTE)]
    assert len(told) == 6
    assert all("***" in text and SECRET not in text for text in told)
    written = [path.read_text() for path in (tmp_path / ".mity").rglob("*") if path.is_file()]
    assert len(written) >= 2 and SECRET not in "".join(written)
    assert log.state is RunState.FAILED


def test_the_time_limit_of_a_step_bounds_each_command_of_its_station(tmp_path: Path) -> None:
    log, _ = working(tmp_path, "true", "exec sleep 60", timeout_s=0.2)
    assert log.error is not None
    assert log.error.endswith("was stopped after 0.2 s (its timeout)")


def test_a_command_that_is_cancelled_interrupts_the_run(tmp_path: Path) -> None:
    scopes: list[RunScope] = []

    def cancel(event: Event) -> None:
        if event.kind == events.OUTPUT:
            threading.Thread(target=scopes[0].cancel).start()

    def scope(context: WorkflowContext) -> RunScope:
        scopes.append(RunScope(Redactor({})))
        return scopes[0]

    made = StationRegistry()
    made.register(Working, make=lambda scope: Working(scope, "echo begun; exec sleep 60", "true"))
    executor = WorkflowExecutor(made, listeners=[cancel], scope=scope)
    with pytest.raises(KeyboardInterrupt):
        executor.execute(Workflow("flow").station("working"), WorkflowContext(tmp_path, "app"))
    log = executor.load_log(document_path(tmp_path))
    assert (log.state, log.results) == (RunState.PAUSED, {})


@pytest.mark.parametrize("ends", ["interrupt", "failure"])
def test_what_is_left_of_a_run_is_ended_when_it_was_broken_off(tmp_path: Path, own_orphans: None, ends: str) -> None:
    """A run that comes to its end by itself has ended its commands one by one; a daemon of theirs may live on."""
    pid: list[int] = []

    class Daemon(Working):
        def execute(self, context: WorkflowContext) -> StationResult:
            script = "setsid sh -c 'echo $$ > part; mv part pid; exec sleep 60' >/dev/null 2>&1 &"
            script += " while [ ! -e pid ]; do :; done"
            self._scope.run_all([Command(("sh", "-c", script), context.workspace)])
            pid.append(int((context.workspace / "pid").read_text()))
            if ends == "interrupt":
                raise KeyboardInterrupt
            return StationResult.failed("no")

    made = StationRegistry()
    made.register(Daemon, make=Daemon)
    executor = WorkflowExecutor(made)
    interrupted = pytest.raises(KeyboardInterrupt) if ends == "interrupt" else contextlib.nullcontext()
    with interrupted:
        executor.execute(Workflow("flow").station("working"), WorkflowContext(tmp_path, "app"))
    assert bool(alive(pid)) is (ends == "failure")
    for one in alive(pid):
        psutil.Process(one).kill()


def test_a_steps_own_variable_is_stronger_than_the_workflows(tmp_path: Path) -> None:
    flow = shell('test "$LEVEL-$STAGE" = step-workflow', env={"LEVEL": "step"})
    flow.env = {"LEVEL": "workflow", "STAGE": "workflow"}
    assert WorkflowExecutor(registry()).execute(flow, WorkflowContext(tmp_path)).state is RunState.COMPLETED


def test_after_a_command_that_failed_no_other_is_run(tmp_path: Path) -> None:
    log, heard = working(tmp_path, "exit 3", "true")
    assert [event.kind for event in heard].count(events.COMMAND) == 1
    assert log.error is not None and log.error.endswith("exited with 3")


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


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
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
