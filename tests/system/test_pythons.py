"""A project gets an interpreter in its range, the nearest to mity's own, wherever pyenv or uv keep it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from mity.system.tools import Toolbox

OWN = ".".join(map(str, sys.version_info[:2]))


def interpreter(folder: Path, name: str, version: str) -> str:
    """A program that says that it is this version of Python."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho Python {version}\n")
    (folder / name).chmod(0o755)
    return str(folder / name)


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Interpreters of pyenv and of uv, a broken shim on PATH, and no other."""
    (tmp_path / "shims").mkdir()
    (tmp_path / "shims/python3.13").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "shims/python3.13").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "shims"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    return {
        "2.7": interpreter(tmp_path / "pyenv/versions/2.7.18/bin", "python3", "2.7.18"),
        "3.97": interpreter(tmp_path / "pyenv/versions/3.97.0/bin", "python3", "3.97.0"),
        "3.98": interpreter(tmp_path / "uv/cpython-3.98.1-linux/bin", "python3", "3.98.1"),
    }


def test_an_interpreter_in_the_range_is_found(there: dict[str, str]) -> None:
    tools = Toolbox()
    assert tools.python(SpecifierSet(">=3.97")) == there["3.97"]
    assert tools.python(SpecifierSet(">=3.98")) == there["3.98"]
    assert tools.python(SpecifierSet(">=3.9"), "3.98") == there["3.98"]
    assert tools.python(SpecifierSet("<3")) == there["2.7"]
    assert tools.python(SpecifierSet(">=3.99")) == ""


def test_mitys_own_leads_where_it_fits(there: dict[str, str]) -> None:
    assert tools_own() == Toolbox().python(SpecifierSet(f">={OWN}"))


def tools_own() -> str:
    return str(getattr(sys, "_base_executable", sys.executable))
