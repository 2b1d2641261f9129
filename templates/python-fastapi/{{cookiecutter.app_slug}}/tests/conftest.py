"""What every test may use: an application on a database of its own, migrated as in production.

The databases are SQLite's, or those of the PostgreSQL server that TEST_DATABASE_URL names.
"""

import logging
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
{% if cookiecutter.auth != "none" -%}
from people import sign_in
{% endif -%}
from sqlalchemy import create_engine, make_url, text
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }} import schema
from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.db import make_engine
from {{ cookiecutter.package_name }}.main import create_app

MIGRATIONS = Path(__file__).parents[1] / "migrations"
SERVER = os.environ.get("TEST_DATABASE_URL", "")


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


@contextmanager
def _on_server(template: str = "template0") -> Iterator[str]:
    """The URL of a new database on the server, a copy of another one, dropped at the end."""
    name = f"test_{uuid.uuid4().hex}"
    url = make_url(Settings(database_url=SERVER).database_url)
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


@contextmanager
def _empty(folder: Path) -> Iterator[str]:
    if SERVER:
        with _on_server() as url:
            yield url
    else:
        yield f"sqlite:///{folder / 'empty.db'}"


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it, where possible at an awkward place."""
    folder = tmp_path / "it's 100% ünïcode"
    folder.mkdir()
    with _empty(folder) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with all migrations applied; copy it, don't use it."""
    with _empty(tmp_path_factory.mktemp("database")) as url:
        engine = make_engine(url)
        schema.upgrade(MIGRATIONS, engine)
        engine.dispose()
        yield url


@pytest.fixture
def settings(tmp_path: Path, migrated_database: str) -> Iterator[Settings]:
    """Settings of an application under test."""
    source = make_url(migrated_database).database or ""
    if SERVER:
        with _on_server(source) as url:
            yield Settings(database_url=url, migrations_dir=MIGRATIONS)
    else:
        path = shutil.copy(source, tmp_path / "test.db")
        yield Settings(database_url=f"sqlite:///{path}", migrations_dir=MIGRATIONS)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of a running application."""
    with TestClient(create_app(settings)) as client:
        {%- if cookiecutter.auth != "none" %}
        sign_in(client)
        {%- endif %}
        yield client


def _cases(node: pytest.Function) -> list[object] | None:
    marker = node.get_closest_marker("cases")
    return None if marker is None else list(getattr(node.cls, marker.args[0]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out the tests of what a resource does not have."""
    items[:] = [item for item in items if not isinstance(item, pytest.Function) or _cases(item) != []]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Gives the tests of a resource its own cases: a test that takes `case` names the list in its marker."""
    cases = _cases(metafunc.definition)
    if cases is not None:
        metafunc.parametrize("case", cases)
