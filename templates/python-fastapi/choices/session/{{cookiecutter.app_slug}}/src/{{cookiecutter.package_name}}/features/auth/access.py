"""Access by a cookie: who asks, and whether a page of ours asks (CSRF)."""

import hashlib
import hmac
from typing import Annotated

from fastapi import Depends, HTTPException, Request, Security
from fastapi.security import APIKeyCookie
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from ...config import Settings
from ...db import SessionDep
from . import sign_ins
from .models import SignIn, User

COOKIE, CSRF_HEADER = "session", "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="Set by POST /api/auth/login")


def csrf_token(settings: Settings, secret: str) -> str:
    """What a page sends in the header X-CSRF-Token with each change; another site cannot know it."""
    key = settings.auth_secret.get_secret_value().encode()
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def _sign_in(request: Request, secret: Annotated[str | None, Security(_cookie)]) -> tuple[SignIn, User]:
    """The sign-in that the cookie belongs to, and whose it is; read in a transaction of its own."""
    sessions: sessionmaker[Session] = request.app.state.sessions
    with sessions() as session:
        found = sign_ins.find(session, secret) if secret else None
        user = session.scalar(select(User).where(User.id == found.user_id)) if found else None
    if secret is None or found is None or user is None:
        raise HTTPException(401, "Sign in first.")
    if request.method not in SAFE:
        expected = csrf_token(request.app.state.settings, secret)
        if not hmac.compare_digest(expected.encode(), request.headers.get(CSRF_HEADER, "").encode()):
            raise HTTPException(403, "The header X-CSRF-Token is not that of this session.")
    return found, user


CurrentSignIn = Annotated[tuple[SignIn, User], Depends(_sign_in)]


def _current(current: CurrentSignIn, session: SessionDep) -> User:
    session.info["user"] = current[1]
    return current[1]


CurrentUser = Annotated[User, Depends(_current)]
SignedIn = Depends(_current)
"""For `dependencies` of a router: nobody gets in without signing in."""
