from typing import Any

import jwt
import pytest
from people import sign_out
from resource_tests import is_problem
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.main import create_app

ANN = {"email": "ann@example.com", "password": "correct horse battery"}


def signed_in(client: TestClient) -> dict[str, Any]:
    sign_out(client)
    client.post("/api/auth/register", json=ANN)
    answer = client.post("/api/auth/login", json=ANN)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def asking(client: TestClient, token: str) -> Any:
    return client.get("/api/auth/me", headers={"authorization": f"Bearer {token}"})


def test_a_token_says_who_asks(client: TestClient) -> None:
    tokens = signed_in(client)
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 900)
    assert asking(client, tokens["access_token"]).json()["email"] == "ann@example.com"


def test_a_refresh_token_is_good_once(client: TestClient) -> None:
    first = signed_in(client)["refresh_token"]
    second = client.post("/api/auth/refresh", json={"refresh_token": first}).json()
    assert asking(client, second["access_token"]).status_code == 200
    assert is_problem(client.post("/api/auth/refresh", json={"refresh_token": first}), 401)
    third = client.post("/api/auth/refresh", json={"refresh_token": second["refresh_token"]})
    assert third.status_code == 200


def test_who_signed_out_is_out(client: TestClient) -> None:
    tokens = signed_in(client)
    body = {"refresh_token": tokens["refresh_token"]}
    assert client.post("/api/auth/logout", json=body).status_code == 204
    assert is_problem(asking(client, tokens["access_token"]), 401)
    assert is_problem(client.post("/api/auth/refresh", json=body), 401)


@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
def test_what_is_no_token_is_refused(client: TestClient, token: str) -> None:
    answer = asking(client, token)
    assert is_problem(answer, 401)


def test_a_forged_token_is_refused(client: TestClient) -> None:
    claims = jwt.decode(signed_in(client)["access_token"], options={"verify_signature": False})
    assert is_problem(asking(client, jwt.encode(claims, "another secret of 32 letters long", "HS256")), 401)
    assert is_problem(asking(client, jwt.encode(claims, None, "none")), 401)


def test_a_token_ends_soon(settings: Settings) -> None:
    with TestClient(create_app(settings.model_copy(update={"access_minutes": 0}))) as client:
        assert is_problem(asking(client, signed_in(client)["access_token"]), 401)
