"""Fixtures: a workspace of one's own, and mity in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Mity


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def mity(workspace: Path, tmp_path: Path) -> Mity:
    """mity as a user runs it, in an empty workspace."""
    home = tmp_path / "home"
    home.mkdir()
    return Mity(workspace, home)
