"""Who may change what: the owner of a row, and every admin."""

from typing import Any

from fastapi import HTTPException
from sqlalchemy.orm import Session

from .models import Owned, User

ADMIN, MEMBER = "admin", "user"


def signed_in(session: Session) -> User:
    """Who works in this session. 401 when nobody signed in: the router lacks the dependency `SignedIn`."""
    user = session.info.get("user")
    if not isinstance(user, User):
        raise HTTPException(401, "Sign in first.")
    return user


def owner(session: Session, model: type[Any]) -> dict[str, int]:
    """The columns of a new row that say whose it is."""
    return {"auth_owner_id": signed_in(session).id} if issubclass(model, Owned) else {}


def check_owner(session: Session, row: object) -> None:
    """403 unless the row belongs to who asks, or an admin asks."""
    if isinstance(row, Owned):
        user = signed_in(session)
        if user.role != ADMIN and user.id != row.auth_owner_id:
            raise HTTPException(403, "Only its owner or an admin may change it.")
