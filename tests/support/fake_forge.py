"""A forge on loopback that speaks GitHub's shape and can misbehave: it fails, limits, loses answers, sends elsewhere.

It refuses paths and members that it does not know, so that a request of another shape is noticed.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

USER = "mity"
_PAGE = 2


class FakeForge:
    """One repository, `owner/name`, with one issue. `misbehave` is asked before each request is carried out.

    `misbehave` gets the number of the request, from 1, and its method; it returns "" for an answer as it should be, a
    status that is answered instead, "lost" for a connection that ends after the request was carried out, or the head
    of another kind of answer; `on_lost` is called before such a connection ends. `rights` are the permissions of
    persons; `asked` are method, path and token of each request. `answers` has other answers by method and path with its
    query: status, data (a text is sent as it is), heads; `sent` are the bodies of what was asked there.
    """

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, str]] = []
        self.heads: dict[str, str] = {}
        self.rights: dict[str, str] = {}
        self.answers: dict[tuple[str, str], tuple[int, Any, dict[str, str]]] = {}
        self.sent: list[Any] = []
        self.on_lost: Callable[[], None] = lambda: None
        self.misbehave: Callable[[int, str], str | int] = lambda count, method: ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops it; it can be reached no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def carry_out(self, method: str, url: str, body: Any, accept: str) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON and heads of an answer."""
        parts = urlsplit(url)
        path = parts.path.removeprefix("/api/v3")
        home = "/repos/owner/name"
        if (method, path) == ("GET", "/user"):
            return 200, {"login": USER}, {}
        if (method, path) == ("GET", "/meta"):
            return 200, {"installed_version": "3.15.0"}, {}
        if path == f"{home}/issues/1/comments" and method == "GET":
            page = int(parse_qs(parts.query).get("page", ["1"])[0])
            rows = self.comments[(page - 1) * _PAGE : page * _PAGE]
            more = len(self.comments) > page * _PAGE
            return 200, rows, {"Link": f'<{self.base}{parts.path}?page={page + 1}>; rel="next"'} if more else {}
        if path == f"{home}/issues/1/comments" and method == "POST" and set(body) == {"body"}:
            return 201, self._made(body["body"]), {}
        if path.startswith(f"{home}/issues/comments/") and method == "PATCH" and set(body) == {"body"}:
            [row] = [one for one in self.comments if one["id"] == int(path.rpartition("/")[2])]
            row["body"] = body["body"]
            return 200, row, {}
        if method == "GET" and path.startswith(f"{home}/collaborators/") and path.endswith("/permission"):
            return 200, {"permission": self.rights.get(path.split("/")[-2], "none")}, {}
        return 404, {"message": "Not Found"}, {}

    def _made(self, body: str) -> dict[str, Any]:
        at = f"2026-01-01T00:00:{len(self.comments):02}Z"
        place = f"{self.base}/owner/name/issues/1#c{len(self.comments)}"
        row = {"id": len(self.comments) + 1, "user": {"login": USER}, "body": body, "created_at": at, "html_url": place}
        self.comments.append(row)
        return row


def _handler(forge: FakeForge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two would wait for each other

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            forge.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
            how = forge.misbehave(len(forge.asked), self.command)
            if isinstance(how, int):
                self._answer(how, {"message": "as told"}, forge.heads)
                return
            if (self.command, self.path) in forge.answers:
                forge.sent.append(body)
                self._answer(*forge.answers[self.command, self.path])
                return
            status, data, heads = forge.carry_out(self.command, self.path, body, self.headers.get("Accept", ""))
            if how == "lost":
                forge.on_lost()
                self.close_connection = True
                return
            self._answer(status, data, heads)

        def _answer(self, status: int, data: Any, heads: dict[str, str]) -> None:
            content = (data if isinstance(data, str) else json.dumps(data)).encode()
            self.send_response(status)
            for name, value in {**heads, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    return Handler


@contextmanager
def fake_forge() -> Iterator[FakeForge]:
    """A forge for the time of the block."""
    forge = FakeForge()
    try:
        yield forge
    finally:
        forge.close()
