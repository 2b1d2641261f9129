"""More applications that look healthy and are not: who knows that it is looked at, and who only borrows an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_false_health import HEALTH, started

from mity.stacks.model import Health
from rows import each

OK = b"HTTP/1.1 200 OK\r\n"
BODY = b'{"status": "ok"}'


def says(text: bytes) -> str:
    """An application that says just that."""
    return f"serve(lambda c: raw(c, {text!r}))"


WHOLE = OK + b"Content-Length: 16\r\n\r\n" + BODY
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
NEVER = {
    "an answer before the question": f"serve(lambda c: (c.sendall({WHOLE!r}), os._exit(0)))",
    "an interim answer alone": says(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "two lengths": says(OK + b"Content-Length: 99\r\nContent-Length: 16\r\n\r\n" + BODY),
    "the words within a text": says(OK + b"\r\n" + b'"' + BODY.replace(b'"', b"'") + b'"'),
    "a list of it": says(OK + b"\r\n[" + BODY + b"]"),
    "a key twice": says(OK + b'\r\n{"status": "ok", "status": "bad"}'),
    "true in its place": says(OK + b'\r\n{"status": true}'),
    "a status that only begins so": says(b"HTTP/1.1 2000 OK\r\nContent-Length: 16\r\n\r\n" + BODY),
    "another protocol": says(b"ICY 200 OK\r\n\r\n" + BODY),
    "no chunk ends": says(CHUNKED + b"10\r\n" + BODY),
    "a chunk of endless length": says(CHUNKED + b"ffffffffffff\r\n" + BODY),
    "ten thousand headers": says(OK + b"A: b\r\n" * 10_000 + b"\r\n" + BODY),
    "a header of a megabyte": says(OK + b"A: " + b"b" * 2**17 + b"\r\n\r\n" + BODY),
    "it takes the question and hands the line to an orphan": """
        listener = socket.create_server(("127.0.0.1", port))
        while True:
            connection, _ = listener.accept()
            connection.recv(10)
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    time.sleep(0.2)
                    raw(connection)
                os._exit(0)
            os._exit(0)
        """,
    "a server that ends with the answer": "serve(lambda c: (raw(c), os.kill(os.getpid(), 9)))",
}


@pytest.mark.slow
@each("kind", NEVER)
def test_it_never_counts(tmp_path: Path, own_orphans: None, kind: str) -> None:
    app = started(tmp_path, NEVER[kind])
    try:
        first = app.wait_healthy(HEALTH)
        lasts = first is not None and app.watch(first, 1.0) and app.ask(HEALTH, 1.0)
        assert not lasts
        assert app.age() < HEALTH.timeout + 5
    finally:
        app.stop()


PATHS = [
    "/health HTTP/1.1\r\nX: y\r\n\r\nGET /",
    "/he alth",
    "http://evil.example/",
    "//evil.example/x",
    "/\r\nHost: x",
]


@each("path", PATHS)
def test_a_path_of_a_stack_is_one_word_of_one_line(path: str) -> None:
    """A stack of others must not write the request anew."""
    try:
        made = Health.model_validate({"path": path})
    except ValueError:
        return
    assert not set(made.path) & set("\r\n \t")
