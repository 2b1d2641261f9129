"""Repositories for a fleet."""

from __future__ import annotations

from pathlib import Path

import pytest
from fleet_work import FleetWork

from harness import Mity


@pytest.fixture
def work(tmp_path: Path, mity: Mity, monkeypatch: pytest.MonkeyPatch) -> FleetWork:
    """Repositories in a place with a space in its path, and mity in a workspace, within this process as well."""
    root = tmp_path / "the forge"
    root.mkdir()
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GIT_CONFIG_GLOBAL"):
        monkeypatch.setenv(name, mity.env[name])
    monkeypatch.chdir(mity.workspace)
    return FleetWork(root, mity)
