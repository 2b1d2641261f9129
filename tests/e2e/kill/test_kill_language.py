"""kill -9 at every file operation of runs with loops, retries, calls, checkpoints and state machines, then resume."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fork_server import ForkServer, Result, Story, document_of, litter, load, result_of

SLICES = {"items": 2, "called": 3, "machine": 1, "mixed": 6, "generated": 3}
"""Into how many parts the moments of each workflow are dealt; every run of the tests takes one, in turn."""
LEAST = {"items": 110, "called": 150, "machine": 50, "mixed": 120, "generated": 100}
"""How many kills there are in all parts together at least: 530."""


@pytest.fixture
def server() -> Iterator[ForkServer]:
    with ForkServer() as made:
        yield made


def finished(workspace: Path) -> Result:
    path = document_of(workspace)
    assert path is not None
    assert [name for name in litter(workspace) if not name.endswith(".journal.jsonl")] == []
    return result_of(load(path))


def _slices() -> Iterator[Any]:
    for workflow, of in SLICES.items():
        for part in range(of):
            marks = pytest.mark.rotation(f"kill-{workflow}", of=of) if of > 1 else ()
            yield pytest.param(workflow, part, marks=marks, id=f"{workflow}-{part}")


@pytest.mark.timeout(280)
@pytest.mark.parametrize(("workflow", "part"), list(_slices()))
def test_a_kill_at_any_moment_loses_nothing_and_repeats_nothing(
    server: ForkServer, tmp_path: Path, workflow: str, part: int
) -> None:
    story = Story(server, tmp_path / "undisturbed")
    answer = server.ask(workspace=story.workspace, workflow=workflow)
    assert answer["state"] == "completed", load(document_of(story.workspace) or Path()).error
    expected = finished(story.workspace)
    kills = 0
    for moment in range(1 + part, int(answer["moments"]) + 1, SLICES[workflow]):
        story = Story(server, tmp_path / str(moment))
        if not story.begin(workflow, moment):
            continue
        kills += 1
        if document_of(story.workspace) is None:
            continue
        if not story.ended():
            story.go_on()
        found = finished(story.workspace)
        assert comparable(found) == comparable(expected), f"killed at moment {moment}"
    print(f"{kills} kills")  # shown by -rP
    assert kills >= LEAST[workflow] // SLICES[workflow]


def comparable(result: Result) -> object:
    """What must be the same with and without kills."""
    return (result.state, result.verdict, result.stations, result.statuses, result.outputs, result.digests)
