import pytest
from fastapi import HTTPException
from people import sign_out
from resource_tests import is_problem
from sqlalchemy import select
from starlette.requests import Request
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.config import Settings, load_settings
from {{ cookiecutter.package_name }}.features.auth.attempts import PER_HOST, WINDOW_SECONDS, Attempts
from {{ cookiecutter.package_name }}.features.auth.grant import grant
from {{ cookiecutter.package_name }}.features.auth.models import User
from {{ cookiecutter.package_name }}.main import create_app

ANN = {"email": "Ann@Example.com", "password": "correct horse battery"}


def registered(client: TestClient) -> None:
    sign_out(client)
    answer = client.post("/api/auth/register", json=ANN)
    assert answer.status_code == 201
    assert {**answer.json(), "id": 0} == {"id": 0, "email": "ann@example.com", "role": "user"}


def test_a_password_is_kept_as_a_hash(client: TestClient) -> None:
    registered(client)
    with client.app.state.sessions() as session:  # type: ignore[attr-defined]
        kept = session.scalar(select(User.password).where(User.email == "ann@example.com"))
    assert kept.startswith("$argon2id$")


@pytest.mark.parametrize(
    "change",
    [{"password": "short"}, {"password": "x" * 129}, {"email": "nobody"}, {"role": "admin"}],
)
def test_a_registration_that_is_not_fit_is_refused(client: TestClient, change: dict[str, str]) -> None:
    assert is_problem(client.post("/api/auth/register", json={**ANN, **change}), 422)


def test_an_address_is_taken_once(client: TestClient) -> None:
    registered(client)
    answer = client.post("/api/auth/register", json={**ANN, "email": "ANN@example.com"})
    assert is_problem(answer, 409)
    assert answer.json()["errors"][0]["loc"] == ["body", "email"]


def test_registration_can_be_closed(settings: Settings) -> None:
    with TestClient(create_app(settings.model_copy(update={"registration": False}))) as client:
        assert is_problem(client.post("/api/auth/register", json=ANN), 403)


@pytest.mark.parametrize("wrong", [{"password": "another password"}, {"email": "eve@example.com"}])
def test_what_is_wrong_is_not_told(client: TestClient, wrong: dict[str, str]) -> None:
    registered(client)
    answer = client.post("/api/auth/login", json={**ANN, **wrong})
    assert is_problem(answer, 401)
    assert answer.json()["detail"] == "The address or the password is wrong."


def test_guessing_is_slowed_down(client: TestClient) -> None:
    registered(client)
    for _ in range(5):
        answer = client.post("/api/auth/login", json={**ANN, "password": "wrong"})
    answer = client.post("/api/auth/login", json=ANN)
    assert is_problem(answer, 429)
    assert 1 <= int(answer.headers["retry-after"]) <= WINDOW_SECONDS + 1


def test_the_right_password_ends_the_count(client: TestClient) -> None:
    registered(client)
    for _ in range(2):
        for _ in range(3):
            assert client.post("/api/auth/login", json={**ANN, "password": "wrong"}).status_code == 401
        assert client.post("/api/auth/login", json=ANN).status_code == 200


def test_one_host_cannot_try_every_name() -> None:
    now = [100.0]
    attempts = Attempts(5, clock=lambda: now[0])
    request = Request({"type": "http", "client": ("192.0.2.1", 1)})
    for number in range(PER_HOST):
        attempts.check(request, f"{number}@example.com")
    with pytest.raises(HTTPException) as refusal:
        attempts.check(request, "one-more@example.com")
    assert refusal.value.headers == {"retry-after": str(WINDOW_SECONDS + 1)}
    attempts.check(Request({"type": "http", "client": ("192.0.2.2", 1)}), "one-more@example.com")
    now[0] += WINDOW_SECONDS
    attempts.check(request, "one-more@example.com")


def test_a_person_can_be_made_an_admin(client: TestClient) -> None:
    registered(client)
    with client.app.state.sessions.begin() as session:  # type: ignore[attr-defined]
        assert grant(session, "ANN@example.com", "admin")
        assert not grant(session, "eve@example.com", "admin")
    with client.app.state.sessions() as session:  # type: ignore[attr-defined]
        assert session.scalar(select(User.role).where(User.email == "ann@example.com")) == "admin"


@pytest.mark.parametrize("secret", ["", "changeme", "x" * 31])
def test_production_needs_a_secret_of_its_own(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("AUTH_SECRET", secret)
    with pytest.raises(SystemExit, match="AUTH_SECRET: "):
        load_settings()


def test_production_takes_a_long_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("AUTH_SECRET", "x" * 32)
    settings = load_settings()
    assert settings.auth_secret.get_secret_value() == "x" * 32
    assert "xxx" not in repr(settings)


def test_without_a_secret_each_start_makes_one() -> None:
    first, second = (Settings().auth_secret.get_secret_value() for _ in range(2))
    assert len(first) >= 32
    assert first != second
