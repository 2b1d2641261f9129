"""A copy of mity that may be broken: one change at a time, and what the copy's own tests say of it."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mutation.table import ROOT, Mutant

_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "dist", ".mity")
_BESIDE = ("agents", "stations", "templates")
_LIMIT_S = 1200
_TEST_S = 60
_ticks = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Trial:
    """A run of tests: whether a test failed, and its last lines."""

    failed: bool
    text: str


class Tree:
    """A copy of the working tree in `folder`, whose tests import the copy's own code."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "mity"
        shutil.copytree(ROOT, self.root, symlinks=True, ignore=_LEFT_OUT)
        self._path = folder / "path"
        package = self._path / "mity"
        package.mkdir(parents=True)
        parts = [
            *(self.root / "factory").iterdir(),
            *(self.root / name for name in ("agents", "stations", "templates")),
        ]
        for one in parts:
            (package / one.name).symlink_to(one)

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """Within it the copy is broken. Raises LookupError when the text is not in just one place."""
        path = self.root / mutant.file
        text = mutant.changed(self.root)
        before = path.read_text(encoding="utf-8")
        _write(path, text)
        try:
            yield
        finally:
            _write(path, before)

    def test(self, *words: str) -> Trial:
        """Runs default tests of the copy until one fails. Raises RuntimeError when they could not be run at all."""
        argv = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-o",
            f"timeout={_TEST_S}",
            *words,
        ]
        env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_", "CI"))}
        env["PYTHONPATH"] = str(self._path)
        try:
            done = subprocess.run(argv, cwd=self.root, env=env, capture_output=True, text=True, timeout=_LIMIT_S)
        except subprocess.TimeoutExpired:
            return Trial(True, f"no end within {_LIMIT_S} s")
        lines = (done.stdout + done.stderr).strip().splitlines()
        # 1: a test failed; 2: a module could not be imported, which is a failure too; 5: the usual run has none of them
        if done.returncode not in (0, 1, 2, 5) or (done.returncode == 2 and "error" not in "".join(lines[-3:])):
            raise RuntimeError("\n".join(lines[-20:]))
        return Trial(done.returncode in (1, 2), "\n".join(lines[-6:]))

    def imported(self) -> str:
        """Where the copy's tests take mity from."""
        env = {**os.environ, "PYTHONPATH": str(self._path)}
        code = "import mity.stations.build as one; print(one.__file__)"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=self.root, env=env, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()


def _write(path: Path, text: str) -> None:
    """Writes a source with a time of its own: Python must not take the compiled form of the text before."""
    path.write_text(text, encoding="utf-8")
    moment = time.time() + next(_ticks)
    os.utime(path, (moment, moment))
