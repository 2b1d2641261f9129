"""Gives a person a role: `python -m {{ cookiecutter.package_name }}.features.auth.grant EMAIL admin`."""

import argparse

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...config import load_settings
from ...db import make_engine, make_sessions
from .models import User
from .ownership import ADMIN, MEMBER


def grant(session: Session, email: str, role: str) -> bool:
    """Whether there is such a person, who then has the role."""
    found = session.scalar(select(User).where(User.email == email.lower()))
    if found is not None:
        found.role = role
    return found is not None


def main() -> None:
    """Reads the words of the command line; ends with 1 when nobody has the address."""
    parser = argparse.ArgumentParser(description="Give a person a role.")
    parser.add_argument("email")
    parser.add_argument("role", choices=[ADMIN, MEMBER])
    words = parser.parse_args()
    with make_sessions(make_engine(load_settings().database_url)).begin() as session:
        if not grant(session, words.email, words.role):
            raise SystemExit(f"nobody has registered with {words.email}")


if __name__ == "__main__":
    main()
