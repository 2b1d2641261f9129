"""Tools that are fetched: what is kept of a package, how it is started, and what makes it none."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mity.command import Command, Outcome
from mity.errors import ToolError
from mity.stacks.requirement import Fetch, Requirement
from mity.system.runner import OnLine, Runner
from mity.system.tool_cache import ToolCache

SAYS = "import json, os, sys; print(json.dumps([__name__, sys.argv[1:], os.path.basename(os.getcwd())]))\n"


class Installer(Runner):
    """Stands for pip and uv: instead of asking an index it writes the files of a package."""

    def __init__(self, files: dict[str, str], code: int = 0, said: str = "") -> None:
        super().__init__()
        self._files, self._code, self._said = files, code, said
        self.asked: list[Command] = []

    def run(
        self,
        command: Command,
        on_line: OnLine = lambda line: None,
        transcript: Path | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Outcome:
        """Writes them below `--target`."""
        self.asked.append(command)
        target = Path(command.argv[command.argv.index("--target") + 1])
        for name, text in self._files.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_text(text)
        return Outcome(command, self._code, self._said)


def test_a_module_is_started_from_its_package_wherever_one_is(tmp_path: Path) -> None:
    """Never from a folder with a module of the same name: that would be code of the project that is looked at."""
    installer = Installer({"looker/__init__.py": "", "looker/__main__.py": SAYS})
    folder = ToolCache(installer, tmp_path / "tools").fetch_locked("look", "looker==1 --hash=x\n", "looker", "")
    (project := tmp_path / "project").mkdir()
    (project / "looker.py").write_text("raise SystemExit('code of the project')\n")
    done = subprocess.run([folder / "bin" / "look", "--all", "a b"], cwd=project, capture_output=True, text=True)
    assert (done.returncode, json.loads(done.stdout or "0")) == (0, ["__main__", ["--all", "a b"], "project"]), done
    assert (folder / "lock.txt").read_text() == "looker==1 --hash=x\n"
    assert {"--require-hashes", "--no-deps", ":all:"} <= set(installer.asked[0].argv)


def test_a_program_of_a_package_becomes_startable_and_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    tool = Requirement(tool="look", version=">=1", fetch=Fetch(pypi="looker", programs={"look": "*/go"}))
    for number in ("one", "two"):
        installer = Installer({"looker-1.2.dist-info/METADATA": "", "looker/go": f"#!/bin/sh\necho {number}\n"})
        folder = ToolCache(installer, tmp_path / "tools").fetch(tool)
        assert "looker>=1" in installer.asked[0].argv
        done = subprocess.run([folder / "bin" / "look"], capture_output=True, text=True)
        assert (folder.name, done.stdout) == ("looker-1.2", f"{number}\n")
    assert [one.name for one in (tmp_path / "tools").iterdir() if not one.name.startswith(".")] == ["looker-1.2"]


@pytest.mark.parametrize(
    ("installer", "said"),
    [
        (Installer({"looker/go": ""}), "looker>=1 was fetched but is no package"),
        (Installer({"looker-1.dist-info/METADATA": ""}), "the package looker has no */go: nothing was installed"),
        (Installer({}, 1, "no such host\n"), "cannot fetch look: no such host"),
        (Installer({}, 1, "THESE DO NOT MATCH THE HASHES\n"), "a package is not what its checksum says"),
    ],
    ids=["no package", "no program", "no network", "forged"],
)
def test_what_cannot_be_fetched_leaves_nothing(tmp_path: Path, installer: Installer, said: str) -> None:
    tool = Requirement(tool="look", version=">=1", fetch=Fetch(pypi="looker", programs={"look": "*/go"}))
    with pytest.raises(ToolError) as refused:
        ToolCache(installer, tmp_path / "tools").fetch(tool)
    assert said in str(refused.value)
    assert [one.name for one in (tmp_path / "tools").iterdir()] == [".lock"]


def test_a_tool_that_no_package_carries_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="mity cannot fetch look here: install it"):
        ToolCache(Installer({}), tmp_path / "tools").fetch(Requirement(tool="look", version=">=1"))
    assert not (tmp_path / "tools").exists()
