"""An application that a killed run left half changed: no verb takes what it finds there for the application."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from features.conftest import PROJECT, TODO, AppFixture
from harness import git
from mity.changes.changeset import ChangeSet
from mity.services.application_lock import ApplicationLock

RUN = "0007-add-feature-abcd"
NOTE = ("note", "--field", "text:str")
VERBS = [
    ("add-feature", "todo", *TODO),
    ("add-feature", *NOTE),
    ("add-feature", *NOTE, "--dry-run"),
    ("add-feature", "project", *PROJECT, "--field", "url:url,optional"),
    ("remove-feature", "project"),
    ("remove-feature", "todo"),
    ("features",),
    ("features", "--json"),
    ("heal",),
    ("heal", "--dry-run"),
]


@pytest.fixture
def half_made(bare: AppFixture) -> AppFixture:
    """A run was killed while it wrote the feature todo: the test is there, and the record of the owned files is cut."""
    change = ChangeSet.begin(bare.root, (), "stage change", run_id=RUN)
    change.declare(["tests/features/test_todos.py", ".mity/ownership.json"])
    (bare.root / "tests/features").mkdir(parents=True, exist_ok=True)
    (bare.root / "tests/features/test_todos.py").write_text("half")
    (bare.root / ".mity/ownership.json").write_text("")
    return bare


@pytest.fixture
def on_trial(bare: AppFixture) -> AppFixture:
    """A run was killed while it tried out a fix of a file."""
    change = ChangeSet.begin(bare.root, (), "launch~fix-1", run_id=RUN)
    change.declare(["server.py"])
    (bare.root / "server.py").write_text("import sys\n")
    change.look()
    return bare


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_verb_names_the_run_that_ends_it_and_writes_nothing(
    half_made: AppFixture, words: tuple[str, ...]
) -> None:
    before = half_made.state
    refused = half_made(*words)
    assert refused.code == 2, refused.text
    (line,) = refused.err.splitlines()
    assert f"`mity resume {RUN} --output {shlex.quote(str(half_made.root))}`" in line
    assert half_made.state == before


@pytest.mark.slow
@pytest.mark.parametrize("words", [words for words in VERBS if words != ("heal",)], ids=" ".join)
def test_a_fix_on_trial_is_nothing_to_be_committed_first(on_trial: AppFixture, words: tuple[str, ...]) -> None:
    test_every_verb_names_the_run_that_ends_it_and_writes_nothing(on_trial, words)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_new_healing_takes_back_what_a_killed_one_tried(on_trial: AppFixture) -> None:
    done = on_trial("heal")
    assert done.code == 0, done.text
    assert git(on_trial.root, "status", "--porcelain") == ""


def test_while_the_run_is_alive_it_is_not_called_killed(
    half_made: AppFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", half_made.mity.env["XDG_CACHE_HOME"])
    with ApplicationLock(half_made.root).hold():
        refused = half_made("features")
    assert (refused.code, "let it finish" in refused.err) == (5, True), refused.text


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_note_for_git_that_a_kill_cut_off_is_nothing_to_be_committed(bare: AppFixture) -> None:
    (bare.root / ".mity/logs").mkdir()
    (bare.root / ".mity/logs/.gitignore").write_text("")
    done = bare("add-feature", "project", *PROJECT)
    assert done.code == 0, done.text
    assert ".mity/logs" not in git(bare.root, "ls-files")
