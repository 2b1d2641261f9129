"""kill -9 at each file operation of a fix's trial, of a feature, of an undo, and of the recovery from such a kill."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from recovering import recover

from change_server import ChangeServer
from mity.changes.changeset import ChangeSet
from project_state import sample_project, state_of, unlike

MOST_MOMENTS = 2000


@pytest.fixture(scope="module")
def server() -> Iterator[ChangeServer]:
    with ChangeServer() as started:
        yield started


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return sample_project(tmp_path / "sample")


def copied(sample: Path, name: str) -> Path:
    target = sample.with_name(name)
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(sample, target, symlinks=True)
    return target


def kills(server: ChangeServer, act: str, sample: Path) -> Iterator[Path]:
    """A fresh copy of the project for each operation of an act, killed there."""
    for moment in range(1, MOST_MOMENTS):
        project = copied(sample, "app")
        if not server.act(act, project, moment):
            assert moment > 20, "the act was hardly listened to"
            return
        yield project
    pytest.fail(f"{act} has more than {MOST_MOMENTS} operations")


@pytest.mark.parametrize("act", ["reverted_fix", "undone_feature"])
@pytest.mark.timeout(600)
def test_what_a_kill_left_is_put_back(server: ChangeServer, sample: Path, act: str) -> None:
    before = state_of(sample)
    for project in kills(server, act, sample):
        recover(project)
        assert unlike(before, state_of(project)) == []
        assert ChangeSet.pending(project) == []


@pytest.mark.timeout(600)
def test_a_fix_whose_trial_was_killed_is_kept_whole_or_not_at_all(server: ChangeServer, sample: Path) -> None:
    before = state_of(sample)
    undisturbed = copied(sample, "undisturbed")
    assert not server.act("kept_fix", undisturbed)
    kept = state_of(undisturbed)
    assert {"made/by/edit.py", "new/deep/file.py", ".venv/fresh"} <= set(unlike(before, kept))
    for project in kills(server, "kept_fix", sample):
        over = not ChangeSet.pending(project) and bool(unlike(before, state_of(project)))
        recover(project)
        assert unlike(kept if over else before, state_of(project)) == []


@pytest.mark.parametrize("act", ["tried_fix", "feature"])
@pytest.mark.timeout(600)
def test_a_recovery_that_is_killed_is_made_good_by_the_next(server: ChangeServer, sample: Path, act: str) -> None:
    before = state_of(sample)
    changed = copied(sample, "changed")
    assert not server.act(act, changed)
    assert unlike(before, state_of(changed)) != []
    for project in kills(server, "recovery", changed):
        recover(project)
        assert unlike(before, state_of(project)) == []
        assert ChangeSet.pending(project) == []


@pytest.mark.timeout(600)
def test_recoveries_from_half_made_changes_that_are_killed_again_and_again(server: ChangeServer, sample: Path) -> None:
    before = state_of(sample)
    for number, project in enumerate(kills(server, "feature", sample)):
        for moment in (1 + number % 7, 5 + number % 31, 2 + number % 13):
            server.act("recovery", project, moment)
        recover(project)
        assert unlike(before, state_of(project)) == []
