"""What every test may use: an application on a database of its own, migrated as in production."""

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }} import schema
from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.db import make_engine
from {{ cookiecutter.package_name }}.main import create_app

MIGRATIONS = Path(__file__).parents[1] / "migrations"


# No test depends on the machine it runs on.
Settings.model_config["env_file"] = None
for _name in [name for name in os.environ if name.lower() in Settings.model_fields]:
    del os.environ[_name]


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all migrations applied; copy it, don't use it."""
    path = tmp_path_factory.mktemp("database") / "migrated.db"
    engine = make_engine(f"sqlite:///{path}")
    schema.upgrade(MIGRATIONS, engine)
    engine.dispose()
    return path


@pytest.fixture
def settings(tmp_path: Path, migrated_database: Path) -> Settings:
    """Settings of an application under test."""
    path = shutil.copy(migrated_database, tmp_path / "test.db")
    return Settings(database_url=f"sqlite:///{path}", migrations_dir=MIGRATIONS)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of a running application."""
    with TestClient(create_app(settings)) as client:
        yield client
