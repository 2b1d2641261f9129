"""Errors as problem details (RFC 9457): one shape for every failure, with the request's id."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .log import request_id

MEDIA_TYPE = "application/problem+json"


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
    errors = [{"loc": item["loc"], "msg": item["msg"], "type": item["type"]} for item in found]
    return problem(request, 422, "The request is not valid.", errors=errors)


async def _conflict(request: Request, _error: Exception) -> Response:
    return problem(request, 409, "The change conflicts with data that exists.")


def register_errors(app: FastAPI) -> None:
    """Makes the application answer failures with problems."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(IntegrityError, _conflict)


class ProblemApi(FastAPI):
    """An application whose OpenAPI document describes its failures as problems."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, with the media type that failures really have."""
        if self.openapi_schema is None:
            document = super().openapi()
            for operations in document["paths"].values():
                for operation in operations.values():
                    content = operation["responses"]["default"]["content"]
                    content[MEDIA_TYPE] = content.pop("application/json")
        return super().openapi()
