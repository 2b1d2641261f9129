"""The proven applications that all tests of real stacks share."""

from __future__ import annotations

import pytest

from shared_apps import Shelf, shelf_of


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """One proven application of each stack, made when the first test needs it."""
    return shelf_of(tmp_path_factory)
