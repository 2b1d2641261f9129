"""Programs that lie in a project: a relative folder of PATH leads to none, and no package brings the sandbox."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from harness import Mity
from mity.command import Command, Outcome
from mity.stacks.test_reports import read_junit
from mity.system.sandbox import choose

RUNS_ALL = '#!/bin/sh\necho "$0" >> {}\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n'


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_no_program_of_a_relative_folder_of_path_is_started(mity: Mity, tmp_path: Path) -> None:
    told = tmp_path / "ran"
    for name in ("git", "bwrap", "chromium", "python3", "sh"):
        program(mity.workspace / "node_modules/.bin" / name, RUNS_ALL.format(told))
    (mity.workspace / "pyproject.toml").write_text('[project]\nname = "a"\nversion = "1"\n')
    done = mity(
        *("run", "--trust", "x.yaml", "--sandbox", "auto"),
        env={"PATH": os.pathsep.join(("./node_modules/.bin", "", "node_modules/.bin", os.environ["PATH"]))},
    )
    assert done.code == 2, done.text
    assert not told.exists()
    (mity.workspace / "x.yaml").write_text(
        "name: x\nstages:\n  - name: a\n    steps:\n      - {name: b, command: git --version && python3 --version}\n"
    )
    path = os.pathsep.join(("./node_modules/.bin", "", os.environ["PATH"]))
    done = mity("run", "--trust", "x.yaml", env={"PATH": path})
    assert done.code == 0, done.text
    assert not told.exists()


@pytest.mark.parametrize("place", [".venv/bin", "node_modules/.bin", "bin", "elsewhere/bin"])
def test_the_sandbox_is_no_program_of_a_package_or_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    folder = program(tmp_path / place / "bwrap", "#!/bin/sh\nexit 0\n").parent
    if place.startswith(".venv"):
        (folder.parent / "pyvenv.cfg").touch()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.chdir(tmp_path if place == "bin" else tmp_path / place)
    if place == "elsewhere/bin":
        monkeypatch.chdir("/")
    started: list[tuple[str, ...]] = []

    def run(command: Command) -> Outcome:
        started.append(command.argv)
        raise AssertionError("it was asked")

    if place == "elsewhere/bin":
        with pytest.raises(AssertionError, match="it was asked"):
            choose.found(run)
    else:
        choose.found(run)
        assert started == []


def test_no_module_of_the_current_folder_is_loaded(mity: Mity, tmp_path: Path) -> None:
    """`python -m mity` in a clone that has a `click.py`, and a package that says it is a plug-in."""
    code = f"open({str(tmp_path / 'pwned')!r}, 'w')\n"
    (mity.workspace / "click.py").write_text(code)
    (mity.workspace / "evil.py").write_text(code)
    package = mity.workspace / "evil-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[mity.stations]\nevil = evil:register\n")
    started = mity.start("stations", env={"PYTHONSAFEPATH": ""})
    said = started.communicate(timeout=60)
    assert started.returncode == 0, said
    assert not (tmp_path / "pwned").exists()


def test_whatever_starts_mitys_own_python_keeps_the_folder_out() -> None:
    root = Path(__file__).parents[2]
    found = [path for room in ("factory", "stations", "agents") for path in (root / room).rglob("*.py")]
    starts = {path.name for path in found if re.search(r'sys\.executable, "-(?!P)', path.read_text(encoding="utf-8"))}
    assert starts == set(), "with -P no module of the folder that is worked on is taken for mity's"


def test_what_makes_a_report_of_gos_words_loads_no_module_of_the_project(tmp_path: Path) -> None:
    go = program(tmp_path / "go", '#!/bin/sh\necho \'{"Action": "fail", "Test": "TestA", "Package": "a"}\'\nexit 1\n')
    folder = Path(__file__).parents[2] / "templates" / "go-project"
    command = yaml.safe_load((folder / "stack.yaml").read_text(encoding="utf-8"))["commands"]["test"]
    for name in ("json", "subprocess", "pathlib", "xml"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'pwned')!r}, 'w')\nraise SystemExit\n")
    filled = [{"${python}": sys.executable, "${go}": str(go)}.get(word, word) for word in command["argv"]]
    done = subprocess.run(filled, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert not (tmp_path / "pwned").exists()
    counts = read_junit([tmp_path / ".mity/cache/junit.xml"])
    assert (counts.tests, counts.failures) == (1, 1)
