"""Liveness and readiness, for whoever runs the application."""

import logging
from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from .. import schema

router = APIRouter(prefix="/health", tags=["health"])
logger = logging.getLogger(__name__)


class Live(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(Live):
    """The process can do its work."""

    checks: dict[str, Literal["ok"]]


@router.get("/live")
def live() -> Live:
    """Whether the process answers; if not, restart it."""
    return Live()


@router.get("/ready")
def ready(request: Request) -> Ready:
    """Whether requests can be served; if not, send none for now (503)."""
    state = request.app.state
    try:
        with state.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            current = schema.is_current(connection, state.heads)
    except SQLAlchemyError as error:
        logger.warning("not ready", extra={"reason": type(error).__name__})
        raise HTTPException(503, "The database does not answer.") from error
    if not current:
        logger.warning("not ready", extra={"reason": "migrations are not applied"})
        raise HTTPException(503, "The database needs its migrations: run `alembic upgrade head`.")
    return Ready(checks={"database": "ok", "migrations": "ok"})
