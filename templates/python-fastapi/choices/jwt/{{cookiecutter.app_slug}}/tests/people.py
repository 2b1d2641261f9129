"""Somebody signed in, without the work of hashing a password."""

from typing import Any

from sqlalchemy import select
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.db import begin_write
from {{ cookiecutter.package_name }}.features.auth import sign_ins
from {{ cookiecutter.package_name }}.features.auth.access import access_token
from {{ cookiecutter.package_name }}.features.auth.models import User


def sign_in(client: TestClient, email: str = "owner@example.com", role: str = "user") -> None:
    """From now on the client asks as this person."""
    state: Any = client.app.state  # type: ignore[attr-defined]  # an ASGI application in general has none
    with state.sessions.begin() as session:
        begin_write(session)
        user = session.scalar(select(User).where(User.email == email))
        user = user or User(email=email, password="none", role=role)
        session.add(user)
        session.flush()
        made, _ = sign_ins.begin(session, user, 1)
        token = access_token(state.settings, made)
    client.headers.update({"authorization": f"Bearer {token}"})


def sign_out(client: TestClient) -> None:
    """From now on the client asks as nobody."""
    client.headers.pop("authorization", None)
