"""A model on loopback that plays a script: it speaks as the services of the usual coding agents do.

Asked by an agent with tools, it does the next act of its script; the tools that an agent offers decide how. Requests
without tools (titles, summaries) are answered and do not count.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from model_shapes import SHAPES, Asked, Refusal, Reply, Shape, Text, Use
from model_tools import tool_call

Json = dict[str, Any]
_COPY = re.compile(r"project (?:is )?in (/[^\s,]+?)(?:,| fails)")


@dataclass(frozen=True)
class Say:
    """Says something and thereby ends its turn."""

    text: str


@dataclass(frozen=True)
class Write:
    """Writes a file with the agent's own tool: replaces `old` in it by `new`, or makes it when `old` is empty.

    A relative path is one of the copy.
    """

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Read:
    """Reads a file, which several agents want before they let one be edited."""

    path: str


@dataclass(frozen=True)
class Shell:
    """Runs a line in the agent's shell, where it has one; else says so."""

    line: str


@dataclass(frozen=True)
class Found:
    """An argument that the model takes from what it was told: the last text that fits a pattern."""

    pattern: str

    def within(self, text: str) -> str:
        """The text that is meant; empty when there is none."""
        found = re.findall(self.pattern, text)
        return str(found[-1]) if found else ""


@dataclass(frozen=True)
class Call:
    """Calls a tool that the agent has from a server of the Model Context Protocol; arguments may be `Found`."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Refuse:
    """Answers with an HTTP status from now on."""

    status: int
    message: str


Act = Say | Read | Write | Shell | Call | Refuse


@dataclass
class ScriptedModel:
    """What was asked, and what is still to be done; `again` repeats the last act for ever."""

    script: Sequence[Act]
    again: bool = False
    url: str = ""
    requests: list[Asked] = field(default_factory=list)
    _done: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def turns(self) -> int:
        """How many requests with tools there were."""
        return sum(bool(one.tools) for one in self.requests)

    @property
    def results(self) -> str:
        """What the tools answered, as the last request shows it."""
        return self.requests[-1].text if self.requests else ""

    def answer(self, asked: Asked) -> Reply:
        """The reply to one request."""
        with self._lock:
            self.requests.append(asked)
            act = self._next(bool(asked.tools))
        if isinstance(act, Refuse):
            return Refusal(act.status, act.message)
        if isinstance(act, Say):
            return Text(act.text)
        if isinstance(act, Call):
            given = {
                name: one.within(asked.text) if isinstance(one, Found) else one for name, one in act.arguments.items()
            }
            act = Call(act.tool, given)
        found = _COPY.search(asked.text)
        made = tool_call(asked.tools, act, found[1] if found else "/nowhere")
        return Use(*made) if made else Text(f"I have no tool for that: {', '.join(asked.tools)}")

    def _next(self, counts: bool) -> Act:
        if not counts:
            refused = next((act for act in self.script if isinstance(act, Refuse)), None)
            return refused or Say("A title")
        at = min(self._done, len(self.script) - 1) if self.again else self._done
        act = self.script[at] if at < len(self.script) else Say("All done.")
        if not isinstance(act, Refuse):
            self._done += 1
        return act


@contextmanager
def scripted(*script: Act, again: bool = False) -> Iterator[ScriptedModel]:
    """The model, at its `url` on loopback, for the time of a `with` block."""
    model = ScriptedModel(script, again)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"model": model}))
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model: ScriptedModel

    def log_message(self, format: str, *args: Any) -> None:
        """Prints nothing."""

    def do_GET(self) -> None:
        self._send(200, "application/json", json.dumps({"data": [], "models": [], "object": "list"}).encode())

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("content-length") or 0))
        shape = next((one for one in SHAPES if one.matches(self.path)), None)
        try:
            body = json.loads(data or b"{}")
        except ValueError:
            body = {}
        if shape is None:
            self._send(404, "application/json", b'{"error": {"message": "not here"}}')
            return
        self._reply(shape, body, self.model.answer(shape.asked(self.path, body)))

    def _reply(self, shape: Shape, body: Json, reply: Reply) -> None:
        if isinstance(reply, Refusal):
            self._send(reply.status, "application/json", json.dumps(shape.refusal(reply)).encode())
        elif shape.streams(self.path, body):
            self._send(200, "text/event-stream", shape.stream(reply).encode())
        else:
            self._send(200, "application/json", json.dumps(shape.whole(reply)).encode())

    def _send(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
