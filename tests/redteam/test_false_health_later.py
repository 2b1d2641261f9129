"""More applications that look healthy and are not: who knows that it is looked at, and who only borrows an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_false_health import HEALTH, started

from mity.stacks.model import Health
from mity.system.health import Answer, misfit
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
    "packed, as nobody asked": says(OK + b"Content-Encoding: gzip\r\n\r\n" + BODY),
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
    "a length below nothing": says(OK + b"Content-Length: -1\r\n\r\n" + BODY),
    "a client of the same ports at other addresses": """
        if sys.argv[2:]:
            threading.Timer(6, os._exit, [0]).start()
            serve(lambda c: (time.sleep(0.5), raw(c)))
        orphan("foreign")
        kept = []
        while True:
            rows = [line.split()[1:4] for line in open("/proc/net/tcp").readlines()[1:]]
            mine = f"0100007F:{port:04X}"
            for asks in {int(row[0][-4:], 16) for row in rows if row[1] == mine and row[2] == "01"}:
                try:
                    kept += [socket.create_server(("127.0.0.3", asks)), socket.socket()]
                    kept[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    kept[-1].bind(("127.0.0.2", port))
                    kept[-1].connect(("127.0.0.3", asks))
                except OSError:
                    continue
            time.sleep(0.01)
        """,
    "another address of this machine": "serve(raw, '127.0.0.2')",
    "it stands still after the first answer": """
        import signal
        serve(lambda c: (raw(c), threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGSTOP]).start()))
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


FOR = """
def answer(c):
    asked = b""
    while not asked.endswith(b"\\r\\n\\r\\n"):
        asked += c.recv(65536)
    well = {condition}
    c.sendall((b"HTTP/1.1 200 OK" if well else b"HTTP/1.1 500 No") + b"\\r\\nContent-Length: 16\\r\\n\\r\\n" + BODY)
    c.close()
serve(answer)
"""
SEES_WHO_ASKS = {"mity alone": "b'mity' in asked", "no browser": "b'Mozilla' not in asked"}


@pytest.mark.slow
@each("condition", SEES_WHO_ASKS.values(), ids=SEES_WHO_ASKS)
def test_one_that_is_healthy_for_who_looks_at_it_alone_is_found_out(tmp_path: Path, condition: str) -> None:
    app = started(tmp_path, FOR.format(condition=condition))
    try:
        first = app.wait_healthy(HEALTH.model_copy(update={"timeout": 20.0}))
        assert first is not None, app.objection
        assert not app.lasts(HEALTH, first, 0.1)
        assert "it answered 500" in app.objection
    finally:
        app.stop()


@pytest.mark.slow
def test_an_honest_one_lasts(tmp_path: Path) -> None:
    app = started(tmp_path, "serve(raw)")
    try:
        first = app.wait_healthy(HEALTH.model_copy(update={"timeout": 20.0}))
        assert first is not None and app.lasts(HEALTH, first, 0.1), app.objection
    finally:
        app.stop()


def fits(body: str, packed: str = "", **health: object) -> bool:
    answer = Answer(200, {"content-encoding": packed} if packed else {}, body, 0.1, 1)
    return not misfit(answer, Health.model_validate({"path": "/", **health}))


@each(
    "body, health",
    [
        ('{"status": "bad", "status": "ok"}', {"json": {"status": "ok"}}),
        ('{"ready": 1}', {"json": {"ready": True}}),
        ("ok", {"packed": "br"}),
        ('{"errors": false}', {"json": {"errors": 0}}),
        ('{"status": "DOWN"}', {}),
        ('{"status": "Out of service"}', {}),
        ('{"error": "the database is gone"}', {}),
        ("<html><head><title>500 Internal Server Error</title></head></html>", {}),
        ("<TITLE>Whitelabel Error Page</TITLE>", {}),
        ("<title>503</title>", {}),
    ],
)
def test_an_answer_that_says_it_is_not_well_is_no_health(body: str, health: dict[str, object]) -> None:
    assert not fits(body, **health)


@each(
    "body, health",
    [
        ("", {}),
        ("ok", {}),
        ("ok", {"packed": "identity"}),
        ('{"status": "ok", "error": null, "errors": []}', {}),
        ('{"status": "UP"}', {}),
        ('{"ready": true, "n": 1.0}', {"json": {"ready": True, "n": 1}}),
        ("<title>500 recipes</title>", {}),
        ("<title>5000 friends</title>", {}),
        ("<title>Error tracking for teams</title>", {}),
        ("{not JSON", {}),
        ('{"error": "gone", "name": "what is wanted"}', {"contains": "what is wanted"}),
        ('{"error": "not found"}', {"status": 200, "json": {"error": "not found"}}),
    ],
)
def test_an_honest_answer_is_one(body: str, health: dict[str, object]) -> None:
    assert fits(body, **health)


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
