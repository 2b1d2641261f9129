import json
import logging
import re

import pytest
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.log import configure_logging, request_id
from {{ cookiecutter.package_name }}.main import create_app


def _lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_request_id_is_echoed(client: TestClient) -> None:
    response = client.get("/health/live", headers={"x-request-id": "trace-42_a.b"})
    assert response.headers["x-request-id"] == "trace-42_a.b"


def test_request_id_is_made(client: TestClient) -> None:
    ids = {client.get("/health/live").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in ids)


@pytest.mark.parametrize("bad", ["", "a b", "x" * 65, '"},{"', "<script>", "a\tb", "äö"])
def test_request_id_that_could_harm_is_replaced(client: TestClient, bad: str) -> None:
    response = client.get("/health/live", headers={b"x-request-id": bad.encode()})
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["x-request-id"])


def test_each_request_is_one_json_line(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with TestClient(create_app(settings)) as client:
        client.get("/nothing", headers={"x-request-id": "abc"})
    [line] = [line for line in _lines(capsys.readouterr().out) if line["message"] == "request"]
    assert line["level"] == "info"
    assert line["request_id"] == "abc"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/nothing", 404)
    assert isinstance(line["duration_ms"], float)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", str(line["timestamp"]))


def test_healthy_probes_are_not_logged(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with TestClient(create_app(settings)) as client:
        client.get("/health/live")
    assert all(line["message"] != "request" for line in _lines(capsys.readouterr().out))


def test_log_line_holds_anything(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    token = request_id.set("abc")
    error = ValueError("first\nsecond")
    logging.getLogger("demo").error('a "quoted"\nline', exc_info=error, extra={"value": {1, 2}})
    request_id.reset(token)
    logging.getLogger("demo").debug("below the level")
    logging.getLogger("uvicorn.error").info("by uvicorn")
    logging.getLogger("uvicorn.access").info("dropped")
    first, second = _lines(capsys.readouterr().out)
    assert first["message"] == 'a "quoted"\nline'
    assert first["request_id"] == "abc"
    assert first["value"] == "{1, 2}"
    assert "ValueError: first\nsecond" in str(first["exception"])
    assert (second["logger"], second["message"]) == ("uvicorn.error", "by uvicorn")
    assert "request_id" not in second
