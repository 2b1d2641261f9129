"""A database of each test's own on a server of the session's, and a Temporal for all of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import build_temporal
import pytest
from postgres import server
from temporal_serving import TemporalServer
from temporal_team import Team

from harness import Mity
from mity.engines.database import Database
from mity.engines.drivers import driver_named
from mity.engines.migrations import migrate


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server's first database."""
    with server() as url:
        yield url


def made(postgres: str) -> str:
    """The URL of a new database with the tables of an engine."""
    name = f"t{uuid.uuid4().hex[:12]}"
    first = Database(postgres, 5)
    first.run(lambda connection: connection.execute(f"CREATE DATABASE {name}"))
    first.close()
    url = postgres.rpartition("/")[0] + f"/{name}"
    database = Database(url, 5)
    migrate(database)
    database.close()
    return url


@pytest.fixture
def engine(postgres: str) -> str:
    """An engine of the test's own."""
    return made(postgres)


@pytest.fixture
def other_engine(postgres: str) -> str:
    """Another one."""
    return made(postgres)


@pytest.fixture
def dbos_engine(engine: str) -> str:
    """The same with the tables of DBOS, and its queues."""
    database = Database(engine, 5)
    driver_named("dbos").migrate(database, "")
    database.close()
    return f"dbos+{engine}"


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
def team(mity: Mity, tmp_path: Path, engine: str, temporal: TemporalServer) -> Iterator[Team]:
    """Ends its workers, whatever state they are in."""
    one = Team(mity, tmp_path, f"temporal+{engine}", temporal)
    yield one
    for process in one.workers:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=60)
