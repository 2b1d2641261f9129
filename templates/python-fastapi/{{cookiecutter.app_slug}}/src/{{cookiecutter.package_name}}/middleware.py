"""Pure ASGI middleware around every request: its id, its log line, and the net under unhandled errors."""

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import problem
from .log import request_id

REQUEST_ID_HEADER = "x-request-id"
_JSON = re.compile(r"application/([\w.-]+\+)?json", re.ASCII)
_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

logger = logging.getLogger(__name__)


class RequestContext:
    """Gives each request an id (the caller's, if harmless), answers with it, and logs one line at the end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        current = given if _ACCEPTABLE_ID.fullmatch(given) else uuid.uuid4().hex
        status = 500
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = current
            await send(message)

        token = request_id.set(current)
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            logger.log(
                logging.DEBUG if scope["path"].startswith("/health/") and status < 400 else logging.INFO,
                "request",
                extra={
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status,
                    "duration_ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )
            request_id.reset(token)


class BodyRules:
    """Refuses a body that says it is too large (413), or that is not JSON (415), before it is read."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self.app = app
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] == "http" and (refusal := self._refusal(Request(scope))) is not None:
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        length = request.headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > self.max_body_bytes:
            detail = f"The body is longer than {self.max_body_bytes} bytes."
            return problem(request, 413, detail, headers={"connection": "close"})
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        has_body = length != "0" or "transfer-encoding" in request.headers
        if has_body and request.method in {"POST", "PUT", "PATCH"} and not _JSON.fullmatch(kind):
            return problem(
                request, 415, "Send the body as application/json.", headers={"accept": "application/json"}
            )
        return None


class UnhandledErrors:
    """Turns an exception that nobody handled into a 500 that tells the client nothing, and logs it in full."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception:
            if started:
                raise
            logger.exception("unhandled error")
            response = problem(Request(scope), 500, "The server could not complete the request.")
            await response(scope, receive, send)
