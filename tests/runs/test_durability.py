"""What a power cut must not lose is on disk when the call returns, and a lock is free again after a refusal."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from fake_stations import FakeStation, in_order
from mity import BusyError, ExecutionLog, RunState, StationResult, StorageError, WorkflowContext
from mity.runs import events
from mity.runs.journal import Journal
from mity.runs.recorder import Recorder, journal_path
from mity.runs.store import LogStore
from mity.system.files import sweep, write_atomic

WELL = StationResult.done("well", {"seen": True})


class Disk:
    """Counts the real `os.fsync` calls by the file or folder that they were for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._synced: Counter[tuple[int, int]] = Counter()
        self._fsync = os.fsync
        monkeypatch.setattr(os, "fsync", self._count)

    def _count(self, handle: int) -> None:
        info = os.fstat(handle)
        self._synced[info.st_dev, info.st_ino] += 1
        self._fsync(handle)

    def synced(self, path: Path) -> int:
        """How often the file or folder that is at `path` now was synced."""
        info = path.stat()
        return self._synced[info.st_dev, info.st_ino]

    def forget(self) -> None:
        """Counts from nothing again."""
        self._synced.clear()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk under observation."""
    return Disk(monkeypatch)


def begun(workspace: Path, *stations: str) -> tuple[LogStore, ExecutionLog, Recorder]:
    """A run under way, with its writer open."""
    store = LogStore(workspace)
    flow = in_order(*(FakeStation(name) for name in stations))
    context = WorkflowContext(workspace, "app")
    context.run_id = store.new_run_id("flow")
    log = ExecutionLog(context.run_id, flow, list(stations), context, RunState.RUNNING)
    return store, log, store.open(log)


def test_a_result_is_on_disk_when_it_is_recorded(tmp_path: Path, disk: Disk) -> None:
    store, log, writer = begun(tmp_path, "a", "b")
    journal = journal_path(store.path(log.run_id))
    assert disk.synced(journal) == 1
    assert disk.synced(journal.parent) >= 1
    writer.finish("a", "a", WELL)
    assert disk.synced(journal) == 2
    writer.emit(events.ANSWERED, "b", "b", choice="retry")
    writer.emit(events.STEP_REWOUND, steps=["a"])
    assert disk.synced(journal) == 4
    writer.release()


def test_what_only_shows_progress_costs_no_sync(tmp_path: Path, disk: Disk) -> None:
    store, log, writer = begun(tmp_path, "a")
    journal = journal_path(store.path(log.run_id))
    writer.emit(events.STEP_STARTED, "a", "a", attempt=1, description="")
    writer.emit(events.NOTE, "a", "a", text="hello")
    assert disk.synced(journal) == 1
    kinds = [json.loads(line).get("kind") for line in journal.read_bytes().splitlines()]
    assert kinds == [None, events.STEP_STARTED], "it is written all the same, notes excepted"
    writer.release()


def test_the_journal_and_its_name_are_on_disk_before_anything_runs(tmp_path: Path, disk: Disk) -> None:
    Journal(tmp_path / "a.journal.jsonl", "{}").close(remove=False)
    assert (disk.synced(tmp_path / "a.journal.jsonl"), disk.synced(tmp_path)) == (1, 1)


def test_the_document_is_on_disk_before_the_journal_goes(tmp_path: Path, disk: Disk) -> None:
    store, log, writer = begun(tmp_path, "a")
    writer.finish("a", "a", WELL)
    path = store.path(log.run_id)
    disk.forget()
    writer.stop(RunState.COMPLETED, None, events.utc_now())
    assert (disk.synced(path), disk.synced(path.parent)) == (1, 1)
    assert not journal_path(path).exists()
    assert json.loads(path.read_bytes())["state"] == "completed"


def test_a_resumed_run_has_its_document_on_disk_before_its_journal_is_begun_again(tmp_path: Path, disk: Disk) -> None:
    """Opening the journal empties it: what it held must be in the document by then."""
    store, log, writer = begun(tmp_path, "a", "b")
    path = store.path(log.run_id)
    assert disk.synced(path) == 0, "a new run needs none"
    before = path.read_bytes()
    writer.finish("a", "a", WELL)
    writer.release()
    path.write_bytes(before)
    again = store.load(path)
    disk.forget()
    store.open(again).release()
    assert disk.synced(path) == 1
    assert list(json.loads(path.read_bytes())["results"][0]) == ["station", "result"]


def test_an_atomic_write_is_durable_unless_it_is_told_otherwise(tmp_path: Path, disk: Disk) -> None:
    write_atomic(tmp_path / "a", b"a", durable=False)
    assert (disk.synced(tmp_path / "a"), disk.synced(tmp_path)) == (0, 0)
    write_atomic(tmp_path / "a", b"b")
    assert (disk.synced(tmp_path / "a"), disk.synced(tmp_path)) == (1, 1)
    assert (tmp_path / "a").read_bytes() == b"b"


@pytest.mark.parametrize("most", [1, 3, 7])
def test_a_write_that_takes_only_a_part_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data)[:most]))
    journal = Journal(tmp_path / "a.journal.jsonl", '{"seq":1}')
    journal.append('{"seq":2,"text":"a longer line"}')
    journal.close(remove=False)
    write_atomic(tmp_path / "a", b"a longer text")
    assert (tmp_path / "a.journal.jsonl").read_bytes() == b'{"seq":1}\n{"seq":2,"text":"a longer line"}\n'
    assert (tmp_path / "a").read_bytes() == b"a longer text"


def test_a_write_that_fails_leaves_the_old_file_and_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def full(handle: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StorageError, match=r"cannot write .*a: No space left on device"):
        write_atomic(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_parts_of_dead_writers_are_swept_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    mine, dead = os.getpid(), 2**22 + 1
    names = {
        f".other.json.{mine}.tmp",
        f".other.json.{dead}.tmp",
        f".run.json.{mine}.tmp",
        ".other.json.x.tmp",
        "a.tmp",
    }
    for name in names:
        (tmp_path / name).touch()
    sweep(tmp_path, "run.json")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f".other.json.{mine}.tmp", ".other.json.x.tmp", "a.tmp"}


@pytest.mark.parametrize("ahead", [1, 2])
def test_a_writer_that_is_behind_is_refused_and_gives_the_run_free(tmp_path: Path, ahead: int) -> None:
    store, log, writer = begun(tmp_path, "a", "b")
    path = store.path(log.run_id)
    early = store.load(path)
    for name in ("a", "b")[:ahead]:
        writer.finish(name, name, WELL)
    writer.release()
    with pytest.raises(BusyError, match="has just gone on with run") as refused:
        store.open(early)
    store.open(store.load(path)).release()
    assert refused.value.exit_code == 5


def test_a_run_that_cannot_be_begun_is_free_again(tmp_path: Path) -> None:
    store, log, writer = begun(tmp_path, "a")
    writer.release()
    journal = journal_path(store.path(log.run_id))
    journal.unlink()
    journal.mkdir()
    again = store.load
    with pytest.raises((StorageError, OSError)) as refused:
        store.open(log)
    journal.rmdir()
    store.open(again(store.path(log.run_id))).release()
    assert refused.value


def test_events_that_the_document_holds_already_are_not_taken_in_twice(tmp_path: Path) -> None:
    """The document may be refreshed after the journal: what both hold counts once."""
    store, log, writer = begun(tmp_path, "a", "b")
    path = store.path(log.run_id)
    writer.finish("a", "a", WELL)
    writer.emit(events.STEP_REWOUND, steps=["a"])
    writer.finish("a", "a", WELL)
    shutil.copyfile(path, tmp_path / "document")
    writer.release()
    loaded = store.load(path)
    assert [row["station"] for row in loaded.history] == ["a"]
    assert list(loaded.results) == ["a"]
    assert loaded.sequence == log.sequence


def test_stopping_frees_the_run_even_when_the_document_cannot_be_written(tmp_path: Path) -> None:
    store, log, writer = begun(tmp_path, "a")
    path = store.path(log.run_id)
    path.unlink()
    path.mkdir()
    with pytest.raises(StorageError):
        writer.stop(RunState.COMPLETED, None, events.utc_now())
    path.rmdir()
    store.open(log).release()
