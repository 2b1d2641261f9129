"""Tools: found where version managers and JDKs lie, fetched from a registry into mity's own cache, and then used."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from harness import LIGHT, Mity
from mity.stacks.requirement import Requirement
from mity.system.tools import Toolbox, search_path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are shell scripts")


def program(folder: Path, name: str, version: str) -> Path:
    """A program that says its version and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{name} {version}'\n")
    path.chmod(0o755)
    return path


def template(folder: Path, **extra: object) -> Path:
    """The light template, whose stack needs the tool `hammer` too."""
    shutil.copytree(LIGHT, folder)
    stack = yaml.safe_load((folder / "stack.yaml").read_text())
    stack["requires"].append({"tool": "hammer", "version": ">=2", **extra})
    # the build runs the tool by its name: only a PATH that leads to the one that was resolved ends well
    build = stack["commands"]["build"]
    stack["commands"]["build"] = {"steps": [{"argv": ["sh", "-c", "hammer && test -n '${hammer_home}'"]}, build]}
    (folder / "stack.yaml").write_text(yaml.safe_dump(stack))
    return folder


@pytest.mark.parametrize(
    "place",
    [".nvm/versions/node/v9.1.0/bin", ".sdkman/candidates/hammer/2.0/bin", ".local/share/mise/installs/hammer/2/bin"],
)
def test_a_tool_of_a_version_manager_is_found_and_first_on_path(mity: Mity, tmp_path: Path, place: str) -> None:
    old = program(tmp_path / "old", "hammer", "1.9.0")
    program(mity.home / place, "hammer", "2.4.0")
    mity.env["PATH"] = f"{old.parent}{os.pathsep}{mity.env['PATH']}"
    made = mity("create-app", "demo", "--template", str(template(tmp_path / "t")), "--trust", "--json")
    assert made.code == 0, made.text
    assert made.json["verdict"] == "proven"


def test_a_tool_that_is_too_old_is_named_before_anything_is_written(mity: Mity, tmp_path: Path) -> None:
    old = program(tmp_path / "old", "hammer", "1.9.0")
    mity.env["PATH"] = f"{old.parent}{os.pathsep}{mity.env['PATH']}"
    get = {"any": "buy a hammer"}
    made = mity("create-app", "demo", "--template", str(template(tmp_path / "t", get=get)), "--trust")
    assert made.code == 4, made.text
    lines = made.err.splitlines()
    said = lines.index(f"hammer >=2 is needed; found 1.9.0 at {old}. Get it: buy a hammer")
    assert said < next(number for number, line in enumerate(lines) if "scaffold" in line)


def test_of_several_versions_that_of_the_program_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gradle tells on some systems first by which Java it runs."""
    hammer = program(tmp_path, "hammer", "")
    hammer.write_text("#!/bin/sh\necho 'openjdk version \"17.0.15\"' >&2\necho\necho 'Hammer 8.4'\n")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    found = Toolbox().resolve(Requirement(tool="hammer", version=">=8,<9", get={"any": "buy one"}))
    assert (found.path, found.version) == (str(hammer), "8.4")


@pytest.fixture
def fetchable(mity: Mity, tmp_path: Path) -> tuple[str, ...]:
    """The words that make an application which needs a hammer that is on no machine and in one wheel."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    info = "hammer_wheel-2.5.0.dist-info"
    with zipfile.ZipFile(wheels / "hammer_wheel-2.5.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("hammer_wheel/bin/hammer", "#!/bin/sh\necho 'hammer 2.5.0'\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: hammer-wheel\nVersion: 2.5.0\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    mity.env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    fetch = {"pypi": "hammer-wheel", "programs": {"hammer": "hammer_wheel/bin/hammer"}}
    return "create-app", "demo", "--template", str(template(tmp_path / "t", fetch=fetch)), "--trust"


def test_a_tool_is_fetched_from_a_registry_when_that_is_allowed(mity: Mity, fetchable: tuple[str, ...]) -> None:
    refused = mity(*fetchable)
    assert refused.code == 4
    assert "or let mity fetch it: --fetch-tools" in refused.err
    shutil.rmtree(mity.workspace / "demo")
    made = mity(*fetchable, "--fetch-tools")
    assert made.code == 0, made.text
    tool = mity.home / "cache/mity/tools/hammer_wheel-2.5.0/bin/hammer"
    assert f"hammer 2.5.0 is at {tool}" in made.err
    assert sorted(path.name for path in tool.parents[2].iterdir()) == [".lock", "hammer_wheel-2.5.0"]


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("", 0), ("n", 4)])
def test_on_a_terminal_a_person_is_asked(mity: Mity, fetchable: tuple[str, ...], answer: str, code: int) -> None:
    done = mity.on_terminal(*fetchable, answers={"into its own cache?": answer})
    assert done.code == code, done.out
    assert (mity.home / "cache/mity/tools/hammer_wheel-2.5.0").exists() is (code == 0)


def test_a_package_that_cannot_be_had_is_one_sentence(mity: Mity, tmp_path: Path) -> None:
    fetch = {"pypi": "no-such-hammer", "programs": {"hammer": "bin/hammer"}}
    mity.env |= {"PIP_NO_INDEX": "1"}
    made = mity(
        "create-app", "demo", "--template", str(template(tmp_path / "t", fetch=fetch)), "--fetch-tools", "--trust"
    )
    assert made.code == 1
    assert "mity: cannot fetch hammer: " in made.err
    assert not (mity.workspace / "demo").exists()


@pytest.mark.parametrize(("version", "fits"), [("20.19.0", True), ("21.1.0", False), ("22.12.1", True), ("25.0", True)])
def test_one_of_several_ranges_is_enough(version: str, fits: bool) -> None:
    from packaging.version import Version

    assert Requirement(tool="node", version=">=20.19,<21 || >=22.12,<23 || >=24").allows(Version(version)) is fits


def test_mitys_own_programs_do_not_come_before_the_users() -> None:
    beside = str(Path(sys.executable).parent / "uv")
    assert str(Path(beside).parent) not in search_path({"uv": beside}).split(os.pathsep)[:1]
