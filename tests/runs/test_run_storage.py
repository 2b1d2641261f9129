"""The port for where a run is kept: what goes through it is the whole record, which can be read back from elsewhere."""

from __future__ import annotations

from pathlib import Path

from fake_stations import FakeStation, in_order
from mity import ExecutionLog, RunState, StationResult, Verdict, WorkflowContext
from mity.redaction import Redactor
from mity.runs.files import journal_path
from mity.runs.journal import Journal
from mity.runs.recorder import Recorder
from mity.runs.store import LogStore


class Memory:
    """A storage that is no file: keeps the record of a run as a table would."""

    def __init__(self) -> None:
        self.document = b""
        self.events: list[str] = []
        self.ended = False
        self.released = False

    def begin(self, document: bytes) -> None:
        self.document = document

    def begin_events(self, first: str, sequence: int, *, kept: bool) -> None:
        self.events = [first]

    def append(self, line: str, *, sync: bool) -> None:
        self.events.append(line)

    def write(self, document: bytes, *, durable: bool) -> None:
        self.document = document

    def end_events(self, last: int | None) -> None:
        self.ended = True

    def release(self) -> None:
        self.released = True


def begun(workspace: Path, storage: Memory) -> Recorder:
    """A run of two stations under way, kept in `storage`."""
    context = WorkflowContext(workspace, "app")
    context.run_id = "0001-flow-abcd"
    flow = in_order(FakeStation("one"), FakeStation("two"))
    recorder = Recorder(storage, Redactor({}))
    recorder.begin(ExecutionLog(context.run_id, flow, ["one", "two"], context, RunState.RUNNING))
    return recorder


def done(recorder: Recorder, station: str) -> None:
    recorder.finish(station, station, StationResult.done(f"{station} is done", {"seen": True}))


def read_back(storage: Memory, document: bytes, workspace: Path) -> ExecutionLog:
    """The log of a run as another machine has it from the storage."""
    store = LogStore(workspace)
    path = store.path("0001-flow-abcd")
    path.parent.mkdir(parents=True)
    path.write_bytes(document)
    if not storage.ended:
        first, *events = storage.events
        journal = Journal(journal_path(path), first)
        for line in events:
            journal.append(line)
        journal.close(remove=False)
    return store.load(path)


def test_the_events_behind_an_old_document_are_the_run(tmp_path: Path) -> None:
    storage = Memory()
    recorder = begun(tmp_path / "here", storage)
    before = storage.document
    done(recorder, "one")
    recorder.release()
    log = read_back(storage, before, tmp_path / "there")
    assert (storage.released, storage.ended) == (True, False)
    assert log.passed("one")
    assert log.remaining() == ["two"]
    assert not log.edited
    assert log.can_resume()


def test_the_document_of_a_run_that_stopped_needs_no_events(tmp_path: Path) -> None:
    storage = Memory()
    recorder = begun(tmp_path / "here", storage)
    done(recorder, "one")
    done(recorder, "two")
    recorder.stop(RunState.COMPLETED, None, "2026-01-01T00:00:00Z")
    log = read_back(storage, storage.document, tmp_path / "there")
    assert (storage.released, storage.ended) == (True, True)
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN)
    assert not log.edited
