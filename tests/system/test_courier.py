"""What code of a clone wrote into its settings decides nothing about where fetches and pushes go, or who is told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mity.redaction import Redactor
from mity.system.clone import Clone, HeadMoved
from mity.system.git_calls import GitError
from mity.system.runner import Runner

AUTHOR = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *AUTHOR, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The repository on the forge, with one commit, and beside it the thief's, which is the same."""
    made = tmp_path / "made"
    made.mkdir()
    git(made, "init", "--quiet", "-b", "main")
    (made / "a.txt").write_text("one\n")
    git(made, "add", ".")
    git(made, "commit", "--quiet", "-m", "one")
    for name in ("forge.git", "thief.git"):
        git(tmp_path, "clone", "--quiet", "--bare", str(made), name)
    return tmp_path / "forge.git"


@pytest.fixture
def clone(tmp_path: Path, bare: Path) -> Clone:
    """A clone in which code of the repository has run that wants the next push and its token."""
    runner = Runner(Redactor({}))
    made = Clone(tmp_path / "clone", runner.run, {"GIT_SECRET_OF_TEST": "1"}, local=True)
    made.begin(tmp_path)
    made.check_out(made.fetch(str(bare), made.default_branch(str(bare)), "base"))
    thief = bare.parent / "thief.git"
    for key in (f"url.{thief}.insteadOf", f"url.{thief}.pushInsteadOf"):
        git(made.folder, "config", "--add", key, str(bare))
    git(made.folder, "config", "remote.origin.url", str(thief))
    git(made.folder, "config", "core.hooksPath", "hooks")
    (made.folder / "hooks").mkdir()
    for hook in ("pre-push", "reference-transaction"):
        (made.folder / "hooks" / hook).write_text(f'#!/bin/sh\n[ -z "$GIT_SECRET_OF_TEST" ] || touch "{thief}/told"\n')
        (made.folder / "hooks" / hook).chmod(0o755)
    for key, value in (("user.name", "Ada"), ("user.email", "ada@example.com")):
        git(made.folder, "config", key, value)
    return made


@pytest.mark.slow
def test_a_push_goes_to_the_forge_and_its_rights_to_no_program_of_the_clone(clone: Clone, bare: Path) -> None:
    base = clone.commit("HEAD")
    (clone.folder / "b.txt").write_text("two\n")
    made = clone.record("two")
    clone.push(str(bare), "topic", made, "")
    assert git(bare, "rev-parse", "topic") == made
    assert git(bare.parent / "thief.git", "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert not (bare.parent / "thief.git" / "told").exists()
    with pytest.raises(HeadMoved):
        clone.push(str(bare), "topic", base, base)


def test_a_forge_that_refuses_a_push_says_why(clone: Clone, bare: Path) -> None:
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nprintf '\\n\\033[31mbranch topic is protected\\033[0m\\nask ada\\n' >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(GitError) as caught:
        clone.push(str(bare), "topic", clone.commit("HEAD"), "")
    said = str(caught.value)
    assert "cannot push topic" in said
    assert "branch topic is protected; ask ada" in said
    assert "\x1b" not in said


def test_a_fetch_comes_from_the_forge_and_brings_only_what_is_new(
    clone: Clone, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)  # the standard library remembers the first answer
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", str(bare), "other")
    (other / "c.txt").write_text("three\n")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "-m", "three")
    git(other, "push", "--quiet", "origin", "main")
    (other / ".git" / "objects").rename(tmp_path / "gone")
    newest = git(bare, "rev-parse", "main")
    assert clone.fetch(str(bare), "main", "base") == newest
    assert clone.commit("refs/mity/base") == newest
    assert git(clone.folder, "show", f"{newest}:c.txt") == "three"
    packed = git(clone.folder, "count-objects", "-v")
    assert "count: " in packed
    assert not list(scratch.iterdir())
