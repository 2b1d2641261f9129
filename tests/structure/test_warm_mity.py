"""A fork of a loaded mity is told from one that was started only by the time it takes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from harness import Mity
from warm_mity import Warm

pytestmark = pytest.mark.slow  # it starts a third mity that is loaded, and two that are not

CALLS = [("crate-app",), ("create-app", "demo", "--stack", "nope", "--json")]


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Warm:
    home = tmp_path_factory.mktemp("home")
    return Warm({**Mity(home, home).env, "HOME": "/nowhere", "COLOUR": "of the one that serves"})


def cold(mity: Mity, *words: str) -> subprocess.CompletedProcess[str]:
    """A mity that Python starts."""
    return subprocess.run(
        mity.argv(*words), cwd=mity.workspace, env=mity.env, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_it_prints_and_ends_as_one_that_was_started(mity: Mity, warm: Warm, words: tuple[str, ...]) -> None:
    forked, started = warm.run(words, mity.workspace, mity.env, 60), cold(mity, *words)
    assert (forked.returncode, forked.stdout, forked.stderr) == (started.returncode, started.stdout, started.stderr)


def test_folder_and_environment_are_those_of_the_run(mity: Mity, warm: Warm) -> None:
    (mity.workspace / "flow.yaml").write_text("name: flow\nsteps:\n  - {name: one, command: 'echo $COLOUR > seen'}\n")
    assert warm.run(["run", "flow.yaml"], mity.workspace, {**mity.env, "COLOUR": "mine"}, 60).returncode == 0
    assert (mity.workspace / "seen").read_text() == "mine\n"


def test_runs_share_nothing(mity: Mity, warm: Warm) -> None:
    (mity.workspace / "flow.yaml").write_text("name: flow\nsteps:\n  - {name: one, command: 'true'}\n")
    codes = [warm.run(["run", "flow.yaml"], mity.workspace, mity.env, 60).returncode for _ in range(2)]
    assert codes == [0, 0]
    assert len(list((mity.workspace / ".mity/logs").glob("*.json"))) == 2


def test_one_that_takes_too_long_is_killed(mity: Mity, warm: Warm) -> None:
    (mity.workspace / "flow.yaml").write_text("name: flow\nsteps:\n  - {name: one, command: 'sleep 1.5'}\n")
    with pytest.raises(subprocess.TimeoutExpired):
        warm.run(["run", "flow.yaml"], mity.workspace, mity.env, 0.3)


def test_where_loading_would_differ_it_does_not_serve(mity: Mity, warm: Warm, tmp_path: Path) -> None:
    path = mity.env["PATH"]
    assert warm.serves({**mity.env, "PATH": f"{tmp_path}{os.pathsep}{path}", "ANYTHING": "else", "HOME": "/"})
    for different in ({"PATH": str(tmp_path)}, {"LC_ALL": "xx"}, {"PYTHONOPTIMIZE": "2"}, {"GIT_PYTHON_REFRESH": "x"}):
        assert not warm.serves({**mity.env, **different}), different
