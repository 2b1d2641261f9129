"""What is listed, what is tracked and what is in the wheel are the same."""

from __future__ import annotations

import configparser
import subprocess
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from mity import __version__

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOME = {"factory": "mity", "stations": "mity/stations", "agents": "mity/agents", "templates": "mity/templates"}
HIDDEN = (".gitignore", ".dockerignore", ".editorconfig", ".github/workflows/ci.yml", ".devcontainer/devcontainer.json")


def names(wheel: Path) -> list[str]:
    """The files in a wheel, its metadata excepted."""
    with zipfile.ZipFile(wheel) as archive:
        return sorted(name for name in archive.namelist() if ".dist-info/" not in name)


def metadata(wheel: Path, name: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (found for found in archive.namelist() if found.endswith(f".dist-info/{name}"))
        return archive.read(path).decode()


def tracked() -> list[str]:
    """What git tracks, or would track, of the installed folders, by the names they get in the wheel."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *HOME]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    found = {name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()}
    return sorted(f"{HOME[name.partition('/')[0]]}/{name.partition('/')[2]}" for name in found)


def test_the_list_of_packages_is_the_tree() -> None:
    found = {"mity.templates"}
    for folder in ("factory", "stations", "agents"):
        for init in (ROOT / folder).rglob("__init__.py"):
            found.add(".".join([HOME[folder].replace("/", "."), *init.parent.relative_to(ROOT / folder).parts]))
    listed = PROJECT["tool"]["setuptools"]["packages"]
    assert sorted(found ^ set(listed)) == []
    assert listed == sorted(listed)


def test_every_folder_with_sources_is_a_package() -> None:
    for folder in ("factory", "stations", "agents"):
        for source in (ROOT / folder).rglob("*.py"):
            assert (source.parent / "__init__.py").is_file(), source


def test_the_wheel_holds_what_git_tracks(wheel: Path) -> None:
    packed, kept = set(names(wheel)), set(tracked())
    assert {"not in the wheel": sorted(kept - packed), "not in git": sorted(packed - kept)} == {
        "not in the wheel": [],
        "not in git": [],
    }


def test_the_wheel_holds_types_and_templates_with_their_hidden_files(wheel: Path) -> None:
    found = names(wheel)
    assert "mity/py.typed" in found
    app = "mity/templates/python-fastapi/{{cookiecutter.app_slug}}"
    for name in HIDDEN:
        assert f"{app}/{name}" in found
    assert [name for name in found if "__pycache__" in name or name.endswith(".pyc")] == []
    assert {name.partition("/")[0] for name in found} == {"mity"}, "a top-level package besides mity"


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    about = Parser().parsestr(metadata(wheel, "METADATA"))
    assert (about["Name"], about["Version"]) == ("mity", __version__)
    assert about["License-Expression"] == "MIT"
    assert about["Requires-Python"] == ">=3.11"
    entries = configparser.ConfigParser()
    entries.read_string(metadata(wheel, "entry_points.txt"))
    assert dict(entries["console_scripts"]) == {"mity": "mity.cli:main"}
    assert dict(entries["mity.stations"]) == {"builtin": "mity.stations:register"}
    assert dict(entries["mity.agents"]) == {"builtin": "mity.agents:register"}


@pytest.mark.parametrize("name", ["README.md", "LICENSE"])
def test_what_the_project_file_names_is_there(name: str) -> None:
    assert (ROOT / name).is_file()
