"""Databases of engines, and a Temporal for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import build_temporal
import pytest
from engine_fixtures import dbos_engine, engine, other_engine, postgres  # noqa: F401 - fixtures
from temporal_serving import TemporalServer
from temporal_team import Team

from harness import Mity


@pytest.fixture(scope="session")
def temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporalServer]:
    """A Temporal that runs; one that a test stops must be started again by it."""
    if why := build_temporal.why_not():
        pytest.skip(why)
    build_temporal.build()
    server = TemporalServer(tmp_path_factory.mktemp("temporal"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def team(mity: Mity, tmp_path: Path, engine: str, temporal: TemporalServer) -> Iterator[Team]:  # noqa: F811
    """Ends its workers, whatever state they are in."""
    one = Team(mity, tmp_path, f"temporal+{engine}", temporal)
    yield one
    for process in one.workers:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=60)
