from datetime import timedelta

from people import sign_out
from resource_tests import is_problem
from sqlalchemy import update
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.columns import utc_now
from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.features.auth.models import SignIn
from {{ cookiecutter.package_name }}.main import create_app

ANN = {"email": "ann@example.com", "password": "correct horse battery"}


def signed_in(client: TestClient) -> str:
    sign_out(client)
    client.post("/api/auth/register", json=ANN)
    answer = client.post("/api/auth/login", json=ANN)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    token = answer.json()["csrf_token"]
    assert isinstance(token, str)
    return token


def test_the_cookie_is_enough_to_read(client: TestClient) -> None:
    token = signed_in(client)
    found = client.get("/api/auth/me").json()
    assert (found["user"]["email"], found["csrf_token"]) == ("ann@example.com", token)


def test_a_change_needs_the_token_of_the_page(client: TestClient) -> None:
    token = signed_in(client)
    assert is_problem(client.post("/api/auth/logout"), 403)
    assert is_problem(client.post("/api/auth/logout", headers={"x-csrf-token": "0" * 64}), 403)
    assert is_problem(client.post("/api/auth/logout", headers={b"x-csrf-token": "ü".encode()}), 403)
    assert client.post("/api/auth/logout", headers={"x-csrf-token": token}).status_code == 204


def test_who_signed_out_is_out(client: TestClient) -> None:
    token = signed_in(client)
    cookie = client.cookies["session"]
    client.post("/api/auth/logout", headers={"x-csrf-token": token})
    client.cookies.set("session", cookie)
    assert is_problem(client.get("/api/auth/me"), 401)


def test_a_session_ends_by_itself(client: TestClient) -> None:
    signed_in(client)
    assert client.get("/api/auth/me").status_code == 200
    with client.app.state.sessions.begin() as session:  # type: ignore[attr-defined]
        session.execute(update(SignIn).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert is_problem(client.get("/api/auth/me"), 401)


def test_the_cookie_is_for_https_in_production(settings: Settings) -> None:
    with TestClient(create_app(settings.model_copy(update={"environment": "production"}))) as client:
        client.post("/api/auth/register", json=ANN)
        assert "secure" in client.post("/api/auth/login", json=ANN).headers["set-cookie"].lower()
