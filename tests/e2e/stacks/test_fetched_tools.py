"""A machine without Node: mity says so, and brings it from a registry into its own cache when it may."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from proven_apps import Factory

STACK = "frontend-react"
PROGRAMS = ("git", "sh", "env", "uname")
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.rotation("caches of mity", of=4),
    pytest.mark.xdist_group("fetched tools"),
    pytest.mark.skipif(
        shutil.which("node", path=str(Path(sys.executable).parent)) is not None, reason="Node lies beside this Python"
    ),
]


@pytest.fixture
def factory(tmp_path: Path) -> Factory:
    """mity on a machine that has git and little else, and no package in any cache."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in PROGRAMS:
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    return Factory(tmp_path, npm_config_cache=str(tmp_path / "npm"), PATH=str(programs))


def test_node_is_brought_into_the_cache_only_when_it_may(factory: Factory) -> None:
    document = factory("create-app", "lacking", "--stack", STACK, code=4)
    assert document["verdict"] == "unproven"
    assert "node" in factory.results()["build"]["message"]
    tools = factory.mity.home / "cache/mity/tools"
    assert not tools.exists()
    document = factory("create-app", "shop", "--stack", STACK, "--fetch-tools")
    assert document["verdict"] == "proven"
    assert list(tools.glob("*/bin/node"))
    [install, *_] = factory.evidence()["build"]["commands"]
    assert str(tools) in install or "linked from mity's cache" in install
    assert factory("create-app", "again", "--stack", STACK)["verdict"] == "proven", "what was fetched is there to stay"
