"""Samples sent to an application on this machine: what counts as made, as deleted, and as refused."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from mity.system.local_http import Refused, delete, post
from rows import each

ANSWERS = {
    "/made": (201, b'{"id": 4, "name": "x"}'),
    "/there": (200, b'{"id": 4}'),
    "/text": (201, b"made"),
    "/list": (201, b"[4]"),
    "/nameless": (201, b'{"name": "x"}'),
    "/gone": (204, b""),
    "/kept": (404, b"no  such\nthing"),
}
HEARD: list[tuple[str, str, str, bytes]] = []


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers as the path says."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        HEARD.append((self.command, self.path, self.headers.get("Content-Type", ""), body))
        status, text = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_DELETE = answer

    def log_message(self, format: str, *words: object) -> None: ...


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()


def test_what_was_made_has_an_id_and_can_be_deleted(port: int) -> None:
    HEARD.clear()
    assert post(port, "/made", {"name": "x"}) == {"id": 4, "name": "x"}
    delete(port, "/gone")
    assert [(one[0], one[1], one[2]) for one in HEARD] == [
        ("POST", "/made", "application/json"),
        ("DELETE", "/gone", ""),
    ]
    assert json.loads(HEARD[0][3]) == {"name": "x"} and HEARD[1][3] == b""


@each(
    ("path", "said"),
    [
        ("/there", "POST /there answered 200: "),
        ("/kept", "POST /kept answered 404: no such thing"),
        ("/text", "answered 201 with what is no JSON"),
        ("/list", "answered 201 without the id of what it made"),
        ("/nameless", "answered 201 without the id of what it made"),
    ],
)
def test_an_answer_that_shows_nothing_made_is_refused(path: str, said: str) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(Refused) as refused:
            post(server.server_port, path, {})
    assert said in str(refused.value)


def test_what_is_not_deleted_or_not_answered_is_refused(port: int) -> None:
    with pytest.raises(Refused, match="DELETE /kept answered 404"):
        delete(port, "/kept")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as closed:
        nobody = closed.server_port
    with pytest.raises(Refused, match="POST /made brought no answer: "):
        post(nobody, "/made", {})
