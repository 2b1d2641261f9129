"""Sign-ins: begun with a secret that only the client has, found by it, ended."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ...columns import utc_now
from .models import SignIn, User


def begin(session: Session, user: User, days: int) -> tuple[SignIn, str]:
    """A new sign-in and its secret; those of the person that are over are removed."""
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.expires_at < utc_now()))
    secret = secrets.token_urlsafe(32)
    made = SignIn(user_id=user.id, digest=_digest(secret), expires_at=utc_now() + timedelta(days=days))
    session.add(made)
    session.flush()
    return made, secret


def find(session: Session, secret: str, *, lock: bool = False) -> SignIn | None:
    """The sign-in with this secret, unless it is over; for this transaction alone when it is locked."""
    found = select(SignIn).where(SignIn.digest == _digest(secret), SignIn.expires_at > utc_now())
    return session.scalar(found.with_for_update() if lock else found)


def renew(session: Session, sign_in: SignIn, days: int) -> str:
    """Its new secret; the old one is worth nothing any more."""
    secret = secrets.token_urlsafe(32)
    sign_in.digest = _digest(secret)
    sign_in.expires_at = utc_now() + timedelta(days=days)
    session.flush()
    return secret


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
