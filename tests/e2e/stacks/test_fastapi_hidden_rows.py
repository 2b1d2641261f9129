"""Rows of a feature with soft_delete, through a migration that widens its table and back, on both databases."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from e2e.stacks.test_feature_fastapi import apply
from postgres import binaries, server

from mity.features.grammar import feature
from shared_apps import Shelf, copied, place_in

STACK = "python-fastapi"
PROJECT = {"name": "project", "fields": [{"name": "name", "type": "str"}]}
NOTE: dict[str, Any] = {
    "name": "note",
    "soft_delete": True,
    "fields": [{"name": "title", "type": "str", "unique": True}, {"name": "project", "type": "ref", "to": "project"}],
}
MORE = [
    {"name": "shelf", "type": "str", "optional": True, "unique": True},
    {"name": "other", "type": "ref", "to": "project", "optional": True, "on_delete": "set_null"},
]
NOW = "'2026-01-01 00:00:00+00'"
ROWS = [("a", "NULL"), ("a", NOW), ("a", NOW), ("b", "NULL")]
"""Titles, and when they were deleted."""
TAKEN = (sqlite3.IntegrityError, psycopg.errors.UniqueViolation)

pytestmark = [pytest.mark.stacks, pytest.mark.timeout(900), pytest.mark.xdist_group(STACK)]


@pytest.fixture
def app(shelf: Shelf, tmp_path: Path) -> Iterator[Path]:
    """An application whose feature was made, and then widened."""
    proven = shelf.proven(STACK)
    with copied(proven, place_in(tmp_path, proven, "soft")) as root:
        for data in (PROJECT, NOTE, {**NOTE, "fields": [*NOTE["fields"], *MORE]}):
            assert apply(root, feature(data)) == ""
        yield root


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A connection that commits by itself."""
    path = url.removeprefix("sqlite:///")
    found = psycopg.connect(url, autocommit=True) if path == url else sqlite3.connect(path, isolation_level=None)
    yield found
    found.close()


def migrate(app: Path, url: str, *words: str) -> None:
    """Runs alembic as the application's owner does."""
    env = {**os.environ, "DATABASE_URL": url}
    command = (".venv/bin/python", "-m", "alembic", *words)
    done = subprocess.run(command, cwd=app, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def titles_are_kept(database: Any) -> None:
    """All rows are there, and a title is taken by a row that is not deleted alone."""
    rows = database.execute("SELECT title, deleted_at IS NULL FROM notes ORDER BY id").fetchall()
    assert [(title, bool(shown)) for title, shown in rows] == [(title, when == "NULL") for title, when in ROWS]
    with pytest.raises(TAKEN):
        database.execute("UPDATE notes SET title = 'a' WHERE id = 4")
    database.execute("UPDATE notes SET title = 'b' WHERE id = 3")
    database.execute("UPDATE notes SET title = 'a' WHERE id = 3")


def widened_and_back(app: Path, url: str) -> None:
    """Rows in the table as it was first, the migration, what it adds, the way back, and forth again."""
    migrate(app, url, "upgrade", "0002")
    with connected(url) as database:
        stamps = f"{NOW}, {NOW}, 1"
        columns = "created_at, updated_at, row_version"
        database.execute(f"INSERT INTO projects (id, name, {columns}) VALUES (1, 'p', {stamps})")
        for number, (title, when) in enumerate(ROWS, 1):
            values = f"{number}, '{title}', 1, {when}, {stamps}"
            database.execute(f"INSERT INTO notes (id, title, project_id, deleted_at, {columns}) VALUES ({values})")
        titles_are_kept(database)
    migrate(app, url, "upgrade", "head")
    with connected(url) as database:
        titles_are_kept(database)
        database.execute("UPDATE notes SET shelf = 's', other_id = 1 WHERE id IN (1, 2)")
        with pytest.raises(TAKEN):
            database.execute("UPDATE notes SET shelf = 's' WHERE id = 4")
    for words in (("downgrade", "-1"), ("upgrade", "head")):
        migrate(app, url, *words)
        with connected(url) as database:
            titles_are_kept(database)


def test_hidden_rows_stay_hidden_and_their_values_free(app: Path, tmp_path: Path) -> None:
    widened_and_back(app, f"sqlite:///{tmp_path / 'data.db'}")
    if binaries() is None:
        pytest.skip("no PostgreSQL on this machine")
    with server() as url:
        widened_and_back(app, url)
