"""The index that poetry is told of: what the user's variables say, else what uv says that it asks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mity.services.python_places import python_places
from mity.stacks.model import Stack
from mity.system.tools import Toolbox

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are shell scripts")
STACK = Stack.model_validate(
    {
        "id": "any",
        "title": "t",
        "language": "python",
        "requires": [{"tool": "uv"}],
        "commands": {"install": {"argv": ["${uv}"], "env": {"INDEX": "${python_index}"}}},
    }
)


@pytest.fixture
def uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a uv that notes its words and names an index; no variable of the user names one."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "programs"
    folder.mkdir()
    said = f'[ "$1" = --version ] && echo uv 0.9.1 && exit\necho "$@" > {folder}/words\necho "--index-url https://a.example/simple"\n'
    (folder / "uv").write_text(f"#!/bin/sh\n{said}")
    (folder / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def told(root: Path) -> str:
    return python_places(Toolbox(), STACK, "install", root)["python_index"]


def test_the_index_is_that_of_uv_where_poetry_installs(tmp_path: Path, uv: Path) -> None:
    (tmp_path / "poetry.lock").touch()
    assert told(tmp_path) == "https://a.example/simple"
    assert "--offline" in (uv / "words").read_text().split()


def test_nobody_asks_where_poetry_installs_nothing_or_the_user_has_said_it(
    tmp_path: Path, uv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(tmp_path) == ""
    (tmp_path / "poetry.lock").touch()
    monkeypatch.setenv("PIP_INDEX_URL", "https://b.example/simple")
    assert told(tmp_path) == "https://b.example/simple"
    assert not (uv / "words").exists()


def test_a_uv_that_fails_or_says_nothing_leaves_it_to_poetry(tmp_path: Path, uv: Path) -> None:
    (tmp_path / "poetry.lock").touch()
    for end in ("echo --index-url https://a.example/simple; exit 1", "echo nothing", ""):
        (uv / "uv").write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo uv 0.9.1 && exit\n{end}\n')
        assert told(tmp_path) == ""
