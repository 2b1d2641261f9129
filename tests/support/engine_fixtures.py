"""A database of each test's own, with the tables of an engine, on a server of the session's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from postgres import server

from mity.engines.database import Database
from mity.engines.drivers import driver_named
from mity.engines.migrations import migrate


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server's first database."""
    with server() as url:
        yield url


def made_empty(postgres: str) -> str:
    """The URL of a new database."""
    name = f"t{uuid.uuid4().hex[:12]}"
    first = Database(postgres, 5)
    first.run(lambda connection: connection.execute(f"CREATE DATABASE {name}"))
    first.close()
    return postgres.rpartition("/")[0] + f"/{name}"


def made(postgres: str) -> str:
    """The URL of a new database with the tables of an engine."""
    url = made_empty(postgres)
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
