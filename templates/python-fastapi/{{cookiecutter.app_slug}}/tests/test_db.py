from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, HTTPException
from sqlalchemy import text
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.db import SessionDep, make_engine
from {{ cookiecutter.package_name }}.main import create_app


@pytest.fixture
def notes(settings: Settings) -> Iterator[TestClient]:
    """A client of an application that keeps notes."""
    app: FastAPI = create_app(settings)
    with app.state.engine.begin() as connection:
        connection.execute(text("CREATE TABLE test_only_note (id INTEGER CONSTRAINT pk_note PRIMARY KEY)"))

    @app.post("/test-only/notes/{number}")
    def add(number: int, session: SessionDep) -> int:
        session.execute(text("INSERT INTO test_only_note VALUES (:id)"), {"id": number})
        if number > 9:
            raise HTTPException(400, "too large")
        return number

    @app.get("/test-only/notes")
    def every(session: SessionDep) -> list[int]:
        return list(session.scalars(text("SELECT id FROM test_only_note ORDER BY id")))

    with TestClient(app) as client:
        yield client


def test_a_request_is_one_transaction(notes: TestClient) -> None:
    assert notes.post("/test-only/notes/1").status_code == 200
    assert notes.post("/test-only/notes/10").status_code == 400
    assert notes.get("/test-only/notes").json() == [1]


def test_a_duplicate_is_a_conflict(notes: TestClient) -> None:
    assert notes.post("/test-only/notes/1").status_code == 200
    response = notes.post("/test-only/notes/1")
    assert response.status_code == 409
    assert response.json()["detail"] == "Another one has the same value."
    assert notes.post("/test-only/notes/2").status_code == 200


@pytest.mark.parametrize("place", ["", "/:memory:"])
def test_database_in_memory_is_one_database(place: str) -> None:
    engine = make_engine(f"sqlite://{place}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE test_only_note (id INTEGER PRIMARY KEY)"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM test_only_note")) == 0
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_foreign_keys_are_enforced_in_files(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'test.db'}")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()
