"""Copies of a shared application can be broken without harm to it, and one that was never proven is not made again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness import git
from shared_apps import Shelf, copy


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """What looks like an application with packages of Node and an environment of Python."""
    root = tmp_path / 'it\'s a ünï "place"' / "demo"
    for name, text in {
        "src/main.py": "print('one')\n",
        "node_modules/left-pad/index.js": "module.exports = 1;\n",
        "node_modules/.vite/vitest/results.json": "{}\n",
        ".mity/app.json": "{}\n",
        ".mity/logs/0001.json": "{}\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    [packages] = root.glob(".venv/lib/*/site-packages")
    (packages / "demo.pth").write_text(f"{root}/src\n")
    (packages / "other.pth").write_text("/elsewhere\n")
    git(root, "init", "--quiet")
    return root


def test_a_copy_shares_packages_and_nothing_that_is_written(app: Path, tmp_path: Path) -> None:
    made = copy(app, tmp_path / "demo")
    package = "node_modules/left-pad/index.js"
    assert (made / package).samefile(app / package)
    assert not (made / "src/main.py").samefile(app / "src/main.py")
    assert not (made / ".git/HEAD").samefile(app / ".git/HEAD")
    assert [name for name in ("node_modules/.vite", ".mity/logs") if (made / name).exists()] == []
    assert (made / ".mity/app.json").is_file()
    assert (made / "src/main.py").stat().st_mtime_ns == (app / "src/main.py").stat().st_mtime_ns


def test_the_environment_of_a_copy_is_its_own(app: Path, tmp_path: Path) -> None:
    made = copy(app, tmp_path / "demo")
    (made / "src/main.py").write_text("print('two')\n")
    answers = [
        subprocess.run([root / ".venv/bin/python", "-m", "main"], capture_output=True, text=True, check=True).stdout
        for root in (app, made)
    ]
    assert answers == ["one\n", "two\n"]
    assert str(app) not in (made / ".venv/bin/activate").read_text()
    assert str(app) in (app / ".venv/bin/activate").read_text()
    [other] = made.glob(".venv/lib/*/site-packages/other.pth")
    assert other.samefile(app / other.relative_to(made)), "what does not name the folder is shared"


def test_what_could_not_be_proven_once_is_not_made_again(tmp_path: Path) -> None:
    place = tmp_path / "shelf" / "python-fastapi"
    place.mkdir(parents=True)
    (place / "made.json").write_text(json.dumps({"apps": [], "error": "exit code 1: no network"}))
    with pytest.raises(AssertionError, match="python-fastapi is not proven:\nexit code 1: no network"):
        Shelf(place.parent).proven("python-fastapi")
    assert not list(place.glob("*place*/.mity"))
