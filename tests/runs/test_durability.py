"""What a power cut may take: each event is on the disk before the next step begins, and so is the end of a run."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fake_stations import FakeStation, ask, document, document_path, resume, run, run_flow, times, well
from mity import ExecutionLog, RunState, Stage, StationResult, Step, Workflow, WorkflowContext
from mity.cli.output import print_report
from mity.runs import events
from mity.runs.report import report
from mity.runs.store import LogStore

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no /proc on this system")


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files and folders that were made durable, in order; a document's part is called `document`."""
    found: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        name = Path(f"/proc/self/fd/{handle}").readlink().name
        found.append("journal" if name.endswith(".jsonl") else "document" if name.endswith(".tmp") else name)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return found


def look(synced: list[str], seen: list[list[str]]) -> Callable[[WorkflowContext], None]:
    return lambda context: seen.append(list(synced))


def test_each_result_is_on_the_disk_before_the_next_step_begins(tmp_path: Path, synced: list[str]) -> None:
    seen: list[list[str]] = []
    run(tmp_path, *(FakeStation(name, look(synced, seen)) for name in "abc"))
    begun = seen[0]
    assert begun[:2] == ["journal", "logs"], "the journal, and its name in the folder"
    assert [one[len(begun) :] for one in seen] == [[], ["journal"], ["journal"] * 2]
    assert synced[len(seen[-1]) :] == ["journal", "document", "logs"]


@pytest.mark.parametrize(
    ("more", "kept"), [({}, []), ({"once": True}, ["journal"]), ({"done_if": "true"}, ["journal"])]
)
def test_the_start_of_a_step_that_a_kill_is_asked_about_is_on_the_disk(
    tmp_path: Path, synced: list[str], more: dict[str, Any], kept: list[str]
) -> None:
    seen: list[list[str]] = []
    flow = Workflow("flow").station("a").add(Stage((Step("b", "b", **more),)))
    run_flow(tmp_path, flow, *(FakeStation(name, look(synced, seen)) for name in "ab"))
    assert seen[1][len(seen[0]) :] == ["journal", *kept]


def test_a_resume_makes_the_document_durable_before_it_begins_a_new_journal(tmp_path: Path, synced: list[str]) -> None:
    run(tmp_path, FakeStation("one", ask))
    synced.clear()
    seen: list[list[str]] = []
    resume(tmp_path, FakeStation("one", look(synced, seen)))
    assert seen[0][:4] == ["document", "logs", "journal", "logs"]


def test_an_answer_is_on_the_disk_when_it_is_taken(tmp_path: Path, synced: list[str]) -> None:
    def begun() -> tuple[LogStore, ExecutionLog]:
        log = run(tmp_path, FakeStation("one", ask))
        store = LogStore(tmp_path)
        return store, store.load(store.path(log.run_id))

    store, log = begun()
    recorder = store.open(log)
    synced.clear()
    recorder.emit(events.STEP_STARTED, "one", "one", attempt=2, description="")
    assert synced == []
    recorder.emit(events.ANSWERED, "one", "one", choice="retry", text="", run=False, by="")
    assert synced == ["journal"]
    recorder.release()


def test_a_line_that_the_system_takes_in_two_parts_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, halved = os.write, []

    def write(handle: int, data: bytes) -> int:
        if len(data) > 200 and len(data) not in halved:
            halved.append(len(data) - len(data) // 2)
            return real(handle, bytes(data[: len(data) // 2]))
        return real(handle, data)

    def lines(context: WorkflowContext) -> None:
        (journal,) = (tmp_path / ".mity/logs").glob("*.journal.jsonl")
        for line in journal.read_bytes().splitlines():
            json.loads(line)

    def verbose(context: WorkflowContext) -> StationResult:
        return StationResult.done("x" * 5000, {"seen": True})

    monkeypatch.setattr(os, "write", write)
    log = run(tmp_path, FakeStation("one", verbose), FakeStation("two", lines), FakeStation("three", lines))
    assert log.state is RunState.COMPLETED, log.error
    assert len(halved) > 4
    assert [row["result"]["message"][:5] for row in document(tmp_path)["results"]] == ["xxxxx", "two i", "three"]


def test_a_document_that_a_power_cut_tore_is_read_from_the_journal(tmp_path: Path) -> None:
    torn: list[ExecutionLog] = []

    def tear(context: WorkflowContext) -> None:
        path = document_path(tmp_path)
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        torn.append(LogStore(tmp_path).load(path))

    run(tmp_path, FakeStation("one"), FakeStation("two", tear))
    (log,) = torn
    assert list(log.results) == ["one"]
    assert (log.state, log.current_station_index, log.attempts) == (RunState.RUNNING, 1, {"one": 1, "two": 1})


def test_an_attempt_that_a_kill_ended_counts(tmp_path: Path) -> None:
    left: list[bytes] = []

    def keep(context: WorkflowContext) -> None:
        folder = tmp_path / ".mity/logs"
        left.extend(path.read_bytes() for path in (document_path(tmp_path), next(folder.glob("*.journal.jsonl"))))

    first = FakeStation("one", times(keep, well))
    run(tmp_path, first)
    path = document_path(tmp_path)
    path.write_bytes(left[0])
    path.with_suffix(".journal.jsonl").write_bytes(left[1])
    log = resume(tmp_path, first)
    assert (log.state, log.results["one"].attempts) == (RunState.COMPLETED, 2)


def test_an_event_that_the_document_has_already_is_not_taken_in_again(tmp_path: Path) -> None:
    """Behind the rename of a document a kill leaves it and the journal with the same events."""
    left: list[bytes] = []

    def keep(context: WorkflowContext) -> None:
        folder = tmp_path / ".mity/logs"
        left.extend(path.read_bytes() for path in (document_path(tmp_path), next(folder.glob("*.journal.jsonl"))))

    run(tmp_path, FakeStation("one"), FakeStation("two"), FakeStation("three", keep))
    path = document_path(tmp_path)
    path.write_bytes(left[0])
    path.with_suffix(".journal.jsonl").write_bytes(left[1])
    log = LogStore(tmp_path).load(path)
    assert (list(log.results), log.history) == (["one", "two"], [])
    assert log.attempts == {"one": 1, "two": 1, "three": 1}


def test_a_repair_that_a_killed_execution_kept_is_in_the_result_of_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = run(tmp_path, FakeStation("one", ask))
    store = LogStore(tmp_path)
    recorder = store.open(store.load(store.path(log.run_id)))
    fix = {"fix": "mend it", "specialist": "tester", "verdict": "kept", "why": "the failure is gone", "diff": "+x\n"}
    attempt = {**fix, "diagnosis": {"error_type": "BuildError", "evidence": [], "subject": "s"}, "change": "one~fix-1"}
    recorder.emit(events.STEP_STARTED, "one", "one", attempt=2, description="")
    recorder.emit(events.FIX_KEPT, "one", "one", attempt=attempt)
    recorder.release()
    resume(tmp_path, FakeStation("one"))
    (row,) = document(tmp_path)["results"]
    assert row["result"]["healing"]["attempts"] == [attempt]
    assert "fixes" not in document(tmp_path)
    path = document_path(tmp_path)
    print_report(report(store.load(path), path))
    assert "fix      tester 1: mend it" in capsys.readouterr().out
