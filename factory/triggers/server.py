"""The HTTP server that forges deliver to: small, bounded in size, time and connections."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mity.errors import BusyError, StorageError, UsageError
from mity.triggers.hooks import MOST_BYTES, Answer, Hooks
from mity.triggers.occurrence import Occurrence

_SILENCE_S = 5.0
_WHOLE_S = 20.0
_MOST_AT_ONCE = 16
_PASSED_OVER, _PIECE = 64 << 20, 1 << 16


class HookServer:
    """Listens at `host` and `port` (0: any free one) until `close`; `take` puts what was delivered into the queue.

    `note` hears what went wrong. Raises UsageError when nothing can listen there.
    """

    def __init__(
        self,
        host: str,
        port: int,
        hooks: Hooks,
        take: Callable[[Occurrence], None],
        note: Callable[[str], None],
    ) -> None:
        self._judging = threading.Lock()
        self._hooks = hooks
        self._take = take
        self._note = note
        try:
            self._server = _Server((host, port), self._handler(), note)
        except (OSError, OverflowError) as error:
            raise UsageError(f"cannot listen at {host}:{port}: {error}; choose another --port") from error
        self.address = f"http://{_shown(host)}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops listening; deliveries that are being judged are answered first."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(_SILENCE_S)

    def answer(self, path: str, headers: Any, body: bytes) -> Answer:
        """Judges a delivery and puts it into the queue; it is answered behind that."""
        with self._judging:  # two deliveries of one id at once
            try:
                answer = self._hooks.judge(path, headers, body)
                if answer.taken is not None:
                    self._take(answer.taken)
            except (StorageError, BusyError) as error:
                self._note(f"a delivery was not taken: {error}")
                return Answer(503, "it could not be kept: deliver it again later")
        return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            """One request for each connection."""

            timeout = _SILENCE_S
            server_version = "mity"
            sys_version = ""

            def do_POST(self) -> None:
                length = self.headers.get("Content-Length", "")
                if not (length.isascii() and length.isdecimal() and len(length) < 12):
                    self._refuse(Answer(411, "the length is missing"), _PASSED_OVER)
                elif int(length) > MOST_BYTES:
                    self._refuse(Answer(413, f"at most {MOST_BYTES:,} bytes are taken"), int(length))
                else:
                    body = self.rfile.read(int(length))
                    whole = len(body) == int(length)
                    cut = Answer(400, "the body was cut off")
                    self._tell(outer.answer(self.path, self.headers, body) if whole else cut)

            def do_GET(self) -> None:
                self._tell(Answer(200, "mity") if self.path == "/health" else Answer(404, "nothing listens here"))

            def _refuse(self, answer: Answer, length: int) -> None:
                """Answers, then passes over the body: who is cut off while sending reads no answer."""
                self._tell(answer)
                left = min(length, _PASSED_OVER)
                while left > 0 and (piece := self.rfile.read1(min(left, _PIECE))):
                    left -= len(piece)

            def _tell(self, answer: Answer) -> None:
                text = f"{answer.text}\n".encode()
                self.close_connection = True
                self.send_response(answer.status)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing: who knocks would fill the terminal."""

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 32

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], note: Callable[[str], None]
    ) -> None:
        self._note = note
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Takes a connection if there is a place for it; it is cut off when it takes too long as a whole."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        limit = threading.Timer(_WHOLE_S, _cut, (request,))
        limit.daemon = True
        limit.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            limit.cancel()
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is the other side's affair; anything else is told."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self._note(f"a delivery could not be answered: {type(error).__name__}: {error}")

    def server_bind(self) -> None:
        """Binds without asking what the machine's name is, which may take long."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


def _cut(request: socket.socket) -> None:
    try:
        request.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
