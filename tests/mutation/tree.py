"""A copy of mity that may be broken: one change at a time, and what the copy's own tests say of it."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mutation.table import ROOT, Mutant

_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "dist", ".mity")
_BESIDE = ("agents", "stations", "templates")
_LIMIT_S = 1200
_TEST_S = 60
_FINDER = """
import sys
from importlib.util import spec_from_file_location


class Copied:
    @staticmethod
    def find_spec(name, path=None, target=None):
        place = PLACES.get(name)
        return place and spec_from_file_location(name, f"{place}/__init__.py", submodule_search_locations=[place])


sys.meta_path.insert(0, Copied)
"""
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
        self.python = _environment(folder / "environment", self.root)

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
            str(self.python),
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
        env["PATH"] = os.pathsep.join((str(self.python.parent), env.get("PATH", os.defpath)))
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
        code = "import mity.stations.build as one; print(one.__file__)"
        argv = [str(self.python), "-c", code]
        done = subprocess.run(argv, cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout.strip()


def _environment(folder: Path, root: Path) -> Path:
    """The Python of an environment in which mity is the copy at `root`, and all else that of the present one.

    Not PYTHONPATH: mity takes it from its children, which would run the code that is not changed; in the sandbox
    a package of links leads nowhere.
    """
    venv.create(folder, symlinks=True, with_pip=False)
    own, present = (Path(sysconfig.get_path("purelib", vars={"base": str(base)})) for base in (folder, sys.prefix))
    places = {"mity": "factory", **{f"mity.{name}": name for name in _BESIDE}}
    found = {name: str(root / place) for name, place in places.items()}
    (own / "mity_copied.py").write_text(f"PLACES = {found!r}\n{_FINDER}", encoding="utf-8")
    (own / "copied.pth").write_text(f"import mity_copied\n{present}\n", encoding="utf-8")
    programs = folder / "bin"
    for one in Path(sys.prefix, "bin").iterdir():
        if not (programs / one.name).exists():
            (programs / one.name).symlink_to(one)
    (programs / "mity").unlink(missing_ok=True)
    (programs / "mity").write_text(
        f"#!{programs}/python\nimport sys\n\nfrom mity.cli import main\n\nsys.exit(main())\n", encoding="utf-8"
    )
    (programs / "mity").chmod(0o755)
    return programs / "python"


def _write(path: Path, text: str) -> None:
    """Writes a source with a time of its own: Python must not take the compiled form of the text before."""
    path.write_text(text, encoding="utf-8")
    moment = time.time() + next(_ticks)
    os.utime(path, (moment, moment))
