"""Security headers on every response."""

import inspect
from collections.abc import Iterator
from urllib.parse import urlsplit

from fastapi.openapi.docs import get_swagger_ui_html
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": API_POLICY,
    "cache-control": "no-store",
}
HSTS = "max-age=31536000; includeSubDomains"


def _asset_origins() -> Iterator[str]:
    """Where FastAPI's page of documentation loads its scripts and pictures from."""
    for parameter in inspect.signature(get_swagger_ui_html).parameters.values():
        if isinstance(parameter.default, str) and parameter.default.startswith("https://"):
            yield f"https://{urlsplit(parameter.default).netloc}"


def docs_policy() -> str:
    """A policy under which the interactive documentation works, and little else."""
    origins = " ".join(sorted(set(_asset_origins())))
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-inline' {origins}; "
        f"style-src 'self' 'unsafe-inline' {origins}; img-src 'self' data: {origins}; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )


class SecurityHeaders:
    """Adds the headers to each response that does not set them itself."""

    def __init__(self, app: ASGIApp, *, https_only: bool = False, docs_path: str | None = None) -> None:
        self.app = app
        self.docs_path = docs_path
        self.headers = HEADERS | ({"strict-transport-security": HSTS} if https_only else {})
        self.docs_headers = self.headers | {"content-security-policy": docs_policy()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = self.docs_headers if scope["path"] == self.docs_path else self.headers

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in headers.items():
                    answer.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
