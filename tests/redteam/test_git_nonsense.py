"""A `git` on PATH that is none, or that answers what git does not: a sentence, never a proof and never a crash."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import pytest

from harness import Mity, git
from mity.errors import MityError
from mity.system.git import Repository
from mity.system.git_calls import GitError
from mity.system.git_history import last_committed
from mity.system.git_waiting import let_go
from rows import each, in_turns

REAL = 'exec /usr/bin/env PATH="$REAL_PATH" git "$@"'
ANSWERS = {
    "nothing": "exit 0",
    "garbage": "echo garbage",
    "failure": "exit 1",
    "noise": "head -c 3000 /dev/urandom",
    "fatal": "echo fatal: no >&2; exit 128",
    "killed": "kill -9 $$",
    "many lines": "yes x | head -n 20000",
    "zeros": "head -c 5000 /dev/zero",
    "strange status": f'case "$*" in *status*) printf "?? \\0\\0R";; *) {REAL};; esac',
    "strange objects": f'case "$*" in *cat-file*) echo "zz blob -1"; cat > /dev/null;; *) {REAL};; esac',
    "no commit": f'case "$*" in *commit*) exit 0;; *) {REAL};; esac',
    "no identity": f'case "$*" in *var*) printf "\\377\\376";; *) {REAL};; esac',
}


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called git that comes first on PATH."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    monkeypatch.setenv("REAL_PATH", os.environ["PATH"])
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return program


@pytest.mark.slow
@pytest.mark.parametrize("made", [False, True], ids=["no repository", "a repository"])
@pytest.mark.parametrize("answer", in_turns(ANSWERS, 5))
def test_every_question_has_an_answer_or_a_sentence(tmp_path: Path, fake: Path, answer: str, made: bool) -> None:
    project = tmp_path / "app"
    project.mkdir()
    (project / "a.txt").write_text("a\n")
    if made:
        git(project, "init", "--quiet")
    fake.write_text(f"#!/bin/sh\n{ANSWERS[answer]}\n")
    fake.chmod(0o755)
    repository = Repository(project)
    questions = [
        *(repository.ignored, repository.dirty, repository.head, repository.identity, repository.init),
        *(lambda: repository.shows("a" * 40), lambda: repository.has_branch("x"), lambda: repository.with_text("x")),
        *(lambda: repository.commit_all("x"), lambda: repository.switch_to_new("b"), lambda: repository.landed("x")),
        lambda: last_committed(project, "a.txt"),
    ]
    for ask in questions:
        try:
            ask()
        except MityError as error:
            assert "\n" not in str(error).strip()


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_run_with_such_a_git_ends_in_a_sentence(mity: Mity, fake: Path, answer: str) -> None:
    fake.write_text(f"#!/bin/sh\n{ANSWERS[answer]}\n")
    fake.chmod(0o755)
    done = mity.light("demo", env={"PATH": os.environ["PATH"], "REAL_PATH": os.environ["REAL_PATH"]})
    assert done.code in ((0,) if answer == "no identity" else (1, 3, 4)), done.text
    assert "is proven" not in done.text or answer == "no identity"


@pytest.mark.slow
@pytest.mark.timeout(300)
@each("place", [".gitignore", "a/b/.gitignore", "a/.gitattributes"])
@each("kept", [True, False])
def test_a_pipe_that_git_reads_is_told_of(tmp_path: Path, place: str, kept: bool) -> None:
    if kept:
        git(tmp_path, "init", "-q")
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(tmp_path / place)
    (tmp_path / place).with_name("x.py").write_text("x = 1\n")
    began = time.monotonic()
    with contextlib.suppress(GitError) if place.endswith("attributes") else pytest.raises(GitError, match="is a pipe"):
        Repository(tmp_path).ignored()
    if kept:
        with contextlib.suppress(GitError):
            Repository(tmp_path).commit_all("files")
    assert time.monotonic() - began < 100


def test_a_git_that_takes_its_time_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("x\n")
    with let_go(tmp_path, 0.05) as waited:
        time.sleep(0.3)
    assert waited == []
