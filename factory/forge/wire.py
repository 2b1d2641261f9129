"""One request to a forge and its answer: bounded in time and in size, by the proxy of the environment."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError

from mity.errors import UsageError
from mity.forge.answer import Answer, data_of
from mity.forge.errors import ForgeError, ForgeUnreachable

_CONNECT_S, _READ_S, _ANSWER_S = 10.0, 30.0, 120.0
_LARGEST = 32 << 20
_PIECE = 1 << 16


class Unsure(ForgeUnreachable):
    """A request that may have arrived has no answer; `wanted_s` is after how long the forge wants to be asked again."""

    def __init__(self, message: str, wanted_s: float = 0.0) -> None:
        super().__init__(message)
        self.wanted_s = wanted_s


class Wire:
    """The way to the host of `api`."""

    def __init__(self, api: str) -> None:
        self._pool = _pool(api)

    def send(self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request, no redirects. Raises ForgeUnreachable, Unsure among them, and ForgeError for a huge answer."""
        host = urlsplit(url).netloc
        try:
            response = self._pool.request(
                method, url, body=data, headers=headers, redirect=False, retries=False, preload_content=False
            )
            content = _content(response, f"{host} answered {shown(method, url)}")
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise ForgeUnreachable(f"{host} cannot be reached: {_reason(error)}") from error
        except (HTTPError, OSError) as error:
            raise Unsure(f"{host} gave no answer to {shown(method, url)}: {_reason(error)}") from error
        return Answer(
            response.status, {key.lower(): value for key, value in response.headers.items()}, data_of(content)
        )


def shown(method: str, url: str) -> str:
    """A request in a message: without its query."""
    return f"{method} {urlsplit(url).path}"


def _content(response: urllib3.BaseHTTPResponse, what: str) -> bytes:
    """The body. A connection whose answer was not read to its end is closed, so that nobody reads the rest."""
    deadline = time.monotonic() + _ANSWER_S
    content = bytearray()
    with ExitStack() as unread:
        unread.callback(response.close)
        while piece := response.read1(_PIECE):
            content += piece
            if len(content) > _LARGEST:
                raise ForgeError(f"{what} with more than {_LARGEST >> 20} MB")
            if time.monotonic() > deadline:
                raise Unsure(f"{what} for more than {_ANSWER_S:.0f} s without coming to an end")
        unread.pop_all()
    response.release_conn()
    return bytes(content)


def _pool(api: str) -> urllib3.PoolManager:
    """A pool that goes by the proxy which the environment names for the host."""
    timeout = urllib3.Timeout(connect=_CONNECT_S, read=_READ_S)
    parts = urlsplit(api)
    proxies = getproxies_environment()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.netloc):
        return urllib3.PoolManager(timeout=timeout)
    try:
        return urllib3.ProxyManager(proxy, timeout=timeout)
    except HTTPError as error:
        raise UsageError(f"the proxy that the environment names for {parts.netloc} cannot be used: {error}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, ReadTimeoutError):
        return f"nothing came within {_READ_S:.0f} s"
    found: BaseException = error
    while found.__cause__ or found.__context__:
        found = found.__cause__ or found.__context__ or found
    return " ".join(str(getattr(found, "strerror", "") or found).split())[:200]
