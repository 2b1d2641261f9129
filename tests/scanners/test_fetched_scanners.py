"""Scanners that mity brings: every package by the checksum in a lock file that comes with mity."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from mity.command import Command
from mity.errors import ToolError
from mity.scanners.catalog import shipped
from mity.system.process import Runner
from mity.system.tool_cache import ToolCache

LOCKS = files("mity.scanners").joinpath("locks")


def lock_of(name: str) -> str:
    return LOCKS.joinpath(name).read_text(encoding="utf-8")


def test_each_package_of_each_lock_has_a_version_and_checksums() -> None:
    rows = [one for one in shipped() if one.fetch is not None]
    assert {one.id for one in rows} >= {"bandit", "detect-secrets", "pip-audit", "zizmor", "hadolint"}
    for name in {one.fetch.lock for one in rows if one.fetch}:
        listed = [line for line in lock_of(name).splitlines() if line and not line.startswith((" ", "#"))]
        assert listed
        for line in listed:
            assert re.match(r"[\w.-]+==[\w.]+( ; [^\\]+)? \\$", line), line
        assert lock_of(name).count("--hash=sha256:") >= len(listed)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_scanner_comes_by_its_lock_and_runs_no_code_of_the_project(tmp_path: Path) -> None:
    cache, runner = ToolCache(Runner(), tmp_path / "tools"), Runner()
    folder = cache.fetch_locked("bandit", lock_of("bandit.txt"), "bandit", "")
    project = tmp_path / "project"
    project.mkdir()
    for name in ("yaml.py", "bandit.py"):
        (project / name).write_text("print('code of the project')\nraise SystemExit(0)\n")
    told = runner.run(Command((str(folder / "bin" / "bandit"), "--version"), project))
    assert (told.ok, " 1.9" in told.output, "the project" in told.output) == (True, True, False), told.output
    zizmor = cache.fetch_locked("zizmor", lock_of("zizmor.txt"), "", "bin/zizmor")
    assert runner.run(Command((str(zizmor / "bin" / "zizmor"), "--version"), project)).ok


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_package_that_is_not_what_the_lock_says_is_refused(tmp_path: Path) -> None:
    cache = ToolCache(Runner(), tmp_path / "tools")
    forged = re.sub(r"sha256:[0-9a-f]{64}", f"sha256:{'0' * 64}", lock_of("zizmor.txt"))
    with pytest.raises(ToolError) as refused:
        cache.fetch_locked("zizmor", forged, "", "bin/zizmor")
    assert "not what its checksum says" in str(refused.value)
    assert list((tmp_path / "tools").glob("*/bin")) == []
