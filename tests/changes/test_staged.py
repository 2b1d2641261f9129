"""Git's index after a change that was staged is taken back: nothing of it is left, what others staged is."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import git
from mity.changes.changeset import ChangeSet

_AS = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "a ünï app"
    root.mkdir()
    git(root, "init", "--quiet")
    for name in ("kept.txt", "gone.txt", "[odd] nämé.txt"):
        (root / name).write_text(f"{name}\n")
    return root


def committed(root: Path) -> None:
    git(root, "add", "--all")
    git(root, *_AS, "commit", "--quiet", "--message", "first")


def staged_change(root: Path) -> ChangeSet:
    change = ChangeSet.begin(root, (), "stage:change", run_id="0001-update")
    (root / "kept.txt").write_text("changed\n")
    (root / "gone.txt").rename(root / "renamed.txt")
    (root / "[odd] nämé.txt").unlink()
    (root / "new.txt").write_text("new\n")
    git(root, "add", "--all", ":!.mity")
    return change


def test_a_staged_change_that_is_taken_back_leaves_nothing_staged(project: Path) -> None:
    committed(project)
    change = staged_change(project)
    assert git(project, "status", "--porcelain", "--", ":!.mity") != ""
    change.undo()
    assert git(project, "status", "--porcelain", "--", ":!.mity") == ""


def test_before_the_first_commit_nothing_is_staged_either(project: Path) -> None:
    change = staged_change(project)
    change.undo()
    assert git(project, "ls-files", "--", ":!.mity") == ""
    assert (project / "gone.txt").read_text() == "gone.txt\n"


def test_what_somebody_else_staged_stays(project: Path) -> None:
    committed(project)
    change = staged_change(project)
    (project / "kept.txt").write_text("by hand\n")
    git(project, "add", "kept.txt")
    (project / "kept.txt").write_text("changed\n")
    change.undo()
    assert git(project, "status", "--porcelain", "--", ":!.mity") == "MM kept.txt"
    assert git(project, "show", ":kept.txt") == "by hand"
    assert (project / "kept.txt").read_text() == "kept.txt\n"
