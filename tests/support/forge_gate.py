"""A way to a real forge that can be cut behind a write: the forge has it, and who wrote never hears of it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_KEPT = ("content-type", "link", "location", "www-authenticate", "cache-control")


class ForgeGate:
    """Stands at `base` for the forge at `target`. `cut` hears of each write that has arrived, and says whether the
    answer is kept back; `writes` are the methods and paths of all. `limit` may send a request of the API away undone,
    by the status and heads that it gives; `limited` counts those.
    """

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.cut: Callable[[str], bool] = lambda what: False
        self.writes: list[str] = []
        self.limit: Callable[[str], tuple[int, dict[str, str]] | None] = lambda what: None
        self.limited = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, page: str) -> str:
        """The address of a page of the forge as it is here."""
        return page.replace(self.target.geturl().rstrip("/"), self.base)

    def sent_away(self, what: str) -> tuple[int, dict[str, str], bytes] | None:
        """The answer to a request that does not get to the forge."""
        away = self.limit(what) if " /api/" in what else None
        self.limited += away is not None
        return None if away is None else (*away, b"{}")

    def pass_on(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """What the forge answers; in its JSON it is named as it is here."""
        connection = http.client.HTTPConnection(self.target.hostname or "", self.target.port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        heads = {name: value for name, value in answer.getheaders() if name.lower() in _KEPT}
        own, here = self.target.geturl().rstrip("/"), self.base
        if "json" in (answer.getheader("Content-Type") or ""):
            content = content.replace(own.encode(), here.encode())
        return answer.status, {name: value.replace(own, here) for name, value in heads.items()}, content


def _handler(gate: ForgeGate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def _serve(self) -> None:
            body = self._body()
            dropped = ("host", "connection", "transfer-encoding", "content-length", "accept-encoding", "expect")
            headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
            what = f"{self.command} {urlsplit(self.path).path}"
            away = gate.sent_away(what)
            status, heads, content = away or gate.pass_on(self.command, self.path, headers, body)
            if away is None and self.command in _WRITES and not self.path.endswith("/git-upload-pack"):
                gate.writes.append(what)
                if gate.cut(what):
                    self.close_connection = True
                    return
            self.send_response(status)
            for name, value in {**heads, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            if status not in (204, 304):
                self.wfile.write(content)

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    return Handler
