"""The commit station: everything is in a commit that git can show, or a person is asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_project import SmallProject

from harness import git
from mity import ExecutionLog, RunState, Status, Verdict


@pytest.fixture
def app(tmp_path: Path) -> SmallProject:
    """A project in a repository of its own, with one file that is not committed."""
    made = SmallProject(tmp_path / "app", {"build": "true"})
    made.write(".gitignore", ".mity/\n")
    made.write("mine.txt", "mine\n")
    git(made.root, "init", "--quiet")
    return made


def hook(app: SmallProject, script: str) -> Path:
    path = app.write(".git/hooks/post-commit", f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def message(log: ExecutionLog) -> str:
    assert (log.state, log.results["commit"].status) == (RunState.WAITING_FOR_INPUT, Status.NEEDS_INPUT)
    assert not log.results["commit"].evidence
    return log.results["commit"].message


def test_the_hash_is_one_that_git_shows_and_nothing_is_left(app: SmallProject) -> None:
    log = app.run("commit")
    head = git(app.root, "rev-parse", "HEAD")
    evidence = log.results["commit"].evidence
    assert (evidence["commit"], evidence["files"], evidence["clean"]) == (head, 2, True)
    assert log.context.get_output("commit_hash") == head
    assert git(app.root, "status", "--porcelain") == ""
    assert f"Mity-Run: {log.run_id}" in git(app.root, "log", "-1", "--format=%B")
    assert log.verdict is Verdict.PROVEN


def test_a_hook_that_leaves_a_file_makes_it_a_question(app: SmallProject) -> None:
    hook(app, "touch left.txt")
    assert "was made but 1 files are not in it, left.txt first" in message(app.run("commit"))


def test_a_commit_that_git_cannot_show_is_none(
    app: SmallProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    real = shutil.which("git")
    program.write_text(f'#!/bin/sh\ncase " $* " in *" cat-file -t "*) exit 128;; esac\nexec {real} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    assert "was made but git cannot show it" in message(app.run("commit"))


@pytest.mark.slow
def test_edits_after_the_commit_of_a_killed_run_are_committed_too(app: SmallProject) -> None:
    left = hook(app, "touch left.txt")
    asked = app.run("commit")
    assert "left.txt" in message(asked)
    left.unlink()
    log = app.resume(asked, "retry")
    assert log.verdict is Verdict.PROVEN
    assert git(app.root, "status", "--porcelain") == ""
    assert len(git(app.root, "log", "--format=%H").splitlines()) == 2


def test_a_commit_that_the_run_made_already_is_not_made_twice(app: SmallProject) -> None:
    log = app.run("commit")
    before = git(app.root, "rev-parse", "HEAD")
    again = app.app().resume(app.app().find(log.run_id)[0], from_station="commit")
    assert again.results["commit"].evidence["commit"] == before
    assert git(app.root, "rev-parse", "HEAD") == before


def test_without_an_identity_nothing_is_committed(app: SmallProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(app.root, "config", "user.useConfigOnly", "true")
    assert "git has no identity to commit with" in message(app.run("commit"))
    assert git(app.root, "rev-list", "--all") == ""


def test_a_hook_that_refuses_is_quoted(app: SmallProject) -> None:
    refusing = hook(app, "echo 'no commits on Fridays' >&2; exit 1")
    refusing.rename(refusing.with_name("pre-commit"))
    assert "no commits on Fridays" in message(app.run("commit"))


def test_a_later_run_finds_what_was_proven_in_the_commit(app: SmallProject) -> None:
    app.run("build", "commit")
    text = git(app.root, "log", "-1", "--format=%B")
    assert "Mity-Proof: build" in text.splitlines()
    assert "Mity-Tests" not in text
