"""kill -9 at every file operation of a run of light stations, then resume: the same result as undisturbed."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fork_server import ForkServer, Result, Story, document_of, litter, load, result_of
from light_stations import executed, registry

from mity import ExecutionLog, LogError, WorkflowExecutor


@pytest.fixture
def server() -> Iterator[ForkServer]:
    with ForkServer() as made:
        yield made


def undisturbed(server: ForkServer, folder: Path, workflow: str) -> tuple[Result, int]:
    """The result of a run that nobody kills, and the number of moments at which it could have been killed."""
    story = Story(server, folder / "undisturbed")
    answer = server.ask(workspace=story.workspace, workflow=workflow)
    assert answer["state"] == "completed"
    return finished(story.workspace), int(answer["moments"])


def finished(workspace: Path, *, journal: bool = False) -> Result:
    """The result of a run that must be at its end and have left nothing behind, the whole `journal` excepted."""
    path = document_of(workspace)
    assert path is not None
    assert [name for name in litter(workspace) if not (journal and name.endswith(".journal.jsonl"))] == []
    return result_of(load(path))


def test_a_kill_at_every_single_moment_of_a_run_loses_nothing(server: ForkServer, tmp_path: Path) -> None:
    expected, moments = undisturbed(server, tmp_path, "short")
    unborn = kills = 0
    for moment in range(1, moments + 1):
        story = Story(server, tmp_path / str(moment))
        assert story.begin("short", moment)
        kills += 1
        if document_of(story.workspace) is None:
            unborn += 1
            assert executed(story.workspace) == [], "a station ran before there was a log"
            continue
        ended = story.ended()
        if not ended:
            story.go_on()
        assert finished(story.workspace, journal=ended) == expected, f"killed at moment {moment}"
    assert kills >= 60
    assert kills - unborn >= 50, "moments of a run that has begun"


@pytest.mark.parametrize("workflow", ["short", "wide", "long"])
def test_several_kills_in_one_run_lose_nothing(server: ForkServer, tmp_path: Path, workflow: str) -> None:
    dice = random.Random(workflow)
    expected, moments = undisturbed(server, tmp_path, workflow)
    kills = 0
    for number in range(12):
        story = Story(server, tmp_path / str(number))
        alive = not story.begin(workflow, dice.randint(moments // 6, moments))
        while document_of(story.workspace) is None:
            alive = not story.begin(workflow, dice.randint(moments // 3, moments))
        while not alive and not story.ended():
            at = dice.randint(5, moments // 2) if story.kills < 5 else 0
            alive = not story.go_on(at)
        kills += story.kills
        assert finished(story.workspace, journal=not alive) == expected
    assert kills >= 24


def torn(server: ForkServer, folder: Path, workflow: str, kill_at: int) -> tuple[Path, list[bytes]]:
    """A run killed while its journal held several lines: its document, and the lines."""
    story = Story(server, folder / "torn")
    assert story.begin(workflow, kill_at)
    path = document_of(story.workspace)
    assert path is not None
    journal = path.with_suffix(".journal.jsonl")
    return path, journal.read_bytes().splitlines(keepends=True)


def ends(journal: bytes) -> int:
    """How many steps ended by the whole lines of a journal."""
    return sum(b'"kind":"step.finished"' in line for line in journal.split(b"\n")[:-1])


def test_a_journal_torn_at_any_byte_loses_only_the_torn_line(server: ForkServer, tmp_path: Path) -> None:
    expected, moments = undisturbed(server, tmp_path, "long")
    for later in range(0, 60, 6):
        path, lines = torn(server, tmp_path / str(later), "long", moments * 3 // 4 + later)
        behind = len(json.loads(path.read_bytes())["results"])
        if ends(b"".join(lines)) > behind and any(b"step.finished" in line for line in lines[-2:]):
            break
    else:
        pytest.fail("no journal held more than its document: nothing would be tested")
    journal = path.with_suffix(".journal.jsonl")
    kept = b"".join(lines[:-2])
    tail = b"".join(lines[-2:])
    for cut in range(len(tail)):
        journal.write_bytes(kept + tail[:cut])
        log = load(path)
        assert len(log.results) == max(ends(kept + tail[:cut]), behind), f"cut at {cut}"
        assert list(log.results) == log.stations[: len(log.results)]
    for cut in (0, 1, len(lines[-2]) - 1, len(lines[-2]), len(tail) - 1):
        journal.write_bytes(kept + tail[:cut])
        copy = tmp_path / f"cut-{cut}"
        shutil.copytree(path.parent.parent.parent, copy)
        story = Story.__new__(Story)
        story.fork_server, story.workspace, story.kills = server, copy, 0
        assert not story.go_on()
        assert finished(copy) == expected


def test_a_document_torn_by_a_power_cut_is_made_whole_from_the_journal(server: ForkServer, tmp_path: Path) -> None:
    _, moments = undisturbed(server, tmp_path, "short")
    path, lines = torn(server, tmp_path, "short", moments * 3 // 4)
    whole = path.read_bytes()
    results = list(load(path).results)
    assert len(results) == ends(b"".join(lines))
    for cut in range(0, len(whole), 97):
        path.write_bytes(whole[:cut])
        assert list(load(path).results) == results


def test_a_damaged_line_in_the_middle_of_the_journal_is_refused_and_left(server: ForkServer, tmp_path: Path) -> None:
    _, moments = undisturbed(server, tmp_path, "long")
    path, lines = torn(server, tmp_path, "long", moments * 3 // 4)
    journal = path.with_suffix(".journal.jsonl")
    journal.write_bytes(b"".join([*lines[:3], lines[3][:-9] + b"\n", *lines[4:]]))
    before = journal.read_bytes()
    with pytest.raises(LogError, match=r"line 4 of .* is damaged"):
        load(path)
    assert journal.read_bytes() == before


def stale(server: ForkServer, folder: Path) -> tuple[WorkflowExecutor, ExecutionLog, ExecutionLog]:
    """A killed run, loaded twice, as two processes would that begin to resume at the same time."""
    _, moments = undisturbed(server, folder, "short")
    path, _ = torn(server, folder, "short", moments // 2)
    executor = WorkflowExecutor(registry())
    return executor, executor.load_log(path), executor.load_log(path)


def test_a_resume_from_a_log_that_another_process_took_further_is_refused(server: ForkServer, tmp_path: Path) -> None:
    from mity import BusyError

    executor, first, second = stale(server, tmp_path)
    executor.resume(first)
    workspace = first.context.workspace
    before = executed(workspace)
    with pytest.raises(BusyError, match="resume"):
        executor.resume(second)
    assert executed(workspace) == before
    path = document_of(workspace)
    assert path is not None
    assert load(path).state.value == "completed"
