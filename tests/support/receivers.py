"""Receivers of notifications on loopback: one for HTTP, one for mail, one that takes connections and never answers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Received:
    """What a receiver got: `messages` as JSON documents, or mails as `{"subject", "body"}`; `place` is host:port."""

    place: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200

    @property
    def text(self) -> str:
        """All of it as one text."""
        return json.dumps(self.messages, ensure_ascii=False)

    @property
    def lines(self) -> list[str]:
        """The lines of all messages, in order."""
        return [line for one in self.messages for line in str(one.get("message", one.get("body"))).splitlines() if line]


@contextmanager
def web() -> Iterator[Received]:
    """A server that takes every POST of JSON."""
    got = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            got.messages.append(json.loads(data))
            self.send_response(got.status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    got.place = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def answering(status: int, answer: Any) -> Iterator[str]:
    """A server on loopback that gives every POST one answer in JSON; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mail() -> Iterator[Received]:
    """A mail server that takes every mail."""
    got = Received()

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            found = message_from_bytes(envelope.content, policy=policy.default)
            body = found.get_body(("plain", "html"))
            got.messages.append({"subject": str(found["subject"]), "body": body.get_content() if body else ""})
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(Handler(), hostname="127.0.0.1", port=port)
    server.start()
    got.place = f"127.0.0.1:{port}"
    try:
        yield got
    finally:
        server.stop()


@contextmanager
def silent() -> Iterator[Received]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Received(f"127.0.0.1:{server.getsockname()[1]}")
