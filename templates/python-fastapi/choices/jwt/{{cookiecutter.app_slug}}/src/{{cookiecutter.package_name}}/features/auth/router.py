"""The routes of signing in by tokens."""

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from ...config import Settings
from ...db import SessionDep, begin_write
from ...errors import problems
from ...fields import Text
from . import people, sign_ins
from .access import CurrentUser, access_token
from .models import SignIn
from .schemas import Account, Credentials, Registration

router = APIRouter(prefix="/api/auth", tags=["auth"], responses=problems(422, 503))


class Tokens(BaseModel):
    """The token for requests (`Authorization: Bearer …`), and the one that brings the next pair, once."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  # a kind of token, not one
    expires_in: Annotated[int, Field(description="Seconds that the access token is good for")]


class Refresh(BaseModel):
    """A refresh token."""

    model_config = ConfigDict(extra="forbid")

    refresh_token: Annotated[Text, Field(max_length=128)]


@router.post("/register", status_code=201, responses=problems(400, 403, 409, 413, 415, 429))
def register(data: Registration, session: SessionDep, request: Request) -> Account:
    """Makes a new person."""
    return Account.model_validate(people.register(request, session, data))


@router.post("/login", responses=problems(400, 401, 413, 415, 429))
def login(data: Credentials, session: SessionDep, request: Request) -> Tokens:
    """Signs in."""
    settings: Settings = request.app.state.settings
    user = people.known(request, data)
    begin_write(session)
    sign_in, secret = sign_ins.begin(session, user, settings.session_days)
    return _tokens(settings, sign_in, secret)


@router.post("/refresh", responses=problems(400, 401, 413, 415))
def refresh(data: Refresh, session: SessionDep, request: Request) -> Tokens:
    """A new pair of tokens; the refresh token that was sent is worth nothing any more."""
    settings: Settings = request.app.state.settings
    begin_write(session)
    if (found := sign_ins.find(session, data.refresh_token, lock=True)) is None:
        raise HTTPException(401, "Sign in again.")
    return _tokens(settings, found, sign_ins.renew(session, found, settings.session_days))


@router.post("/logout", status_code=204, responses=problems(400, 413, 415))
def logout(data: Refresh, session: SessionDep) -> None:
    """Signs out: the tokens of this sign-in are worth nothing any more."""
    begin_write(session)
    if (found := sign_ins.find(session, data.refresh_token, lock=True)) is not None:
        session.delete(found)


@router.get("/me", responses=problems(401))
def me(user: CurrentUser) -> Account:
    """Who is signed in."""
    return Account.model_validate(user)


def _tokens(settings: Settings, sign_in: SignIn, secret: str) -> Tokens:
    token = access_token(settings, sign_in)
    return Tokens(access_token=token, refresh_token=secret, expires_in=settings.access_minutes * 60)
