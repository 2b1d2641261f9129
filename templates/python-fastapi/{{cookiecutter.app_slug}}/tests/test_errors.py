import logging
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import FastAPI, HTTPException, Query
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.main import create_app


def _add_failing_routes(app: FastAPI) -> None:
    @app.get("/test-only/boom")
    def boom() -> None:
        raise RuntimeError("secret of the server")

    @app.get("/test-only/teapot")
    def teapot() -> None:
        raise HTTPException(418, "short and stout", headers={"x-tea": "green"})

    @app.get("/test-only/odd")
    def odd() -> None:
        raise HTTPException(599, "odd")

    @app.get("/test-only/unchanged")
    def unchanged() -> None:
        raise HTTPException(304)

    @app.get("/test-only/number")
    def number(n: Annotated[int, Query(ge=1)]) -> int:
        return n

    @app.get("/test-only/half")
    def half() -> StreamingResponse:
        def chunks() -> Iterator[bytes]:
            yield b"half"
            raise RuntimeError("lost the other half")

        return StreamingResponse(chunks())


@pytest.fixture
def failing(settings: Settings) -> Iterator[TestClient]:
    """A client of an application whose extra routes fail."""
    app = create_app(settings)
    _add_failing_routes(app)
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing-here", 404),
        ("DELETE", "/health/live", 405),
        ("GET", "/test-only/number?n=0", 422),
        ("GET", "/test-only/teapot", 418),
        ("GET", "/test-only/odd", 599),
        ("GET", "/test-only/boom", 500),
    ],
)
def test_every_failure_is_a_problem(failing: TestClient, method: str, path: str, status: int) -> None:
    response = failing.request(method, path, headers={"x-request-id": "abc-1"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == path.partition("?")[0]
    assert body["request_id"] == "abc-1" == response.headers["x-request-id"]


def test_headers_of_the_exception_are_kept(failing: TestClient) -> None:
    assert failing.get("/test-only/teapot").headers["x-tea"] == "green"
    assert failing.delete("/health/live").headers["allow"] == "GET"


def test_status_without_a_body(failing: TestClient) -> None:
    response = failing.get("/test-only/unchanged")
    assert response.status_code == 304
    assert response.content == b""


def test_validation_problem_says_where_but_not_what(failing: TestClient) -> None:
    response = failing.get("/test-only/number?n=hunter2")
    [error] = response.json()["errors"]
    assert error["loc"] == ["query", "n"]
    assert error["type"] == "int_parsing"
    assert error["msg"]
    assert "hunter2" not in response.text


def test_unhandled_error_is_logged_and_not_shown(
    failing: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = failing.get("/test-only/boom")
    assert "secret of the server" not in response.text
    [record] = [record for record in caplog.records if record.message == "unhandled error"]
    assert record.exc_info is not None
    assert "secret of the server" in str(record.exc_info[1])


def test_error_after_the_answer_began_breaks_the_connection(failing: TestClient) -> None:
    with pytest.raises(RuntimeError, match="lost the other half"):
        failing.get("/test-only/half")
