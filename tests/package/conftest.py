"""Fixtures: the wheel of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from building import build_wheel, copy_source, once


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of the session share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def wheel(shared: Path) -> Path:
    """The project as a wheel."""

    def make(folder: Path) -> None:
        source = folder / "source"
        source.mkdir()
        build_wheel(copy_source(source), folder)

    (found,) = once(shared / "mity-wheel", make).glob("*.whl")
    return found
