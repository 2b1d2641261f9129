"""Logs that somebody edited: the edit is noticed, and nothing in such a log counts as proven."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fake_stations import FakeStation, ask, document_path, in_order, registry
from mity import ExecutionLog, RunState, StationResult, Status, Verdict, WorkflowContext, WorkflowExecutor
from mity.engine.choice import Choice
from mity.errors import MityError
from mity.runs.files import journal_path
from mity.runs.seal import chained, seal_of, unchained
from mity.runs.store import LogStore
from rows import each

Edit = Callable[[str], str]


def swap(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text, text
        return text.replace(old, new, 1)

    return edit


DOCUMENT: dict[str, Edit] = {
    "failed is done": swap('"status":"failed"', '"status":"done"'),
    "evidence": swap('"evidence":{}', '"evidence":{"tests":7}'),
    "state": swap('"state":"failed"', '"state":"completed"'),
    "stations": swap('"stations":["one","two"]', '"stations":["one"]'),
    "message": swap('"message":"it broke"', '"message":"it worked"'),
    "seal taken away": lambda text: re.sub(r',\n?"seal":"\w+"', "", text),
    "seal of another": lambda text: re.sub(r'"seal":"\w{8}', '"seal":"00000000', text),
    "schema 1 without a seal": lambda text: re.sub(r',\n?"seal":"\w+"', "", text).replace('"schema":2', '"schema":1'),
    "behind the seal": lambda text: text.rstrip()[:-1] + ',"state":"completed"}\n',
    "who began it": lambda text: re.sub(r'"begun":\[\{"by":"', r"\g<0>some", text),
    "nobody began it": lambda text: re.sub(r'"begun":\[[^\]]*\],?\n?', "", text),
    "a result more": swap('"results":[', '"results":[{"station":"two","result":{"success":true,"status":"done"}},'),
}


def broken(context: WorkflowContext) -> StationResult:
    return StationResult.failed("it broke")


def failed_run(folder: Path) -> Path:
    stations = [FakeStation("one"), FakeStation("two", broken)]
    WorkflowExecutor(registry(*stations)).execute(in_order(*stations), WorkflowContext(folder, "app"))
    return document_path(folder)


@each("kind", DOCUMENT)
def test_an_edited_document_is_noticed_and_never_proves_anything(tmp_path: Path, kind: str) -> None:
    path = failed_run(tmp_path)
    assert not LogStore(tmp_path).load(path).edited
    before = path.read_text()
    path.write_text(DOCUMENT[kind](before))
    assert path.read_text() != before
    log = LogStore(tmp_path).load(path) if kind != "stations" else None
    if log is None:
        return  # it contradicts itself, which loading refuses already
    assert log.edited
    if not log.can_resume():
        assert log.verdict is not Verdict.PROVEN
        return
    ended = WorkflowExecutor(registry(FakeStation("one"), FakeStation("two"))).resume(log)
    assert (ended.state, ended.verdict) == (RunState.COMPLETED, Verdict.UNPROVEN)
    assert ended.doubts()[0] == "the log is not as mity wrote it, so nothing in it counts as proven"
    again = LogStore(tmp_path).load(path)
    assert (again.edited, again.verdict) == (True, Verdict.UNPROVEN), "resuming it does not make it good"


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Everything in JSON data that is no container, with its place."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path, value
    for name, one in inner or ():
        yield from places(one, (*path, name))


def with_other(data: Any, path: tuple[Any, ...], value: Any) -> str:
    """The data as JSON with another value at a place."""
    made = inner = json.loads(json.dumps(data))
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return json.dumps(made)


def test_another_value_is_noticed_wherever_it_is_but_for_times_that_prove_nothing(tmp_path: Path) -> None:
    path = failed_run(tmp_path)
    data = json.loads(path.read_text())
    silent = set()
    for place, value in places(data):
        other = not value if isinstance(value, bool) else f"{value}x" if isinstance(value, str) else 99
        path.write_text(with_other(data, place, other))
        try:
            noticed = LogStore(tmp_path).load(path).edited
        except MityError:
            noticed = True  # it contradicts itself
        if not noticed:
            silent.add(place)
    assert silent == {("started_at",), ("completed_at",)}


@each("member", ['"forked_from":"', '"reused":true', '"masked":["'])
def test_what_a_replay_took_over_and_what_is_hidden_is_part_of_the_seal(tmp_path: Path, member: str) -> None:
    def hides(context: WorkflowContext) -> StationResult:
        context.set_output("api_key", "a-Value-that-is-secret-7")
        return StationResult.done("kept", {"x": 1})

    registered = registry(FakeStation("one", hides), FakeStation("two", broken))
    flow = in_order(FakeStation("one"), FakeStation("two"))
    first = WorkflowExecutor(registered).execute(flow, WorkflowContext(tmp_path, "app"))
    made = WorkflowExecutor(registered).replay(first, flow, "two", {}, {})
    (path,) = (tmp_path / ".mity" / "logs").glob(f"{made.run_id}.json")
    assert not LogStore(tmp_path).load(path).edited
    text = path.read_text()
    assert member in text
    path.write_text(text.replace(member, member.replace("true", "false") if "true" in member else f"{member}x"))
    assert LogStore(tmp_path).load(path).edited


def test_a_log_of_an_older_mity_is_as_it_wrote_it(tmp_path: Path) -> None:
    path = failed_run(tmp_path)
    data = json.loads(path.read_text())
    assert data["seal"] != seal_of(data, older=True)
    path.write_text(json.dumps(data | {"seal": seal_of(data, older=True)}))
    assert not LogStore(tmp_path).load(path).edited


def test_a_log_that_nobody_touched_is_proven_after_a_resume(tmp_path: Path) -> None:
    log = LogStore(tmp_path).load(failed_run(tmp_path))
    ended = WorkflowExecutor(registry(FakeStation("one"), FakeStation("two"))).resume(log)
    assert (ended.verdict, ended.doubts()) == (Verdict.PROVEN, [])


JOURNAL: dict[str, Edit] = {
    "another result": swap('"success":true', '"success":false'),
    "a line less": lambda text: re.sub(r'\n\{[^\n]*"kind":"step.started"[^\n]*', "", text, count=1),
    "a line twice": lambda text: text + text.splitlines()[-1] + "\n",
    "lines in another order": lambda text: "\n".join([*text.splitlines()[:1], *text.splitlines()[:0:-1]]) + "\n",
    "a line of one's own": lambda text: (
        text
        + '{"seq":99,"time":"","kind":"step.finished","address":"two","station":"two","result":{"status":"done"}}\n'
    ),
    "chains taken away": lambda text: re.sub(r',"chain":"\w+"', "", text),
    "the document inside": swap('"status":"done"', '"status":"skipped"'),
}


@each("kind", JOURNAL)
def test_an_edited_journal_is_noticed(tmp_path: Path, kind: str) -> None:
    """The journal is taken while the run is under way: what a kill would leave."""
    kept = tmp_path / "kept"

    def keep(context: WorkflowContext) -> StationResult:
        shutil.copytree(context.workspace, kept)
        return StationResult.done("kept", {"x": 1})

    stations = [FakeStation("one"), FakeStation("two", broken), FakeStation("three", keep)]
    flow = in_order(stations[0], stations[2], stations[1])
    WorkflowExecutor(registry(*stations)).execute(flow, WorkflowContext(tmp_path / "work", "app"))
    path = document_path(kept)
    assert not LogStore(kept).load(path).edited
    journal = journal_path(path)
    before = journal.read_text()
    after = JOURNAL[kind](before)
    assert after != before
    journal.write_text(after)
    assert LogStore(kept).load(path).edited


def test_a_kill_in_a_line_is_no_edit(tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    def keep(context: WorkflowContext) -> StationResult:
        shutil.copytree(context.workspace, kept)
        return StationResult.done("kept", {"x": 1})

    stations = [FakeStation("one"), FakeStation("two", keep)]
    WorkflowExecutor(registry(*stations)).execute(in_order(*stations), WorkflowContext(tmp_path / "work", "app"))
    path = document_path(kept)
    whole = journal_path(path).read_bytes()
    for end in range(len(whole) - 40, len(whole)):
        journal_path(path).write_bytes(whole[:end])
        assert not LogStore(kept).load(path).edited, end


def test_an_answer_in_an_edited_log_does_not_skip_to_a_proof(tmp_path: Path) -> None:
    stations = [FakeStation("one", ask), FakeStation("two")]
    WorkflowExecutor(registry(*stations)).execute(in_order(*stations), WorkflowContext(tmp_path, "app"))
    path = document_path(tmp_path)
    path.write_text(path.read_text().replace('"attempts":1', '"attempts":2', 1))
    log: ExecutionLog = LogStore(tmp_path).load(path)
    ended = WorkflowExecutor(registry(FakeStation("one"), FakeStation("two"))).resume(log, Choice("retry"))
    assert (ended.results["one"].status, ended.verdict) == (Status.DONE, Verdict.UNPROVEN)


HARMLESS: dict[str, Edit] = {
    "written anew by a program": lambda text: json.dumps(json.loads(text), indent=2),
    "a field of a newer mity": swap('{"schema"', '{"of_tomorrow":[1],"schema"'),
    "a field of a newer mity in a result": swap('{"success":true', '{"of_tomorrow":[1],"success":true'),
}


@each("kind", HARMLESS)
def test_what_says_the_same_is_no_edit(tmp_path: Path, kind: str) -> None:
    path = failed_run(tmp_path)
    path.write_text(HARMLESS[kind](path.read_text()))
    log = LogStore(tmp_path).load(path)
    assert not log.edited
    ended = WorkflowExecutor(registry(FakeStation("one"), FakeStation("two"))).resume(log)
    assert ended.verdict is Verdict.PROVEN
    assert not LogStore(tmp_path).load(path).edited


def test_a_chain_is_of_the_very_bytes() -> None:
    line, link = chained(b'{"seq":1}', b"")
    assert unchained(line, b"") == link
    assert unchained(line, b"x") is None
    assert unchained(b'{"seq":1}', b"") is None
