"""Scanners that mity brings: every package by the checksum in a lock file that comes with mity."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from harness import Mity
from misbehaving_app import path_without
from mity.command import Command
from mity.errors import ToolError
from mity.scanners.catalog import shipped
from mity.system.runner import Runner
from mity.system.tool_cache import ToolCache

LOCKS = files("mity.scanners").joinpath("locks")


def lock_of(name: str) -> str:
    return LOCKS.joinpath(name).read_text(encoding="utf-8")


def needs_go() -> str:
    go = shutil.which("go")
    if not go:
        pytest.skip("gitleaks and govulncheck are built by Go, which is not on PATH")
    return go


def go_caches(go: str) -> dict[str, str]:
    """Where this machine keeps modules of Go and what was built of them, so that a test does neither again."""
    told = subprocess.run([go, "env", "GOMODCACHE", "GOCACHE"], capture_output=True, text=True, check=True).stdout
    return dict(zip(("GOMODCACHE", "GOCACHE"), told.split(), strict=True))


def test_each_package_of_each_lock_has_a_version_and_checksums() -> None:
    rows = [one for one in shipped() if one.fetch is not None]
    assert {one.id for one in rows} >= {"bandit", "detect-secrets", "pip-audit", "zizmor", "hadolint"}
    assert {one.id for one in rows if one.fetch and one.fetch.package} == {
        "gitleaks",
        "gitleaks-history",
        "govulncheck",
    }
    for name in {one.fetch.lock for one in rows if one.fetch and one.fetch.package}:
        named = re.findall(r"^(?:require|\t)\s?(\S+) (v\S+)", lock_of(name.replace(".sum", ".mod")), re.MULTILINE)
        assert named and all(f"{module} {version} h1:" in lock_of(name) for module, version in named)
    for name in {one.fetch.lock for one in rows if one.fetch and not one.fetch.package}:
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


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.rotation("stories", of=3)
def test_a_scanner_of_go_is_built_by_its_checksums_and_looks(mity: Mity, tmp_path: Path) -> None:
    go = needs_go()
    mity.env |= {"PATH": f"{path_without(tmp_path / 'tools', 'gitleaks')}", **go_caches(go)}
    key = "".join(("ghp_", "x7Kq2mN9pL4rT8vW3yZ6", "bC1dF5gH0jS2aE4u"))
    (mity.workspace / "settings.py").write_text(f'token = "{key}"\n')
    done = mity("secure", "--fetch-tools", "--json")
    told = [one for one in done.json["security"]["findings"] if "gitleaks" in one["tools"]]
    assert (done.code, [one["path"] for one in told]) == (1, ["settings.py"]), done.text
    assert key not in done.text


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rotation("stories", of=3)
def test_a_module_that_is_not_what_its_checksum_says_is_not_built(tmp_path: Path) -> None:
    needs_go()
    cache = ToolCache(Runner(), tmp_path / "tools")
    right = lock_of("govulncheck.sum")
    package = next(one.fetch.package for one in shipped() if one.id == "govulncheck" and one.fetch)
    for wrong, said in ((re.sub(r"h1:\w{8}", "h1:AAAAAAAA", right), "not what its checksum says"), ("", "go.sum")):
        with pytest.raises(ToolError, match=said):
            cache.fetch_go("govulncheck", lock_of("govulncheck.mod"), wrong, package)
    assert list((tmp_path / "tools").glob("*/bin")) == []
