"""What every request passes first: where it came from, how large it is, who it is of; and what every answer carries."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Collection, Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, RedirectResponse, Response

from mity.text.records import dataclass, field
from mity.web.sessions import Sessions

Scope = dict[str, Any]
Channel = Callable[..., Any]
PROXY_HEADER = "x-mity-proxy"
MOST_BYTES = 64 << 10
"""Bytes of the body of a request: forms are small."""
MOST_HEAD = 32 << 10
"""Bytes of the headers of a request."""
_BODY_S = 10.0
_OPEN = ("/enter", "/login", "/static/")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that lets users in by itself and names them in `header`; it is known by its secret. Empty for none."""

    header: str = ""
    secret: str = field(default="", repr=False)

    def names(self, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """The user that it names in a request; empty where the request is not the proxy's, or names several."""
        if not self.header:
            return ""
        found = [(name.decode("latin-1"), value.decode("latin-1").strip()) for name, value in headers]
        users = [value for name, value in found if name == self.header.lower()]
        secrets = [value for name, value in found if name == PROXY_HEADER]
        if len(users) != 1 or len(secrets) != 1:
            return ""
        return users[0] if hmac.compare_digest(secrets[0].encode(), self.secret.encode()) else ""


class Guard:
    """Refuses requests that are not the page's own. `hosts` are the values of Host that are taken, as browsers send
    them; `cookie` is the name of the session's cookie; `proxy` may name users.
    """

    def __init__(
        self, app: Channel, hosts: Collection[str], scheme: str, sessions: Sessions, cookie: str, proxy: Proxy
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._origins = frozenset(f"{scheme}://{host}" for host in hosts)
        self._sessions = sessions
        self._cookie = cookie
        self._proxy = proxy

    async def __call__(self, scope: Scope, receive: Channel, send: Channel) -> None:
        """One request, as ASGI has it."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        answering = _with_headers(send, scope["path"].startswith("/static/"))
        refused = self._refused(scope, headers) or self._identify(scope, headers)
        if refused is not None:
            await refused(scope, receive, answering)
            return
        await self._app(scope, _bounded(receive), answering)

    def _refused(self, scope: Scope, headers: Mapping[str, str]) -> Response | None:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or headers["host"].lower() not in self._hosts:
            return _plain(421, "this page is not served under that name")
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEAD:
            return _plain(431, f"at most {MOST_HEAD:,} bytes of headers are taken")
        if "transfer-encoding" in headers and "content-length" in headers:  # where it ends is told in two ways
            return PlainTextResponse("a request has one length\n", 400, {"Connection": "close"})
        method = scope["method"]
        if method not in ("GET", "HEAD", "POST"):
            return _plain(405, "only GET and POST are known here")
        site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
        if method == "POST" and (site not in ("", "same-origin") or not self._own(origin, site, headers)):
            return _plain(403, "this was not sent by the page itself")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 9 or int(length) > MOST_BYTES:
            return _plain(413, f"at most {MOST_BYTES:,} bytes are taken")
        return None

    def _own(self, origin: str, site: str, headers: Mapping[str, str]) -> bool:
        """Whether a form came from this very page; a browser that sends neither header is too old to be trusted."""
        if origin == "null" and site == "same-origin":  # what no-referrer makes of the page's own forms
            return True
        return origin in self._origins and urlsplit(origin).netloc == headers["host"].lower()

    def _identify(self, scope: Scope, headers: Mapping[str, str]) -> Response | None:
        cookie = _cookie(headers.get("cookie", ""), self._cookie)
        if named := self._proxy.names(scope["headers"]):
            cookie = self._sessions.named(named)
        user = self._sessions.user(cookie) if cookie else None
        scope["mity.user"], scope["mity.cookie"] = user, cookie
        if user is not None or scope["path"] == _OPEN[0] or scope["path"].startswith(_OPEN[1:]):
            return None
        if self._sessions.by_password and scope["method"] == "GET" and "hx-request" not in headers:
            return RedirectResponse("/login", 303)
        return _plain(401, "open the link that `mity serve` printed")


def _with_headers(send: Channel, keeps: bool) -> Channel:
    extra = {**_HEADERS, "Cache-Control": "max-age=3600" if keeps else "no-store"}

    async def answering(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            own = [(name, value) for name, value in message.get("headers", ())]
            added = [(name.lower().encode(), value.encode()) for name, value in extra.items()]
            message = {**message, "headers": [*own, *added]}
        await send(message)

    return answering


def _bounded(receive: Channel) -> Channel:
    """What receives a request whose body is neither too long nor too slow: the connection counts as gone then."""
    seen, whole = 0, False

    async def receiving() -> Any:
        nonlocal seen, whole
        if whole:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), _BODY_S)
        except TimeoutError:
            return {"type": "http.disconnect"}
        seen += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        return message if seen <= MOST_BYTES else {"type": "http.disconnect"}

    return receiving


def _cookie(text: str, name: str) -> str:
    try:
        found = SimpleCookie(text).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _plain(status: int, text: str) -> Response:
    return PlainTextResponse(f"{text}\n", status)
