"""The light application `shop`, made once a session by a real create-app, for all tests that look at it or copy it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from harness import Done, Mity
from tables import common


@dataclass(frozen=True)
class LightApp:
    """An application that nobody changes, the home of its user, and how `create-app --json` ended that made it."""

    root: Path
    home: Path
    made: Done


def mity_at(workspace: Path, home: Path) -> Mity:
    """mity in a workspace, as a user runs it who keeps no bytecode."""
    home.mkdir(parents=True, exist_ok=True)
    made = Mity(workspace, home)
    made.env.pop("PYTHONSAFEPATH")
    made.env["PYTHONDONTWRITEBYTECODE"] = "1"
    return made


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of all workers, filled by the first of them that needs it."""
    folder = common(factory) / name
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def light_app(tmp_path_factory: pytest.TempPathFactory) -> LightApp:
    """An application for looking only."""

    def make(folder: Path) -> None:
        done = mity_at(folder, folder / "home").light("shop", "--json")
        assert done.code == 0, done.text
        (folder / "out").write_text(done.out, encoding="utf-8")

    folder = made_once(tmp_path_factory, "growth", make)
    return LightApp(folder / "shop", folder / "home", Done(0, (folder / "out").read_text(encoding="utf-8"), ""))
