"""Features under kills, interrupts, other people's edits and broken proofs: whole or not at all, and nothing lost."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from features.conftest import PROJECT, TODO, AppFixture, no_git_identity
from features.test_add_feature import STATIONS
from harness import git

pytestmark = pytest.mark.slow


def test_nothing_is_added_to_what_is_red(bare: AppFixture) -> None:
    bare.edit("server.py", "import json", "import json(")
    before = bare.state
    done = bare("add-feature", "project", *PROJECT)
    assert done.code == 1
    assert "'test' fails before anything was added" in done.text
    assert "mity heal" in done.text
    assert bare.state == before


def test_an_edit_in_the_same_lines_is_refused_and_nothing_is_lost(grown: AppFixture) -> None:
    grown.edit("features/todos.py", '    "project_id": "ref",\n', '    "project_id": "ref",  # mine\n')
    before = grown.state
    done = grown("add-feature", "todo", *TODO, "--field", "due:date,optional")
    assert done.code == 1
    assert "features/todos.py, line" in done.text
    assert "your change and the feature's meet here" in done.text
    assert grown.state == before


def test_tests_that_pass_without_the_feature_prove_nothing(bare: AppFixture) -> None:
    template = ".mity/feature/each/tests/features/test_{many_snake}.py"
    bare.write(template, '"""Nothing."""\n')
    before = bare.state
    done = bare("add-feature", "project", *PROJECT)
    assert done.code == 1
    assert "they prove nothing" in done.text
    assert bare.state == before


def test_a_feature_without_tests_is_blocked_by_the_review(bare: AppFixture) -> None:
    (bare.root / ".mity/feature/each/tests/features/test_{many_snake}.py").unlink()
    bare.commit()
    bare("trust")
    before = bare.state
    done = bare("add-feature", "project", *PROJECT)
    assert (done.code, "a feature must bring tests" in done.text) == (1, True), done.text
    assert bare.state == before


def test_a_secret_in_the_change_is_blocked_and_not_shown(bare: AppFixture) -> None:
    key = "AKIA" + "ABCDEFGHIJKLMNOP"
    path = ".mity/feature/each/features/{many_snake}.py"
    bare.write(path, bare.text(path) + f'\nKEY = "{key}"\n')
    before = bare.state
    done = bare("add-feature", "project", *PROJECT)
    assert (done.code, "looks like a secret" in done.text, key in done.text) == (1, True, False), done.text
    assert bare.state == before


@pytest.mark.parametrize("station", [name for name in STATIONS if name not in ("analyze", "architect")])
def test_a_kill_is_made_good(bare: AppFixture, station: str) -> None:
    """kill -9 as soon as the station is under way; a resume lands the same feature."""
    (bare.root / "slow").write_text("0.4")
    bare.commit()
    before = bare.state
    started = bare.mity.start("add-feature", "project", "--app", str(bare.root), *PROJECT, "--verbose")
    assert started.stderr is not None
    for line in started.stderr:
        if line.startswith(f"→ {station}:"):
            os.kill(started.pid, signal.SIGKILL)
            break
    started.communicate()
    if started.returncode == 0:
        pytest.skip("it was done before the kill came")
    if list((bare.root / ".mity/heal.git/changes").glob("*.jsonl")):
        refused = bare("add-feature", "todo", "--field", "title:str")
        assert (refused.code, "mity resume" in refused.err) == (2, True), refused.text
    elif station not in ("review", "commit"):
        assert bare.state == before
    done = bare("resume")
    assert done.code == 0, done.text
    assert bare.subjects.count("Add the feature project") == 1
    assert git(bare.root, "status", "--porcelain") == ""
    assert "nothing to do" in bare("add-feature", "project", *PROJECT).out


def test_an_interrupt_puts_everything_back(bare: AppFixture) -> None:
    (bare.root / "slow").write_text("0.8")
    bare.commit()
    before = bare.state
    started = bare.mity.start("add-feature", "project", "--app", str(bare.root), *PROJECT, "--verbose")
    assert started.stderr is not None
    for line in started.stderr:
        if line.startswith("→ test:"):
            time.sleep(0.2)
            started.send_signal(signal.SIGINT)
            break
    started.communicate()
    assert started.returncode == 130
    assert bare.state == before
    assert bare("resume").code == 0
    assert (bare.root / "features/projects.py").is_file()


def test_somebody_elses_work_during_the_run_is_kept_aside(bare: AppFixture) -> None:
    (bare.root / "slow").write_text("0.8")
    bare.commit()
    started = bare.mity.start("add-feature", "project", "--app", str(bare.root), *PROJECT, "--verbose")
    assert started.stderr is not None
    for line in started.stderr:
        if line.startswith("→ test:"):
            (bare.root / "thoughts.md").write_text("mine\n")
            started.send_signal(signal.SIGINT)
            break
    started.communicate()
    kept = list((bare.root / ".mity/aside").rglob("thoughts.md.kept"))
    assert [path.read_text() for path in kept] == ["mine\n"]


def test_without_a_repository_it_makes_one(bare: AppFixture) -> None:
    shutil.rmtree(bare.root / ".git")
    done = bare("add-feature", "project", *PROJECT)
    assert done.code == 0, done.text
    assert bare.subjects == ["Add the feature project"]


def test_without_an_identity_it_waits_and_puts_back(bare: AppFixture) -> None:
    before = bare.state
    done = bare("add-feature", "project", *PROJECT, env=no_git_identity())
    if done.code == 0:
        pytest.skip("this machine gives git an identity by itself")
    assert done.code == 3
    assert bare.state == before


def test_a_removal_takes_no_edited_file_with_it(grown: AppFixture) -> None:
    grown.edit("features/todos.py", "for people", "for all")
    before = grown.state
    done = grown("remove-feature", "todo")
    assert (done.code, "features/todos.py was edited" in done.text) == (2, True), done.text
    assert grown.state == before


def test_files_in_the_way_are_left_alone(bare: AppFixture) -> None:
    bare.write("features/projects.py", "mine\n")
    before = bare.state
    done = bare("add-feature", "project", *PROJECT)
    assert (done.code, "features/projects.py is in the way" in done.text) == (2, True), done.text
    assert bare.state == before


def test_a_link_that_leads_out_is_not_written_through(bare: AppFixture, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (bare.root / "features").symlink_to(tmp_path / "elsewhere")
    bare.commit()
    done = bare("add-feature", "project", *PROJECT)
    assert (done.code, "mity does not write there" in done.text) == (2, True), done.text
    assert list((tmp_path / "elsewhere").iterdir()) == []
