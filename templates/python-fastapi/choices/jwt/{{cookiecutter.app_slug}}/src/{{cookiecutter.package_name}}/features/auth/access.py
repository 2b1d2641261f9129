"""Access by tokens: short-lived ones that say who asks."""

from datetime import timedelta
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from ...columns import utc_now
from ...config import Settings
from ...db import SessionDep
from .models import SignIn, User

ALGORITHM = "HS256"
_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="From POST /api/auth/login")


def access_token(settings: Settings, sign_in: SignIn) -> str:
    """A token that is good for a few minutes, as long as its sign-in is."""
    claims = {
        "sub": str(sign_in.user_id),
        "sid": sign_in.id,
        "iat": utc_now(),
        "exp": utc_now() + timedelta(minutes=settings.access_minutes),
    }
    return jwt.encode(claims, settings.auth_secret.get_secret_value(), ALGORITHM)


def _user(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> User:
    """Whose token it is; read in a transaction of its own, so that who signed out is out at once."""
    settings: Settings = request.app.state.settings
    sessions: sessionmaker[Session] = request.app.state.sessions
    refusal = HTTPException(401, "Sign in first.", headers={"www-authenticate": "Bearer"})
    if given is None:
        raise refusal
    try:
        claims = jwt.decode(
            given.credentials,
            settings.auth_secret.get_secret_value(),
            algorithms=[ALGORITHM],
            options={"require": ["sub", "sid", "exp"]},
        )
    except jwt.InvalidTokenError:
        raise refusal from None
    with sessions() as session:
        user = session.scalar(
            select(User)
            .join(SignIn, SignIn.user_id == User.id)
            .where(SignIn.id == claims["sid"], User.id == int(claims["sub"]))
        )
    if user is None:
        raise refusal
    return user


def _current(user: Annotated[User, Depends(_user)], session: SessionDep) -> User:
    session.info["user"] = user
    return user


CurrentUser = Annotated[User, Depends(_current)]
SignedIn = Depends(_current)
"""For `dependencies` of a router: nobody gets in without signing in."""
