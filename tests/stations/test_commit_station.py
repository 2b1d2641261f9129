"""commit: proven by what git shows afterwards; a commit that leaves something out is a question."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bench_station import StationBench
from harness import git
from mity.projects.app_record import write_owned
from mity.runs.state import Status


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StationBench:
    """A project with one file and no repository, where git knows who commits."""
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n\tname = Test\n\temail = test@example.com\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    made = StationBench(tmp_path / "work")
    made.write("a.txt", "a")
    return made


@pytest.fixture
def hook(bench: StationBench) -> Callable[[str, str], None]:
    """Makes a repository with a git hook that runs shell commands."""

    def install(name: str, commands: str) -> None:
        git(bench.root, "init", "--quiet")
        script = bench.write(f".git/hooks/{name}", f"#!/bin/sh\n{commands}\n")
        script.chmod(0o755)

    return install


def test_the_commit_is_the_proof(bench: StationBench) -> None:
    ended = bench.run("commit", commit_message="Add a")
    head = git(bench.root, "rev-parse", "HEAD")
    assert ended.status is Status.DONE, ended.message
    tree = ended.evidence["tree"]
    assert re.fullmatch("[0-9a-f]{64}", tree)
    assert ended.evidence == {"commit": head, "subject": "Add a", "files": 1, "clean": True, "tree": tree}
    assert ended.outputs == {"commit_hash": head}
    assert git(bench.root, "log", "-1", "--format=%B") == "Add a\n\nMity-Run: 0001-bench-abcd"


def test_what_was_proven_goes_into_the_commit(bench: StationBench) -> None:
    bench.context.merge_outputs({"artefacts": ["dist/a"], "tests": {"tests": 7}})
    bench.run("commit")
    trailers = git(bench.root, "log", "-1", "--format=%(trailers:only)").splitlines()
    assert trailers == ["Mity-Run: 0001-bench-abcd", "Mity-Proof: build test", "Mity-Tests: 7"]


def test_a_file_that_is_left_over_is_a_question(bench: StationBench, hook: Callable[[str, str], None]) -> None:
    hook("post-commit", "echo more > left.txt")
    ended = bench.run("commit")
    assert (ended.status, ended.evidence, ended.outputs) == (Status.NEEDS_INPUT, {}, {})
    assert "was made but 1 files are not in it, left.txt first" in ended.message


def test_a_commit_that_git_cannot_show_is_a_question(
    bench: StationBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A git of which one command fails goes in front of the real one."""
    real = shutil.which("git")
    folder = tmp_path / "bin"
    folder.mkdir()
    script = f'#!/bin/sh\nif [ "$1 $2" = "cat-file -t" ]; then exit 128; fi\nexec {real} "$@"\n'
    (folder / "git").write_text(script, encoding="utf-8")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    ended = bench.run("commit")
    assert (ended.status, ended.outputs) == (Status.NEEDS_INPUT, {})
    assert "was made but git cannot show it" in ended.message


def test_a_commit_that_git_refuses_is_a_question(bench: StationBench, hook: Callable[[str, str], None]) -> None:
    hook("pre-commit", "echo not today >&2; exit 1")
    ended = bench.run("commit")
    assert (ended.status, ended.outputs) == (Status.NEEDS_INPUT, {})
    assert "not today" in ended.message


def test_the_same_run_commits_once(bench: StationBench) -> None:
    first = bench.run("commit")
    again = bench.run("commit")
    assert (again.status, again.evidence) == (Status.DONE, first.evidence)
    assert git(bench.root, "rev-list", "--count", "HEAD") == "1"


@pytest.mark.slow
def test_what_was_edited_after_the_commit_of_this_run_is_committed_too(bench: StationBench) -> None:
    first = bench.run("commit")
    bench.write("a.txt", "mine")
    again = bench.run("commit")
    assert again.status is Status.DONE
    assert again.outputs != first.outputs
    assert git(bench.root, "show", "HEAD:a.txt") == "mine"


def test_another_run_commits_for_itself(bench: StationBench) -> None:
    bench.run("commit")
    bench.write("b.txt", "b")
    bench.context.run_id = "0002-bench-abcd"
    bench.run("commit", branch="feature/b")
    assert git(bench.root, "rev-list", "--count", "HEAD") == "2"
    assert git(bench.root, "branch", "--show-current") == "feature/b"


def test_without_an_identity_the_person_is_asked_and_nothing_is_committed(
    bench: StationBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    ended = bench.run("commit")
    assert ended.status is Status.NEEDS_INPUT
    assert "git has no identity to commit with" in ended.message
    assert git(bench.root, "rev-list", "--all", "--count") == "0"


def test_what_mity_made_and_git_ignores_is_asked_of_but_not_what_is_one_persons_or_empty(bench: StationBench) -> None:
    git(bench.root, "init", "--quiet")
    bench.write(".gitignore", "*.log\n.env\nempty/\n")
    made = {"app.log": "x", ".env": "TOKEN=1", "empty/.keep": "", "a.txt": "a"}
    for path, text in made.items():
        bench.write(path, text)
    (bench.root / ".mity").mkdir()
    write_owned(bench.root, dict.fromkeys(made, "0" * 64), "light")
    ended = bench.run("commit")
    assert (ended.status, ended.outputs) == (Status.NEEDS_INPUT, {})
    assert "was made but app.log " in ended.message and ended.question is not None
    assert [line.split()[0] for line in ended.question.cause] == ["app.log"]
    (bench.root / "app.log").unlink()
    ended = bench.run("commit")
    assert (ended.status, ended.evidence["ignored"]) == (Status.DONE, [".env"]), ended.message
    assert ended.message.endswith("; git ignores .env")
