"""mity for the fault tests: in a forked process instead of a new interpreter, and runs that wait already."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import Done, Mity
from misbehaving_app import words


class Quick:
    """The process that forks a mity for every call."""

    def __init__(self) -> None:
        main = Path(__file__).with_name("quick_main.py")
        self._process = subprocess.Popen(
            [sys.executable, str(main)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, request: dict[str, object]) -> int:
        """Runs one mity to its end and returns the exit code."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()


class QuickMity(Mity):
    """mity as the harness runs it, a third of a second quicker; `start` is still a process of its own."""

    def __init__(self, workspace: Path, home: Path, quick: Quick) -> None:
        super().__init__(workspace, home)
        self._quick = quick

    def __call__(self, *words: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Done:
        out, err = self.home / "stdout", self.home / "stderr"
        for path in (out, err):
            path.write_bytes(b"")
        request = {"argv": words, "cwd": str(cwd or self.workspace), "env": {**self.env, **(env or {})}}
        code = self._quick.ask({**request, "out": str(out), "err": str(err)})
        done = Done(code, *(path.read_bytes().decode("utf-8", "replace") for path in (out, err)))
        assert "Traceback" not in done.text, done.text
        return done


@pytest.fixture(scope="session")
def quick() -> Iterator[Quick]:
    made = Quick()
    yield made
    made.close()


@pytest.fixture
def mity(workspace: Path, tmp_path: Path, quick: Quick) -> Mity:
    """mity in an empty workspace."""
    home = tmp_path / "home"
    home.mkdir()
    return QuickMity(workspace, home, quick)


@pytest.fixture(scope="session")
def waiting(tmp_path_factory: pytest.TempPathFactory, quick: Quick) -> Path:
    """A workspace with one run that waits with a question of build. Not to be changed: copy it."""
    folder = tmp_path_factory.mktemp("waiting")
    for name in ("work", "home"):
        (folder / name).mkdir()
    made = QuickMity(folder / "work", folder / "home", quick)(*words(build="broken"))
    assert made.code == 3, made.text
    return folder / "work"


@pytest.fixture
def asked(mity: Mity, waiting: Path) -> Mity:
    """mity in a workspace of its own whose one run waits with a question of build."""
    shutil.copytree(waiting, mity.workspace, symlinks=True, dirs_exist_ok=True)
    mity.trust_as(waiting.parent / "home")
    return mity
