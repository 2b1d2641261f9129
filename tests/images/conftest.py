"""Fixtures: the proven applications of the session, and the images of this machine."""

from __future__ import annotations

import pytest
from container_images import Images

from shared_apps import Shelf, shelf_of


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The proven application of each stack in this session."""
    return shelf_of(tmp_path_factory)


@pytest.fixture(scope="session")
def images() -> Images:
    """The images of this machine."""
    return Images()
