"""Programs that must be the machine's own, found on a PATH that names all sorts of folders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mity.system.search_path import outside_packages


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with the program `bwrap`."""
    folder = tmp_path / "own" / "bin"
    folder.mkdir(parents=True)
    (folder / "bwrap").write_text("#!/bin/sh\n")
    (folder / "bwrap").chmod(0o755)
    return folder


@pytest.mark.parametrize("before", ["relative/bin", "/" + "x" * 300 + "/bin", "/loop/bin", "", "/nowhere/bin"])
def test_a_folder_that_cannot_be_looked_into_is_passed_over(
    before: str, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    monkeypatch.setenv("PATH", os.pathsep.join([before.replace("/loop", str(tmp_path / "loop")), str(own)]))
    assert outside_packages("bwrap") == str(own / "bwrap")


@pytest.mark.parametrize("packages", ["node_modules/.bin", "venv/bin"])
def test_what_a_package_brought_is_not_found(packages: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / packages
    folder.mkdir(parents=True)
    (folder / "bwrap").write_text("#!/bin/sh\n")
    (folder / "bwrap").chmod(0o755)
    (tmp_path / "venv" / "pyvenv.cfg").parent.mkdir(exist_ok=True)
    (tmp_path / "venv" / "pyvenv.cfg").write_text("home = /usr\n")
    monkeypatch.setenv("PATH", str(folder))
    assert outside_packages("bwrap") is None


def test_a_working_folder_that_is_gone_hides_no_program(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setenv("PATH", str(own))
    assert outside_packages("bwrap") == str(own / "bwrap")
