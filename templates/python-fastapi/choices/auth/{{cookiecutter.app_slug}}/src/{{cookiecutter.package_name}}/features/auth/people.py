"""What can be done with people: registered, and known by their passwords."""

from fastapi import HTTPException, Request
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from ...config import Settings
from ...db import begin_write
from . import passwords
from .attempts import Attempts
from .models import User
from .ownership import MEMBER
from .schemas import Credentials, Registration


def register(request: Request, session: Session, data: Registration) -> User:
    """A new person. 403 where registration is closed, 409 for an address that is taken."""
    settings: Settings = request.app.state.settings
    attempts: Attempts = request.app.state.attempts
    if not settings.registration:
        raise HTTPException(403, "Registration is closed.")
    attempts.check(request, data.email)
    made = User(email=data.email, password=passwords.hashed(data.password), role=MEMBER)
    begin_write(session)
    session.add(made)
    session.flush()
    return made


def known(request: Request, data: Credentials) -> User:
    """The person with these credentials. 401 without telling what is wrong, 429 after too many attempts.

    Comparing passwords takes long, so it is done outside of every transaction.
    """
    attempts: Attempts = request.app.state.attempts
    sessions: sessionmaker[Session] = request.app.state.sessions
    attempts.check(request, data.email)
    with sessions() as session:
        found = session.scalar(select(User).where(User.email == data.email))
    if not passwords.fits(data.password, found.password if found else None) or found is None:
        raise HTTPException(401, "The address or the password is wrong.")
    attempts.succeeded(request, data.email)
    return found
