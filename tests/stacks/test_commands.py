"""Commands of stack.yaml: what can be filled in, and which way is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from mity.stacks.catalog import there
from mity.stacks.command_spec import Marker
from mity.stacks.model import Stack
from mity.stacks.resolve import ResolvedCommands, resolve_commands
from rows import each

TOOLS = {"python": "/opt/py/bin/python", "uv": "/opt/uv/bin/uv"}


def stack(build: Any, **more: Any) -> Stack:
    requires = [{"tool": "python"}, {"tool": "uv", "optional": True}]
    return Stack.model_validate(
        {"id": "small", "title": "Small", "language": "x", "requires": requires, "commands": {"build": build}, **more}
    )


def resolved(build: Any, tools: dict[str, str], files: tuple[str, ...] = ()) -> ResolvedCommands:
    return resolve_commands(
        stack(build), "build", Path("/app"), tools, {"port": "8001"}, lambda marker: marker.file in files
    )


@each("text", ["$0", "cost: $5", "a$", "${"])
def test_a_dollar_that_begins_no_place_is_refused_when_the_file_is_read(text: str) -> None:
    for command in ({"argv": ["sh", text]}, {"argv": ["sh"], "env": {"X": text}}):
        with pytest.raises(ValidationError, match=r"write '\$\$' for the sign"):
            stack(command)


def test_places_are_filled_and_a_doubled_dollar_is_the_sign() -> None:
    (command,) = resolved({"argv": ["${python}", "$$HOME", "${port}", "${python_home}"]}, TOOLS).commands
    assert command.argv == ("/opt/py/bin/python", "$HOME", "8001", "/opt/py")
    assert command.unhidden, "what it leaves behind could change the files between two proofs"


def test_an_unknown_place_is_refused_when_the_file_is_read() -> None:
    with pytest.raises(ValidationError, match=r"unknown place \$\{pyhton\}"):
        stack({"argv": ["${pyhton}"]})


def test_the_first_way_whose_tools_and_files_are_there_is_taken() -> None:
    ways = [
        {"when": "uv", "steps": [{"argv": ["${uv}", "sync"]}]},
        {"files": ["Makefile"], "steps": [{"argv": ["make"]}]},
        {"steps": [{"argv": ["${python}", "-m", "build"]}]},
    ]
    assert resolved(ways, TOOLS).commands[0].argv == ("/opt/uv/bin/uv", "sync")
    only_python = {"python": TOOLS["python"]}
    assert resolved(ways, only_python, ("Makefile",)).commands[0].argv == ("make",)
    assert resolved(ways, only_python).commands[0].argv[1:] == ("-m", "build")
    nothing = resolved(ways[:2], {})
    assert (nothing.commands, nothing.missing) == ((), "'build' needs the tool uv or the file Makefile")


def test_where_only_a_text_in_a_file_lacks_that_is_told(tmp_path: Path) -> None:
    script = {"file": "package.json", "contains": '"build":', "means": 'a script "build"'}
    ways = [{"files": [script], "steps": [{"argv": ["npm"]}]}, {"files": ["Makefile"], "steps": [{"argv": ["make"]}]}]
    (tmp_path / "package.json").write_text("{}")
    found = resolve_commands(stack(ways), "build", tmp_path, {}, {}, lambda one: there(tmp_path, one))
    assert found.missing == "'build' needs a script \"build\" in package.json"
    (tmp_path / "package.json").unlink()
    found = resolve_commands(stack(ways), "build", tmp_path, {}, {}, lambda one: there(tmp_path, one))
    assert found.missing == "'build' needs the file package.json or the file Makefile"


def test_a_launch_without_health_is_refused() -> None:
    with pytest.raises(ValidationError, match="launch needs health"):
        stack({"argv": ["x"]}, commands={"launch": {"argv": ["x"]}})


@pytest.mark.parametrize("number", [0, 65536])
def test_ports_and_limits_have_bounds(number: int) -> None:
    with pytest.raises(ValidationError):
        stack({"argv": ["x"]}, port={"preferred": number})
    with pytest.raises(ValidationError):
        stack({"argv": ["x"], "timeout": 0})


def test_a_way_may_want_a_text_in_a_file_and_has_a_report_unless_it_says_no() -> None:
    wanted = {"file": "package.json", "contains": '"test":'}
    ways = [{"files": [wanted], "report": False, "steps": [{"argv": ["npm"]}]}, {"argv": ["make"]}]
    assert [marker.contains for marker in stack(ways).variants("build")[0].files] == ['"test":']
    found = resolved(ways, TOOLS, ("package.json",))
    assert (found.commands[0].argv, found.report) == (("npm",), False)
    assert resolved(ways, TOOLS).report


def test_what_lies_in_an_ignored_folder_is_none_of_the_project(tmp_path: Path) -> None:
    (tmp_path / ".venv/lib").mkdir(parents=True)
    (tmp_path / ".venv/lib/test_numpy.py").touch()
    marker = Marker(file="**/test_*.py")
    assert there(tmp_path, marker) and not there(tmp_path, marker, (".venv",))
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/test_mine.py").write_text("import pkg\n")
    assert there(tmp_path, marker, (".venv",))
    assert there(tmp_path, Marker(file="pkg")), "a folder is there as well"
    assert there(tmp_path, Marker(file="pkg/*.py", contains="^import pkg"))
    assert not there(tmp_path, Marker(file="pkg/*.py", contains="^import numpy"))


def test_a_way_that_the_files_ask_for_is_not_passed_over_for_want_of_its_tool() -> None:
    ways = [
        {"files": ["uv.lock"], "when": "uv", "steps": [{"argv": ["${uv}"]}]},
        {"without": ["uv.lock"], "steps": [{"argv": ["${python}"]}]},
    ]
    only_python = {"python": "/p"}
    assert resolved(ways, only_python, ("uv.lock",)).lacks == "uv"
    assert resolved(ways, only_python, ("uv.lock",)).missing == "'build' needs the tool uv"
    assert resolved(ways, only_python).commands[0].argv == ("/p",)
    assert resolved(ways, {"uv": "/u"}, ("uv.lock",)).commands[0].argv == ("/u",)


@each("name", ["python-project", "fastapi-project"])
def test_what_is_installed_for_python_must_agree_with_itself(name: str) -> None:
    """Each way to install ends with a look at what the packages ask of each other."""
    folder = Path(__file__).parents[2] / "templates" / name
    ways = yaml.safe_load((folder / "stack.yaml").read_text(encoding="utf-8"))["commands"]["install"]
    assert len(ways) > 3
    assert [one for one in ways if one["steps"][-1]["argv"][-4:].count("check") != 1] == []
