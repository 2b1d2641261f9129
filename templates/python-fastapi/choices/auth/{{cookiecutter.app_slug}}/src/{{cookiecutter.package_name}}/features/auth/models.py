"""People and their sign-ins as they are stored, and the base class of what belongs to somebody."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ...columns import UtcDateTime
from ...db import Entity


class User(Entity):
    """A person who can sign in. `password` is its hash; the address is in small letters."""

    __tablename__ = "auth_users"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20))


class SignIn(Entity):
    """Somebody who signed in: it ends by signing out, and at a moment. Only a digest of its secret is kept."""

    __tablename__ = "auth_sign_ins"

    user_id: Mapped[int] = mapped_column(
        BigInteger(), ForeignKey("auth_users.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Owned(Entity):
    """The base class of what belongs to the person who made it."""

    __abstract__ = True

    auth_owner_id: Mapped[int] = mapped_column(BigInteger(), ForeignKey("auth_users.id"), index=True)
