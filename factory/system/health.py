"""The health of an application: an answer that is as expected, over a connection whose other end is its own."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import psutil

from mity.errors import UsageError
from mity.stacks.model import Health
from mity.system.said_trouble import trouble
from mity.text.records import dataclass

HOST = "127.0.0.1"
ANSWER_S = 5.0
"""The time a whole answer has, from the connection to its last byte."""
WATCH_S = 2.0
"""How long an application is watched after its first healthy answer, and a page after it was loaded.

`$MITY_WATCH_S` is another time, in seconds, for one's own machine; evidence names the time that was used.
"""
_POLL_S = 0.01
_BODY = 64 * 1024

Family = Callable[[], Iterable[psutil.Process]]


class NoAnswer(Exception):
    """Why a question for the health brought no answer that counts, in a clause."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the health URL answered: status, headers in lower case, the start of the body, and the pid that did."""

    status: int
    headers: Mapping[str, str]
    body: str
    after_s: float
    owner: int


OWN_NAME = "mity"
BROWSERS_NAME = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""Who asks, as it says itself: an application must not be healthy for one of them alone."""


def ask(
    port: int, health: Health, family: Family, began: float, limit_s: float = ANSWER_S, name: str = OWN_NAME
) -> Answer:
    """Asks once for the health of the application whose processes `family` gives, which was started at `began`.

    `name` is the user agent that the question comes from.

    The request is completed only when one of those processes holds the other end of this very connection: who else
    listens on the port, on whatever address, does not matter. Raises NoAnswer.
    """
    limit_s = min(limit_s, ANSWER_S)
    deadline = time.monotonic() + limit_s
    try:
        with socket.create_connection((HOST, port), timeout=limit_s) as connection:
            expiry = threading.Timer(limit_s, _shut, (connection,))
            expiry.daemon = True
            expiry.start()
            try:
                return _exchange(connection, health, family, began, deadline, name)
            finally:
                expiry.cancel()
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise NoAnswer(f"no whole answer came within {limit_s:.1f} s") from error
        raise NoAnswer(_said(error)) from error


def watch_s() -> float:
    """The seconds between the first healthy answer and the next. Raises UsageError for a senseless `$MITY_WATCH_S`."""
    text = os.environ.get("MITY_WATCH_S", "")
    try:
        seconds = float(text or WATCH_S)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise UsageError(f"$MITY_WATCH_S is '{text}': give seconds, such as {WATCH_S:g}, or leave it out")
    return seconds


def fits(answer: Answer, health: Health) -> bool:
    """True when the answer is what `health` expects: status, headers, part of the JSON, text."""
    return not misfit(answer, health)


def misfit(answer: Answer, health: Health) -> str:
    """How an answer differs from what `health` expects, in a clause; empty when it does not."""
    if answer.status != health.status:
        return f"it answered {answer.status}, not {health.status}"
    packed = answer.headers.get("content-encoding", "").strip().lower()
    if packed not in ("", "identity"):
        return f"it came as {packed[:20]!a}, which nobody asked for"
    if health.contains not in answer.body:
        return f"its answer does not contain '{health.contains}'"
    for name, value in health.headers.items():
        if answer.headers.get(name.lower()) != value:
            return f"its header {name} is not '{value}'"
    try:
        agrees = not health.json_ or _covers(json.loads(answer.body, object_pairs_hook=_once), health.json_)
    except (ValueError, RecursionError):
        return "its answer is not JSON"
    if not agrees:
        return f"its JSON lacks {json.dumps(health.json_)}"
    said = trouble(answer.body) if _unsaid(health) else ""
    return f"it answered {answer.status}, and says {said!a}" if said else ""


def _exchange(
    connection: socket.socket, health: Health, family: Family, began: float, deadline: float, name: str
) -> Answer:
    path = health.path if health.path.startswith("/") else f"/{health.path}"
    port = connection.getpeername()[1]
    words = (f"GET {path} HTTP/1.1", f"Host: {HOST}:{port}", "Accept: */*", f"User-Agent: {name}", "Connection: close")
    connection.sendall("".join(f"{word}\r\n" for word in words).encode())
    owner = _peer(connection, family, deadline)
    connection.sendall(b"\r\n")
    response = http.client.HTTPResponse(connection, method="GET")
    try:
        response.begin()
        if not (response.getheader("Content-Length") or "0").strip().isdecimal():
            raise http.client.HTTPException("its Content-Length is no number")
        body = response.read(_BODY)
        headers = {name.lower(): value for name, value in response.getheaders()}
        if time.monotonic() >= deadline or (response.length and len(body) < _BODY):
            raise http.client.IncompleteRead(body, response.length)
    finally:
        response.close()
    return Answer(response.status, headers, body.decode("utf-8", "replace"), time.monotonic() - began, owner)


def _peer(connection: socket.socket, family: Family, deadline: float) -> int:
    """The pid, among the application's processes, that holds the other end. Raises NoAnswer when none does in time."""
    ours, theirs = connection.getsockname()[:2], connection.getpeername()[:2]
    while time.monotonic() < deadline:
        processes = list(family())
        if not processes:
            raise NoAnswer("the application ended")
        for process in processes:
            with contextlib.suppress(psutil.Error):
                for one in process.net_connections(kind="tcp"):
                    if one.raddr and (_plain(one.laddr), _plain(one.raddr)) == (theirs, ours):
                        return int(process.pid)
        time.sleep(_POLL_S)
    raise NoAnswer("who took the connection is no process of the application")


def _plain(address: tuple[str, int]) -> tuple[str, int]:
    """An address and its port; one of IPv4 that a socket of both kinds has is written as IPv6."""
    return address[0].lower().removeprefix("::ffff:"), address[1]


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _said(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    return f"it did not answer in HTTP: {error or type(error).__name__}"


def _covers(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            key in found and _covers(found[key], value) for key, value in wanted.items()
        )
    return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


def _unsaid(health: Health) -> bool:
    """Whether nobody has said what a healthy answer holds, so that its own words count."""
    return 200 <= health.status < 300 and not health.json_ and not health.contains


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object. Raises ValueError for a key that is there twice: readers differ about which of them counts."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key is there twice")
    return made
