"""The server of the page: where it listens, under which names, and how long it bears with slow clients."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from mity.engine.person import login
from mity.errors import UsageError
from mity.text.records import dataclass, field
from mity.web.guard import Proxy
from mity.web.resources import behind_runs, connections
from mity.web.sessions import Sessions
from mity.web.site import Site
from mity.web.state import LeftSessions, kept_key, state_of
from mity.web.users import User, read_users
from mity.web.workspaces import Workspaces

_BACKLOG, _SEND_BYTES = 512, 128 << 10
_HEAD_S = 10.0
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HEADER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_TAKEN = ("host", "origin", "cookie", "content-length", "content-type", "sec-fetch-site", "x-mity-proxy")
_LEAST_SECRET = 16
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where and how the page is served. `names` are further hosts under which browsers reach it.

    `users` is the file of users; `certificate` and `key` are files in PEM; `proxied` says that a proxy ends HTTPS, and
    `user_header` the header in which it names the user, which counts with `secret` in the header `X-Mity-Proxy`.
    """

    host: str = "127.0.0.1"
    port: int = 0
    names: tuple[str, ...] = ()
    users: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    proxied: bool = False
    user_header: str = ""
    secret: str = field(default="", repr=False)

    @property
    def scheme(self) -> str:
        """How browsers come."""
        return "https" if self.certificate or self.proxied else "http"


def serve(workspaces: Workspaces, how: Listening, tell: Callable[[str], None]) -> None:
    """Serves the page until SIGINT or SIGTERM; `tell` hears the address. Raises UsageError, StorageError."""
    _check(how)
    if how.users is not None:
        read_users(how.users)
    folder = state_of(*workspaces.identities, below=workspaces.below)
    local = None if how.users else User(own if _LOGIN.fullmatch(own := login()) else "local")
    sessions = Sessions(kept_key(folder), LeftSessions(folder / "left"), local, how.users)
    with _listen(how) as listener:
        port = listener.getsockname()[1]
        site = Site(workspaces, sessions, cookie=f"mity-{port}", secure=how.scheme == "https")
        config = uvicorn.Config(
            site.application(_hosts(how, port), how.scheme, Proxy(how.user_header, how.secret)),
            http=_Patient,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            limit_concurrency=connections(),
            h11_max_incomplete_event_size=32 << 10,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=1,
            ssl_certfile=how.certificate,
            ssl_keyfile=how.key,
        )
        address = f"{how.scheme}://{_shown(how.host)}:{port}/"
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # each malformed request of anybody is a warning
        logging.getLogger("asyncio").setLevel(logging.ERROR)  # so is each browser that goes while it is sent something
        threading.Thread(target=site.prepare, name="mity-prepare", daemon=True).start()  # the first page waits for it
        behind_runs()
        tell(address if how.users else f"{address}enter?token={sessions.token}")
        _run(config, listener, how)


def _run(config: uvicorn.Config, listener: socket.socket, how: Listening) -> None:
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except OSError as error:
        if how.certificate is None:
            raise
        raise UsageError(f"cannot use the certificate {how.certificate}: {error}") from error


def _check(how: Listening) -> None:
    """Raises UsageError for what would let strangers in, or passwords out."""
    if bool(how.certificate) != bool(how.key):
        raise UsageError("--certificate and --certificate-key belong together: give both")
    for path in (how.certificate, how.key):
        if path is not None and not path.is_file():
            raise UsageError(f"there is no file {path}: name a certificate and its key in PEM")
    _check_header(how)
    for name in how.names:
        if not _NAME.fullmatch(name):
            raise UsageError(f"--name {name}: write a host name, with a port where the address has one")
    if _loopback(how.host):
        return
    if how.users is None:
        raise UsageError(
            f"--host {how.host} lets others reach the page, which starts programs: give --users FILE, "
            "made by `mity serve --users FILE --add-user NAME`"
        )
    if how.certificate is None and not how.proxied:
        raise UsageError(
            f"--host {how.host} would send passwords as they are typed: give --certificate and --certificate-key, "
            "or --behind-proxy where a proxy ends HTTPS"
        )


def _check_header(how: Listening) -> None:
    """Raises UsageError where anybody could send the header that names a user."""
    if not how.user_header:
        return
    if not _HEADER.fullmatch(how.user_header) or how.user_header.lower() in _TAKEN:
        raise UsageError(f"--user-header {how.user_header}: name a header of the proxy's own, such as X-Remote-User")
    if not how.proxied or how.users is None:
        raise UsageError("--user-header needs --behind-proxy, and --users with the roles of those that it lets in")
    if len(how.secret) < _LEAST_SECRET:
        raise UsageError(
            f"--user-header needs the variable MITY_PROXY_SECRET with {_LEAST_SECRET} characters or more: the proxy "
            "sends it as X-Mity-Proxy, so that nobody else can name a user"
        )


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(how: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in how.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BYTES)  # else the system keeps 4 MB for a slow one
        made.bind((how.host, how.port))
        made.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        made.close()
        raise UsageError(f"cannot listen at {how.host}:{how.port}: {error}; choose another --port") from error
    return made


def _hosts(how: Listening, port: int) -> list[str]:
    """What browsers send as Host."""
    own = [_shown(how.host), *(("localhost", "127.0.0.1", "[::1]") if _loopback(how.host) else ())]
    with_port = [f"{name}:{port}" for name in dict.fromkeys(own)]
    usual = {"http": 80, "https": 443}[how.scheme]
    return [one.lower() for one in (*with_port, *(own if port == usual else ()), *how.names)]


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _Patient(H11Protocol):
    """A connection on which the head of each request must have come within some seconds."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begins to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Waits for the rest of a head that has begun, from its first byte on, and for nothing else."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._wait_no_longer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no longer."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._limit is None:
            self._limit = self.loop.call_later(_HEAD_S, self.transport.close)

    def _wait_no_longer(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
