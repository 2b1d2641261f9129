"""Builds the project from a copy of its folders as they lie there, once for all workers of a test session."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parents[2]
FOLDERS = ("factory", "stations", "agents", "templates")


def copy_source(target: Path) -> Path:
    """What a build reads, with whatever a developer's folders hold besides (caches, compiled files)."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, target / folder, symlinks=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", "MANIFEST.in"):
        if (ROOT / name).is_file():
            shutil.copyfile(ROOT / name, target / name)
    return target


def call(*words: str | Path, cwd: Path | None = None) -> str:
    """Runs a command that must succeed, without the settings of this session, and returns its output."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def build_wheel(source: Path, target: Path) -> Path:
    """The wheel of a source tree or an sdist: by uv when it is there, because it is quicker, else by pip."""
    beside = str(Path(sys.executable).parent)
    uv = shutil.which("uv") or shutil.which("uv", path=beside)
    if uv:
        call(uv, "build", "--wheel", source, "--out-dir", target)
    else:
        call(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", target, source)
    (wheel,) = target.glob("*.whl")
    return wheel


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """`folder`, made by the first worker that wants it and used by all."""
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            make(part)
            part.rename(folder)
    return folder
