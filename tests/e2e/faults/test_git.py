"""The commit station when git is missing, has no identity, hangs, or was killed."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

import pytest

from harness import LIGHT, Mity, git
from misbehaving_app import alive, environment, marked, path_without, run, run_ids, statuses, until, word_of
from mity.system.git import Repository

CREATE = ("create-app", "demo", "--template", str(LIGHT), "--trust")


def test_no_identity_is_asked_for_and_the_run_goes_on_when_there_is_one(mity: Mity) -> None:
    settings = mity.home / "gitconfig"
    identity = settings.read_text()
    settings.write_text("")
    done = mity.light()
    assert done.code == 3, done.text
    assert 'git config --global user.name "Your Name"' in done.text
    assert done.text.count("mity resume") == 1
    assert statuses(mity.log())["launch"] == "done"
    settings.write_text(identity)
    assert mity("resume", "--choose", "retry").code == 0
    assert (
        git(mity.workspace / "demo", "log", "--format=%an %ae %s")
        == "Test test@example.com Create demo from a template"
    )


def test_without_git_the_commit_is_unavailable_and_the_rest_is_done(mity: Mity, tmp_path: Path) -> None:
    path = path_without(tmp_path / "bin", "git")
    done = run(mity, *CREATE, env=environment(mity, PATH=path))
    assert done.code == 4, done.text
    assert "git is not on PATH. Get it:" in done.text
    log = mity.log()
    assert log["verdict"] == "unproven"
    assert statuses(log) == {**dict.fromkeys(log["stations"], "done"), "commit": "unavailable"}
    again = mity("resume", run_ids(mity)[0], "--from", "commit")
    assert again.code == 0, again.text


def test_a_half_made_repository_is_completed(mity: Mity) -> None:
    mity.light("demo", env={"GIT_CONFIG_GLOBAL": "/dev/null"})
    app = mity.workspace / "demo"
    (app / ".git" / "HEAD").unlink()
    done = mity("resume", "--choose", "retry")
    assert done.code == 0, done.text
    assert git(app, "rev-list", "--count", "HEAD") == "1"
    assert git(app, "branch", "--show-current") == "main"


@pytest.mark.parametrize("left", ["HEAD", "objects", "refs", "config"])
def test_whatever_a_killed_git_init_left_a_repository_comes_of_it(tmp_path: Path, left: str) -> None:
    repository = Repository(tmp_path)
    repository.init()
    place = tmp_path / ".git" / left
    place.unlink() if place.is_file() else shutil.rmtree(place)
    if not repository.exists():
        repository.init()
    assert git(tmp_path, "status", "--porcelain") == ""


def hang(mity: Mity, tmp_path: Path) -> None:
    """Makes the first `git commit` of the user hang in a hook of theirs."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    hook = hooks / "pre-commit"
    word = mity.workspace / "hook"
    hook.write_text(
        f"#!/bin/sh\n[ -e {word} ] && exit 0\necho $$ $PPID > {word}.part; mv {word}.part {word}\nsleep 300\n"
    )
    hook.chmod(0o755)
    with (mity.home / "gitconfig").open("a") as settings:
        settings.write(f"[core]\n\thooksPath = {hooks}\n")


def test_a_git_that_outlived_its_killed_mity_is_ended_by_the_resume(mity: Mity, tmp_path: Path) -> None:
    hang(mity, tmp_path)
    process = mity.start(*CREATE)
    pids = [int(pid) for pid in word_of(mity, "hook")]
    process.kill()
    process.communicate()
    assert alive(pids) == pids
    done = mity("resume")
    assert done.code == 0, done.text
    assert alive(pids) == []
    assert marked(run_ids(mity)[0]) == []
    assert git(mity.workspace / "demo", "rev-list", "--count", "HEAD") == "1"


def test_a_git_under_way_is_ended_when_mity_is_told_to_stop(mity: Mity, tmp_path: Path) -> None:
    hang(mity, tmp_path)
    process = mity.start(*CREATE)
    pids = [int(pid) for pid in word_of(mity, "hook")]
    time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 130
    until(lambda: not alive(pids), 2)
    assert marked(run_ids(mity)[0]) == []
    assert mity("resume").code == 0


def test_the_users_own_commit_settings_that_refuse_are_told_in_gits_words(mity: Mity, tmp_path: Path) -> None:
    hang(mity, tmp_path)
    hook = tmp_path / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho no commits on a Friday >&2\nexit 1\n")
    done = mity.light()
    assert done.code == 3, done.text
    assert "no commits on a Friday" in done.text
    hook.unlink()
    assert mity("resume", "--choose", "retry").code == 0
