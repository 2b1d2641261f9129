"""JSON to and from an application that runs on this machine; no proxy of the environment is asked."""

from __future__ import annotations

import http.client
import json
from typing import Any

from mity.system.health import HOST
from mity.text.data import parse_json

ANSWER_S = 15.0
"""Seconds that an answer may take."""
_SHOWN = 200


class Refused(Exception):
    """Why a request did not do what it was for, in a clause."""


def post(port: int, path: str, body: Any) -> dict[str, Any]:
    """The object that the application made of `body`, by its answer of 201. Raises Refused."""
    status, text = _exchange(port, "POST", path, json.dumps(body).encode())
    if status != http.client.CREATED:
        raise Refused(f"POST {path} answered {status}: {' '.join(text.split())[:_SHOWN]}")
    try:
        made = json.loads(text)
    except ValueError as error:
        raise Refused(f"POST {path} answered 201 with what is no JSON") from error
    if not isinstance(made, dict) or "id" not in made:
        raise Refused(f"POST {path} answered 201 without the id of what it made")
    return made


def delete(port: int, path: str) -> None:
    """Deletes what is there. Raises Refused."""
    status, text = _exchange(port, "DELETE", path, None)
    if status != http.client.NO_CONTENT:
        raise Refused(f"DELETE {path} answered {status}: {' '.join(text.split())[:_SHOWN]}")


def read(port: int, path: str) -> Any:
    """The JSON at a path. Raises Refused."""
    status, text = _exchange(port, "GET", path, None)
    if status != http.client.OK:
        raise Refused(f"GET {path} answered {status}")
    try:
        return parse_json(text)
    except ValueError as error:
        raise Refused(f"GET {path} answered with what is no JSON") from error


def _exchange(port: int, method: str, path: str, body: bytes | None) -> tuple[int, str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_S)
    try:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, body, {"Accept": "application/json", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        raise Refused(f"{method} {path} brought no answer: {error or type(error).__name__}") from error
    finally:
        connection.close()
