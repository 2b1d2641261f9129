from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from {{ cookiecutter.package_name }} import schema
from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.db import Base, make_engine
from {{ cookiecutter.package_name }}.discovery import import_models

ROOT = Path(__file__).parents[1]


@pytest.fixture
def empty(empty_database: str) -> Settings:
    """Settings with a database that has nothing in it."""
    return Settings(database_url=empty_database, migrations_dir=ROOT / "migrations")


@pytest.fixture
def engine(empty: Settings) -> Iterator[Engine]:
    """The engine on that database."""
    engine = make_engine(empty.database_url)
    yield engine
    engine.dispose()


def test_migrations_make_what_the_models_say(empty: Settings, engine: Engine) -> None:
    import_models()
    schema.upgrade(empty.migrations_dir, engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert schema.is_current(connection, schema.expected_heads(empty.migrations_dir))


def test_migrations_can_be_taken_back(
    empty: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty.database_url)
    config = Config(toml_file=ROOT / "pyproject.toml")
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    command.upgrade(config, "head")


def test_there_is_one_newest_migration_at_most() -> None:
    assert len(schema.expected_heads(ROOT / "migrations")) <= 1
