"""A real forge, started once for the tests that need it."""

from __future__ import annotations

from collections.abc import Iterator

import build_gitea
import pytest
from engine_fixtures import dbos_engine, engine, postgres  # noqa: F401 - fixtures
from gitea import GiteaServer


@pytest.fixture(scope="session")
def gitea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GiteaServer]:
    """A Gitea that runs; one that a test stops must be started again by it."""
    if why := build_gitea.why_not():
        pytest.skip(why)
    build_gitea.build()
    server = GiteaServer(tmp_path_factory.mktemp("gitea"))
    server.start()
    yield server
    server.stop()
