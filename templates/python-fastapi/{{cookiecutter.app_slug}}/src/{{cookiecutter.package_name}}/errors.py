"""Errors as problem details (RFC 9457): one shape for every failure, with the request's id."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .log import request_id
from .violations import violation_of

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS, LONGEST_NAME = 50, 100
logger = logging.getLogger(__name__)


class FieldError(BaseModel):
    """What is wrong with one part of a request."""

    loc: list[str | int]
    msg: str
    type: str


class Problem(BaseModel):
    """The body of every answer with a status of 400 or more."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    request_id: str | None = None
    errors: list[FieldError] | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How the OpenAPI document tells of these failures, for `responses` of a route."""
    return {status: {"model": Problem, "description": _title(status)} for status in statuses}


class ProblemResponse(JSONResponse):
    """A response whose body is a problem."""

    media_type = MEDIA_TYPE


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    errors: Sequence[Mapping[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> ProblemResponse:
    """The response that tells of a failure."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _title(status),
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "request_id": request_id.get(),
    }
    if errors is not None:
        body["errors"] = errors
    return ProblemResponse(body, status_code=status, headers=headers)


async def _http_error(request: Request, error: Exception) -> Response:
    failure = cast("HTTPException", error)
    if failure.status_code < 400:
        return Response(status_code=failure.status_code, headers=failure.headers)
    return problem(request, failure.status_code, str(failure.detail), headers=failure.headers)


async def _validation_error(request: Request, error: Exception) -> Response:
    # Only where and what: the input itself may be secret, so it is not sent back.
    found = cast("RequestValidationError", error).errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(request, 400, "The body is not JSON.")
    errors = [
        {"loc": [_harmless(part) for part in item["loc"]], "msg": item["msg"], "type": item["type"]}
        for item in found[:MOST_ERRORS]
    ]
    return problem(request, 422, "The request is not valid.", errors=errors)


def _harmless(part: str | int) -> str | int:
    """A part of a place as it may be sent back: names of members are the caller's own."""
    return part if isinstance(part, int) else part[:LONGEST_NAME].encode(errors="replace").decode()


async def _refused_by_database(request: Request, error: Exception) -> Response:
    violation = violation_of(cast("DBAPIError", error))
    logger.warning(
        "the database refused a change", extra={"kind": violation.kind, "fields": violation.fields}
    )
    if violation.kind == "unique":
        errors = [
            {"loc": ["body", name], "msg": "Another one has this value", "type": "unique"}
            for name in violation.fields
        ]
        return problem(request, 409, "Another one has the same value.", errors=errors)
    if violation.kind == "reference" and request.method == "DELETE":
        return problem(request, 409, "Others refer to it: delete them first.")
    kind, message = (
        ("unknown_id", "Nothing has this id") if violation.kind == "reference" else ("value", "Not storable")
    )
    errors = [{"loc": ["body", name], "msg": message, "type": kind} for name in violation.fields]
    return problem(request, 422, "The request is not valid.", errors=errors)


async def _changed_meanwhile(request: Request, _error: Exception) -> Response:
    status = 412 if getattr(request.state, "if_match", False) else 409
    return problem(request, status, "It was changed meanwhile: get it again, and send the change once more.")


async def _no_database(request: Request, error: Exception) -> Response:
    logger.error("the database does not answer", extra={"reason": type(error).__name__})
    return problem(request, 503, "The database does not answer.", headers={"retry-after": "1"})


def register_errors(app: FastAPI) -> None:
    """Makes the application answer failures with problems."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(IntegrityError, _refused_by_database)
    app.add_exception_handler(DataError, _refused_by_database)
    app.add_exception_handler(StaleDataError, _changed_meanwhile)
    app.add_exception_handler(OperationalError, _no_database)
    app.add_exception_handler(PoolTimeout, _no_database)


class ProblemApi(FastAPI):
    """An application whose OpenAPI document describes its failures as problems."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, with the media type that failures really have."""
        if self.openapi_schema is None:
            document = super().openapi()
            for operations in document["paths"].values():
                for operation in operations.values():
                    for status, response in operation["responses"].items():
                        if status == "default" or status >= "400":
                            response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
        return super().openapi()
