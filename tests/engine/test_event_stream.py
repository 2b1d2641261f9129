"""Events: one stream, numbered; the journal, the log and every listener hold the same ones in the same order."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from fake_stations import FakeStation, document, document_path, fail, registry, resume, run_flow, times, well
from mity import Stage, StationResult, Step, Verdict, Workflow, WorkflowContext, WorkflowExecutor
from mity.runs import events
from mity.runs.events import Event
from mity.runs.files import journal_path
from mity.runs.fold import apply
from mity.runs.journal import read_journal
from mity.runs.progress import Progress

EVERYWHERE = {"seq", "time", "kind"}


def lines(workspace: Path) -> list[dict[str, Any]]:
    """The events that the journal holds now, without its opening."""
    journal = read_journal(journal_path(document_path(workspace)))
    assert journal.intact
    rows = [{name: value for name, value in row.items() if name != "chain"} for row in journal.events]
    return [row for row in rows if "document" not in row]


def wide() -> Workflow:
    """One step, three at the same time, a call, a command."""
    workflow = Workflow("flow").station("first")
    workflow.add(Stage(tuple(Step(name, "slow") for name in ("a", "b", "c")), 3, name="side"))
    workflow.add(Stage((Step("call", workflow="inner"),)))
    return workflow.add(Stage((Step("words", command="echo one; echo two"),)))


def slow(context: WorkflowContext) -> None:
    """Takes a moment."""
    time.sleep(0.02)


def test_numbers_go_up_by_one_and_every_event_names_its_run(tmp_path: Path) -> None:
    heard: list[Event] = []
    stations = [FakeStation("first"), FakeStation("slow", slow), FakeStation("one")]
    wired = {"inner": Workflow("inner").station("one")}
    log = run_flow(tmp_path, wide(), *stations, workflows=wired, listeners=[heard.append])
    assert [event.seq for event in heard] == list(range(1, len(heard) + 1))
    assert {event.run for event in heard} == {log.run_id}
    assert [event.time for event in heard] == sorted(event.time for event in heard)
    assert log.sequence == heard[-1].seq == document(tmp_path)["sequence"]
    places = {event.key: event.address for event in heard if event.key}
    assert places == {
        "first": "first",
        **{name: f"side/{name}" for name in "abc"},
        "call": "call",
        "call>one": "call>one",
        "words": "words",
    }
    printed = [event.data["text"] for event in heard if event.kind == events.OUTPUT]
    assert printed == ["one", "two"]


def test_the_journal_holds_the_events_that_listeners_hear(tmp_path: Path) -> None:
    heard: list[Event] = []
    stations = [
        FakeStation("first"),
        FakeStation("slow", slow),
        FakeStation("one"),
        FakeStation("last", times(fail, well)),
    ]
    wired = {"inner": Workflow("inner").station("one")}
    written: list[dict[str, Any]] = []

    def hear(event: Event) -> None:
        heard.append(event)
        if event.kind == events.STEP_FINISHED and event.key == "last":
            written.extend(lines(tmp_path))

    run_flow(tmp_path, wide().station("last"), *stations, workflows=wired, listeners=[hear])
    durable = [event for event in heard[:-1] if event.kind not in events.TRANSIENT]
    assert written == [json.loads(json.dumps(event.to_json())) for event in durable]
    assert [row["seq"] for row in written] == sorted(row["seq"] for row in written)
    for row in written:
        assert set(row) >= EVERYWHERE


def test_the_log_is_the_fold_of_its_events(tmp_path: Path) -> None:
    heard: list[Event] = []
    stations = [FakeStation("first"), FakeStation("slow", slow), FakeStation("one"), FakeStation("last", fail)]
    wired = {"inner": Workflow("inner").station("one")}
    log = run_flow(tmp_path, wide().station("last"), *stations, workflows=wired, listeners=[heard.append])
    empty = WorkflowExecutor(registry()).load_log(document_path(tmp_path))
    empty.results.clear()
    empty.progress = Progress()
    empty.history.clear()
    empty.context = WorkflowContext.from_json({**empty.context.to_json(), "outputs": {}})
    empty.context.run_id = log.run_id
    for event in heard:
        if event.kind not in events.TRANSIENT:
            apply(empty, event)
    assert empty.to_json() == log.to_json()


def test_outputs_of_parallel_steps_merge_in_the_order_of_the_definition(tmp_path: Path) -> None:
    def late(context: WorkflowContext) -> StationResult:
        time.sleep(0.15)
        context.set_output("name", "from the first")
        return well(context)

    def early(context: WorkflowContext) -> StationResult:
        context.set_output("name", "from the second")
        return well(context)

    workflow = Workflow("flow").parallel("late", "early")
    log = run_flow(tmp_path, workflow, FakeStation("late", late), FakeStation("early", early))
    assert list(log.results) == ["early", "late"], "in the order they ended"
    assert log.context.get_output("name") == "from the second"
    assert WorkflowExecutor(registry()).load_log(document_path(tmp_path)).context.outputs == log.context.outputs


def test_what_a_listener_raises_ends_the_run_and_leaves_a_log_to_go_on_from(tmp_path: Path) -> None:
    def hear(event: Event) -> None:
        if event.key == "two" and event.kind == events.STEP_STARTED:
            raise BrokenPipeError

    stations = [FakeStation("one"), FakeStation("two")]
    with contextlib.suppress(BrokenPipeError):
        run_flow(tmp_path, Workflow("flow").station("one").station("two"), *stations, listeners=[hear])
    log = resume(tmp_path, *stations)
    assert (log.verdict, stations[0].calls) == (Verdict.PROVEN, 1)


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, {support!r})
from fake_stations import FakeStation, run, resume
import os, signal
workspace = Path({workspace!r})
one, two = FakeStation("one"), FakeStation("two", lambda context: os.kill(os.getpid(), signal.SIGKILL))
(resume if (workspace / ".mity").exists() else run)(workspace, one, two)
"""


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_the_attempts_of_a_killed_step_are_counted(tmp_path: Path) -> None:
    support = str(Path(__file__).parents[1] / "support")
    for _ in range(3):
        script = KILLED.format(support=support, workspace=str(tmp_path))
        assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
    log = WorkflowExecutor(registry()).load_log(document_path(tmp_path))
    assert log.attempts == {"one": 1, "two": 3}
    log = resume(tmp_path, FakeStation("one"), FakeStation("two"))
    assert (log.results["two"].attempts, log.attempts, log.verdict) == (4, {"one": 1, "two": 4}, Verdict.PROVEN)
