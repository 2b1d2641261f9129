"""The routes of signing in by a cookie."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy import delete

from ...config import Settings
from ...db import SessionDep, begin_write
from ...errors import problems
from . import people, sign_ins
from .access import COOKIE, CurrentSignIn, CurrentUser, csrf_token
from .models import SignIn, User
from .schemas import Account, Credentials, Registration

router = APIRouter(prefix="/api/auth", tags=["auth"], responses=problems(422, 503))
SECONDS_A_DAY = 86_400


class Session(BaseModel):
    """Who is signed in, and what each change must send in the header X-CSRF-Token."""

    user: Account
    csrf_token: str


@router.post("/register", status_code=201, responses=problems(400, 403, 409, 413, 415, 429))
def register(data: Registration, session: SessionDep, request: Request) -> Account:
    """Makes a new person."""
    return Account.model_validate(people.register(request, session, data))


@router.post("/login", responses=problems(400, 401, 413, 415, 429))
def login(data: Credentials, session: SessionDep, request: Request, response: Response) -> Session:
    """Signs in: the cookie `session` is set."""
    settings: Settings = request.app.state.settings
    user = people.known(request, data)
    begin_write(session)
    _, secret = sign_ins.begin(session, user, settings.session_days)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=settings.session_days * SECONDS_A_DAY,
        httponly=True,
        samesite="lax",
        secure=settings.https_only or settings.environment == "production",
    )
    return _shown(settings, user, secret)


@router.post("/logout", status_code=204, responses=problems(401, 403))
def logout(current: CurrentSignIn, session: SessionDep, response: Response) -> None:
    """Signs out: the cookie is worth nothing any more."""
    begin_write(session)
    session.execute(delete(SignIn).where(SignIn.id == current[0].id))
    response.delete_cookie(COOKIE)


@router.get("/me", responses=problems(401))
def me(user: CurrentUser, request: Request) -> Session:
    """Who is signed in."""
    return _shown(request.app.state.settings, user, request.cookies[COOKIE])


def _shown(settings: Settings, user: User, secret: str) -> Session:
    return Session(user=Account.model_validate(user), csrf_token=csrf_token(settings, secret))
