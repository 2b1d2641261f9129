"""Execution logs on disk: seen while a run goes on, joined from document and journal, one writer, found by name."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from fake_stations import FakeStation, ask, document, document_path, fail, in_order, registry, resume, run, times, well
from mity import (
    BusyError,
    ExecutionLog,
    LogError,
    RunState,
    StationResult,
    StorageError,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.runs import events
from mity.runs.files import journal_path
from mity.runs.recorder import Recorder
from mity.runs.store import LogStore
from rows import each


def begun(workspace: Path, *stations: str) -> tuple[LogStore, ExecutionLog, Recorder]:
    """A run under way, with its writer open."""
    store = LogStore(workspace)
    flow = in_order(*(FakeStation(name) for name in stations))
    context = WorkflowContext(workspace, "app")
    context.run_id = store.new_run_id("flow")
    log = ExecutionLog(context.run_id, flow, list(stations), context, RunState.RUNNING)
    return store, log, store.open(log)


def add(log: ExecutionLog, writer: Recorder, *stations: str) -> None:
    for station in stations:
        writer.finish(station, station, StationResult.done(f"{station} is done", {"seen": True}))


def killed(workspace: Path, *stations: str) -> tuple[LogStore, Path]:
    """What a kill leaves after `stations` of twenty: a document with none of them, a journal with all."""
    names = [f"s{number}" for number in range(20)]
    store, log, writer = begun(workspace, *names)
    path = store.path(log.run_id)
    before = path.read_bytes()
    add(log, writer, *stations)
    writer.release()
    path.write_bytes(before)
    return store, path


def test_another_program_sees_each_station_of_a_short_run(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def look(context: WorkflowContext) -> None:
        seen.append([row["station"] for row in json.loads(document_path(tmp_path).read_bytes())["results"]])

    run(tmp_path, *(FakeStation(f"s{number}", look) for number in range(14)))
    assert seen == [[f"s{n}" for n in range(count)] for count in range(14)]


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
def test_another_program_that_joins_the_journal_sees_each_station_of_a_long_run(tmp_path: Path) -> None:
    wrong: list[int] = []
    store = LogStore(tmp_path)

    def look(context: WorkflowContext) -> None:
        path = document_path(tmp_path)
        done = len(store.load(path).results)
        number = int(context.get_input("number"))
        if done != number or not json.loads(path.read_bytes()):
            wrong.append(number)

    flow = in_order()
    for number in range(80):
        flow.station("look", id=f"s{number}", inputs={"number": number})
    WorkflowExecutor(registry(FakeStation("look", look))).execute(flow, WorkflowContext(tmp_path))
    assert wrong == []


def test_a_reader_never_meets_a_half_written_document(tmp_path: Path) -> None:
    stop = threading.Event()
    problems: list[str] = []
    reads = 0

    def read() -> None:
        nonlocal reads
        while not stop.is_set():
            for path in (tmp_path / ".mity" / "logs").glob("0*.json"):
                try:
                    reads += bool(json.loads(path.read_bytes())["stations"])
                except ValueError as error:
                    problems.append(str(error))

    thread = threading.Thread(target=read)
    thread.start()
    try:
        run(tmp_path, *(FakeStation(f"s{number}") for number in range(60)))
    finally:
        stop.set()
        thread.join()
    assert problems == []
    assert reads


def test_the_journal_is_there_while_the_run_is_under_way_and_gone_after_it(tmp_path: Path) -> None:
    seen: list[bool] = []
    one = FakeStation("one", lambda context: seen.append(journal_path(document_path(tmp_path)).exists()))
    run(tmp_path, one, FakeStation("two", ask))
    assert seen == [True]
    assert sorted(path.name for path in (tmp_path / ".mity" / "logs").iterdir() if path.name != ".gitignore") == [
        document_path(tmp_path).name
    ]


def test_loading_joins_document_and_journal(tmp_path: Path) -> None:
    store, path = killed(tmp_path, "s0", "s1", "s2")
    assert json.loads(path.read_bytes())["results"] == []
    log = store.load(path)
    assert list(log.results) == ["s0", "s1", "s2"]
    assert (log.state, log.current_station_index) == (RunState.RUNNING, 3)
    assert log.can_resume()


def test_what_the_journal_forgot_is_in_the_history(tmp_path: Path) -> None:
    store, log, writer = begun(tmp_path, "a", "b")
    path = store.path(log.run_id)
    before = path.read_bytes()
    add(log, writer, "a", "b")
    writer.emit(events.STEP_REWOUND, steps=["b"])
    add(log, writer, "a")
    writer.release()
    path.write_bytes(before)
    again = store.load(path)
    assert list(again.results) == ["a"]
    assert [row["station"] for row in again.history] == ["b", "a"]


@each("torn", [b"", b'{"seq":4,"stat', b'{"seq":4,"station":"s3"}', b'{"seq":4,"stat\n', b"\xff\xfe"])
def test_a_torn_last_line_is_passed_over(tmp_path: Path, torn: bytes) -> None:
    store, path = killed(tmp_path, "s0", "s1", "s2")
    with journal_path(path).open("ab") as handle:
        handle.write(torn)
    assert list(store.load(path).results) == ["s0", "s1", "s2"]


@each("damaged", [b'{"seq":2,"stat', b"[]", b"7", b"\xff", b'{"no":"seq"}'])
def test_a_damaged_line_in_the_middle_is_refused_and_left(tmp_path: Path, damaged: bytes) -> None:
    store, path = killed(tmp_path, "s0", "s1", "s2")
    journal = journal_path(path)
    lines = journal.read_bytes().splitlines()
    journal.write_bytes(b"\n".join([*lines[:2], damaged, *lines[3:]]) + b"\n")
    before = journal.read_bytes(), path.read_bytes()
    with pytest.raises(LogError, match="not a mity execution log"):
        store.load(path)
    assert (journal.read_bytes(), path.read_bytes()) == before


def test_a_run_killed_under_way_goes_on_and_does_nothing_twice(tmp_path: Path) -> None:
    _, path = killed(tmp_path, "s0", "s1")
    stations = [FakeStation(f"s{number}") for number in range(20)]
    log = resume(tmp_path, *stations)
    assert log.state is RunState.COMPLETED
    assert [station.calls for station in stations] == [0, 0] + [1] * 18
    assert not journal_path(path).exists()


@each(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"  \n", "it is empty"),
        (b'{"run_id": "x", ', "it is damaged or cut off"),
        (b"\x00" * 40, "it is damaged or cut off"),
        (b"[1, 2]", "is not a mity execution log"),
        (b'{"name": "package"}', "is not a mity execution log"),
        (b'{"run_id": "r", "workflow": {}, "schema": 99}', "written by a newer mity (log schema 99, this one reads 2)"),
        (b'{"run_id": "r", "workflow": {}, "schema": 1}', "is not a mity execution log"),
        (b"[" * 100_000, "it is damaged or cut off"),
    ],
    ids=["empty", "blank", "cut", "zeros", "list", "foreign", "newer", "parts missing", "deep"],
)
def test_what_is_no_log_is_refused_in_one_sentence_and_left(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / ".mity" / "logs" / "0001-x-abcd.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(LogError) as raised:
        LogStore(tmp_path).load(path)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert path.read_bytes() == content
    (row,) = LogStore(tmp_path).runs()
    assert (row["state"], row["can_resume"]) == ("unreadable", False)


@each("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_json_has_not_is_refused_wherever_it_is(tmp_path: Path, number: str) -> None:
    run(tmp_path, FakeStation("one"))
    path = document_path(tmp_path)
    path.write_text(path.read_text().replace('"sequence":', f'"odd":{number},"sequence":', 1))
    with pytest.raises(LogError, match="it is damaged or cut off"):
        LogStore(tmp_path).load(path)
    store, path = killed(tmp_path / "other", "s0")
    journal = journal_path(path)
    journal.write_text(journal.read_text().replace('"seen":true', f'"seen":{number}', 1) + "{}\n")
    with pytest.raises(LogError, match=r"line 2 of .* is damaged"):
        store.load(path)


def test_a_log_under_the_name_of_another_run_is_refused(tmp_path: Path) -> None:
    run(tmp_path, FakeStation("one"))
    other = document_path(tmp_path).with_name("0009-flow-abcd.json")
    document_path(tmp_path).rename(other)
    with pytest.raises(LogError, match="under another name"):
        LogStore(tmp_path).load(other)


def test_a_second_writer_is_refused_while_the_first_writes(tmp_path: Path) -> None:
    store, log, writer = begun(tmp_path, "a", "b")
    with pytest.raises(BusyError, match=f"another mity process is working on run {log.run_id}: let it finish"):
        LogStore(tmp_path).open(store.load(store.path(log.run_id)))
    add(log, writer, "a")
    writer.stop(log.state, None, None)
    LogStore(tmp_path).open(store.load(store.path(log.run_id))).release()


def _try_to_open(workspace: str, path: str, answers: multiprocessing.Queue[str]) -> None:
    store = LogStore(Path(workspace))
    try:
        store.open(store.load(Path(path))).release()
        answers.put("opened")
    except BusyError as error:
        answers.put(f"busy {error.exit_code}")


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_another_process_is_refused_too(tmp_path: Path) -> None:
    store, log, writer = begun(tmp_path, "a")
    spawn = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = spawn.Queue()
    other = spawn.Process(target=_try_to_open, args=(str(tmp_path), str(store.path(log.run_id)), answers))
    other.start()
    assert answers.get(timeout=30) == "busy 5"
    other.join()
    writer.release()


def test_who_read_the_log_before_another_went_on_is_refused(tmp_path: Path) -> None:
    one = FakeStation("one", times(ask, well))
    run(tmp_path, one, FakeStation("two"))
    executor = WorkflowExecutor(registry(one, FakeStation("two")))
    early, late = (executor.load_log(document_path(tmp_path)) for _ in range(2))
    executor.resume(early)
    with pytest.raises(BusyError, match="has just gone on with run"):
        executor.resume(late)
    assert one.calls == 2


def test_who_read_the_log_of_a_killed_run_before_its_last_event_is_refused(tmp_path: Path) -> None:
    """The journal's end tells how far the run went, and its first line does not."""
    store, log, writer = begun(tmp_path, "a", "b")
    behind = store.load(store.path(log.run_id))
    add(log, writer, "a")
    writer.release()
    with pytest.raises(BusyError, match=f"has just gone on with run {log.run_id}"):
        store.open(behind)
    store.open(store.load(store.path(log.run_id))).release()


def test_who_is_one_event_behind_is_refused_and_the_run_is_free_again(tmp_path: Path) -> None:
    run(tmp_path, FakeStation("one", ask))
    store, path = LogStore(tmp_path), document_path(tmp_path)
    early, late = store.load(path), store.load(path)
    store.open(early).stop(early.state, early.error, early.completed_at)
    assert store.load(path).sequence == late.sequence + 1
    before = path.read_bytes()
    with pytest.raises(BusyError, match="has just gone on with run"):
        store.open(late)
    assert path.read_bytes() == before
    LogStore(tmp_path).open(store.load(path)).release()


def test_a_result_that_was_gone_back_from_is_history_at_once(tmp_path: Path) -> None:
    stations = FakeStation("a", times(well, fail)), FakeStation("b"), FakeStation("c")
    run(tmp_path, *stations)
    log = resume(tmp_path, *stations, from_station="a")
    assert log.state is RunState.FAILED
    data = document(tmp_path)
    assert [row["station"] for row in data["results"]] == ["a"], "b and c were done, and are not any more"
    assert [row["station"] for row in data["history"]] == ["a", "b", "c"]
    assert LogStore(tmp_path).load(document_path(tmp_path)).results.keys() == {"a"}


def test_a_refusal_frees_the_run_while_somebody_still_looks_at_it(tmp_path: Path) -> None:
    run(tmp_path, FakeStation("one", ask))
    store, path = LogStore(tmp_path), document_path(tmp_path)
    early, late = store.load(path), store.load(path)
    store.open(early).stop(early.state, early.error, early.completed_at)
    with pytest.raises(BusyError) as refused:
        store.open(late)
    store.open(store.load(path)).release()
    assert "has just gone on" in str(refused.value)


def test_a_run_is_free_as_soon_as_it_has_stopped(tmp_path: Path) -> None:
    store, log, writer = begun(tmp_path, "a")
    writer.stop(RunState.PAUSED, "interrupted", None)
    again = store.load(store.path(log.run_id))
    assert again.state is RunState.PAUSED
    store.open(again).release()
    assert writer.log is log, "not because the writer is gone"


def test_the_attempts_of_all_killed_processes_count(tmp_path: Path) -> None:
    store, log, writer = begun(tmp_path, "a")
    for attempt in (1, 2, 3):
        writer.emit(events.STEP_STARTED, "a", "a", attempt=attempt, description="does a")
        writer.release()
        log = store.load(store.path(log.run_id))
        assert log.attempts == {"a": attempt}
        writer = store.open(log)
    writer.release()


def test_a_log_that_cannot_be_written_leaves_the_run_free(tmp_path: Path) -> None:
    run(tmp_path, FakeStation("one", ask))
    store, path = LogStore(tmp_path), document_path(tmp_path)
    log = store.load(path)
    in_the_way = path.with_suffix(".journal.jsonl")
    in_the_way.mkdir()
    with pytest.raises(StorageError):
        store.open(log)
    in_the_way.rmdir()
    LogStore(tmp_path).open(store.load(path)).release()


def several(workspace: Path) -> dict[str, str]:
    """Four runs: name to run id. The workflow's own number stands in its id."""
    found = {}
    for name, workflow, act in (
        ("done", "make", well),
        ("asks", "make", ask),
        ("other", "mend", ask),
        ("last", "mend", well),
    ):
        flow = in_order(FakeStation("one"))
        flow.id = workflow
        executor = WorkflowExecutor(registry(FakeStation("one", act)))
        found[name] = executor.execute(flow, WorkflowContext(workspace)).run_id
    return found


@each(
    ("reference", "wanted"),
    [
        (lambda runs: "", "other"),
        (lambda runs: "make", "asks"),
        (lambda runs: "mend", "last"),
        (lambda runs: runs["done"], "done"),
    ],
    ids=["nothing", "workflow", "newest of a workflow", "run id"],
)
def test_a_reference_finds_its_run(tmp_path: Path, reference: Callable[[dict[str, str]], str], wanted: str) -> None:
    runs = several(tmp_path)
    store = LogStore(tmp_path)
    assert store.resolve(reference(runs)) == store.path(runs[wanted])
    assert store.resolve(str(store.path(runs["done"]))) == store.path(runs["done"])


def test_a_reference_to_nothing_gets_the_nearest_name(tmp_path: Path) -> None:
    several(tmp_path)
    store = LogStore(tmp_path)
    with pytest.raises(LogError, match=r"no run 'maek' in .*: did you mean 'make'"):
        store.resolve("maek")
    with pytest.raises(LogError, match=r"there is no log at .*nothing.json: see `mity runs list`"):
        store.load(store.resolve("nothing.json"))
    with pytest.raises(LogError, match=r"no run in .* can be resumed"):
        LogStore(tmp_path / "elsewhere").resolve()


def test_the_newest_run_is_that_of_the_highest_number_whatever_the_clocks_say(tmp_path: Path) -> None:
    runs = several(tmp_path)
    folder = tmp_path / ".mity" / "logs"
    for age, name in enumerate(("last", "other", "asks", "done")):
        path = folder / f"{runs[name]}.json"
        data = json.loads(path.read_bytes())
        path.write_text(json.dumps({**data, "started_at": f"20{30 + age}-01-01T00:00:00.000Z"}), encoding="utf-8")
    store = LogStore(tmp_path)
    assert [row["run_id"] for row in store.runs()] == [runs[name] for name in ("done", "asks", "other", "last")]
    assert store.resolve() == store.path(runs["other"])
    assert store.new_run_id("make").startswith("0005-make-")
    data = {**json.loads((folder / f"{runs['last']}.json").read_bytes()), "run_id": "12345-mend-abcd"}
    (folder / "12345-mend-abcd.json").write_text(json.dumps(data), encoding="utf-8")
    assert store.resolve("mend").stem == "12345-mend-abcd"
    assert store.new_run_id("make").startswith("12346-make-")


@each("workflow", ["../../evil", "a/b", "ümlaut", "", "a b", ".hidden"])
def test_a_run_id_is_a_plain_file_name(tmp_path: Path, workflow: str) -> None:
    store = LogStore(tmp_path)
    run_id = store.new_run_id(workflow)
    assert store.path(run_id).parent == tmp_path / ".mity" / "logs"
    assert store.path(run_id).resolve().parent == (tmp_path / ".mity" / "logs").resolve()
    assert run_id.startswith("0001-")


def test_a_log_among_the_logs_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    run(tmp_path, FakeStation("one"))
    path = document_path(tmp_path)
    elsewhere = tmp_path / "elsewhere" / path.name
    elsewhere.parent.mkdir()
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    store = LogStore(tmp_path)
    with pytest.raises(LogError, match="it is a link, and mity follows none there"):
        store.load(path)
    assert store.readable(path) is None
    assert store.load(elsewhere).results["one"].success, "a file that somebody names may lie anywhere"


def test_the_number_of_a_run_is_written_through_no_link(tmp_path: Path) -> None:
    store, outside = LogStore(tmp_path), tmp_path / "outside"
    assert store.new_run_id("flow").startswith("0001-")
    last = tmp_path / ".mity" / "locks" / "last-run"
    outside.write_text("7")
    last.unlink()
    last.symlink_to(outside)
    with pytest.raises(StorageError):
        store.new_run_id("flow")
    assert outside.read_text() == "7"


def test_a_last_number_that_is_none_is_replaced_as_a_whole(tmp_path: Path) -> None:
    store = LogStore(tmp_path)
    store.new_run_id("flow")
    last = tmp_path / ".mity" / "locks" / "last-run"
    last.write_text("not a number at all\n")
    assert store.new_run_id("flow").startswith("0001-")
    assert last.read_text() == "1\n"
    assert store.new_run_id("flow").startswith("0002-")
