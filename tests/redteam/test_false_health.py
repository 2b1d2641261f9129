"""Applications that look healthy and are not: whose answer it is, whether it is whole, and whether it lasts."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import pytest

from mity.command import Command
from mity.stacks.model import Health
from mity.system.runner import Runner
from mity.system.service import Service, free_port
from rows import in_turns

HEALTH = Health.model_validate({"path": "/health", "json": {"status": "ok"}, "timeout": 1.5})
HEAD = """
import http.server, json, os, socket, subprocess, sys, threading, time
port = int(sys.argv[1])
BODY = b'{"status": "ok"}'
def raw(connection, text=b"HTTP/1.1 200 OK\\r\\nContent-Length: 16\\r\\n\\r\\n" + BODY):
    asked = b""
    while not asked.endswith(b"\\r\\n\\r\\n"):
        asked += connection.recv(65536)
    connection.sendall(text)
    connection.close()
def serve(answer, host="127.0.0.1", **words):
    listener = socket.create_server((host, port), **words)
    while True:
        connection, _ = listener.accept()
        try:
            answer(connection)
        except OSError:
            pass
def orphan(*words):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execve(sys.executable, [sys.executable, __file__, str(port), *words], {})
        os._exit(0)
"""

HONEST = {
    "plain": "serve(raw)",
    "all addresses": "serve(raw, '0.0.0.0')",
    "two stacks": "serve(raw, '::', family=socket.AF_INET6, dualstack_ipv6=True)",
    "slow to listen": "time.sleep(0.5)\nserve(raw)",
    "a worker that inherits the socket": """
        listener = socket.create_server(("127.0.0.1", port))
        if os.fork():
            time.sleep(60)
        while True:
            raw(listener.accept()[0])
        """,
    "a child in a group of its own": """
        subprocess.run([sys.executable, "-c", "import os; os.setpgid(0, 0)"])
        if os.fork() == 0:
            os.setpgid(0, 0)
            serve(raw)
        time.sleep(60)
        """,
    "not healthy at first": """
        began = time.monotonic()
        serve(lambda c: raw(c) if time.monotonic() > began + 0.4 else raw(c, b"HTTP/1.1 503 Later\\r\\n\\r\\n"))
        """,
    "chunked": """
        head = b"HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n10\\r\\n"
        serve(lambda c: raw(c, head + BODY + b"\\r\\n0\\r\\n\\r\\n"))
        """,
    "http.server": """
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(BODY)
        http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
        """,
}

NEVER = {
    "redirect": ("serve(lambda c: raw(c, b'HTTP/1.1 302 Found\\r\\nLocation: /ok\\r\\n\\r\\n'))", "it answered 302"),
    "error": (
        "serve(lambda c: raw(c, b'HTTP/1.1 500 No\\r\\nContent-Length: 16\\r\\n\\r\\n' + BODY))",
        "it answered 500",
    ),
    "other JSON": ('serve(lambda c: raw(c, b\'HTTP/1.1 200 OK\\r\\n\\r\\n{"status": "bad"}\'))', "its JSON lacks"),
    "no JSON": ("serve(lambda c: raw(c, b'HTTP/1.1 200 OK\\r\\n\\r\\nok'))", "its answer is not JSON"),
    "deep JSON": ("serve(lambda c: raw(c, b'HTTP/1.1 200 OK\\r\\n\\r\\n' + b'[' * 60000))", "its answer is not JSON"),
    "no HTTP": ("serve(lambda c: raw(c, b'hello'))", "it did not answer in HTTP"),
    "cut off": (
        "serve(lambda c: raw(c, b'HTTP/1.1 200 OK\\r\\nContent-Length: 99\\r\\n\\r\\n' + BODY))",
        "did not answer in HTTP",
    ),
    "endless head": (
        "serve(lambda c: [c.sendall(b'HTTP/1.1 200 OK\\r\\n'), *(c.sendall(b'X: y\\r\\n') for _ in range(10**6))])",
        "it did not answer in HTTP",
    ),
    "drop by drop": (
        "def drip(c):\n    for one in b'HTTP/1.1 200 OK\\r\\nContent-Length: 16\\r\\n\\r\\n' + BODY:\n"
        "        c.sendall(bytes([one]))\n        time.sleep(0.1)\nserve(drip)",
        "no whole answer came within",
    ),
    "endless body": (
        "def pour(c):\n    c.sendall(b'HTTP/1.1 200 OK\\r\\n\\r\\n')\n    while True:\n"
        "        c.sendall(b' ')\n        time.sleep(0.2)\nserve(pour)",
        "no whole answer came within",
    ),
    "silence": ("serve(lambda c: time.sleep(60))", "no whole answer came within"),
    "nothing listens": ("time.sleep(60)", "nothing listens there"),
    "ended": ("sys.exit(0)", ""),
    "another process on the very address": (
        "if sys.argv[2:]:\n    threading.Timer(6, os._exit, [0]).start()\n    serve(raw, reuse_port=True)\n"
        "orphan('foreign')\ntime.sleep(0.5)\n"
        "serve(lambda c: raw(c, b'HTTP/1.1 500 No\\r\\n\\r\\n'), '0.0.0.0', reuse_port=True)",
        "no process of the application",
    ),
    "another process, and the application listens elsewhere": (
        "if sys.argv[2:]:\n    threading.Timer(6, os._exit, [0]).start()\n    serve(raw)\n"
        "orphan('foreign')\nsocket.create_server(('::1', port), family=socket.AF_INET6)\ntime.sleep(60)",
        "no process of the application",
    ),
}

NOT_FOR_LONG = {
    "ends after the first answer": "serve(lambda c: (raw(c), os._exit(1)))",
    "ends soon after": "threading.Timer(0.6, os._exit, [1]).start()\nserve(raw)",
    "answers once": "c = socket.create_server(('127.0.0.1', port))\nraw(c.accept()[0])\ntime.sleep(60)",
    "answers once, then 500": """
        seen = []
        serve(lambda c: (seen.append(1), raw(c) if len(seen) < 2 else raw(c, b"HTTP/1.1 500 No\\r\\n\\r\\n")))
        """,
    "answers twice, then 500": """
        seen = []
        serve(lambda c: (seen.append(1), raw(c) if len(seen) < 3 else raw(c, b"HTTP/1.1 500 No\\r\\n\\r\\n")))
        """,
    "closes its door": """
        listener = socket.create_server(("127.0.0.1", port))
        raw(listener.accept()[0])
        listener.close()
        time.sleep(60)
        """,
    "hands over to another process": """
        if sys.argv[2:]:
            threading.Timer(6, os._exit, [0]).start()
            serve(raw)
        listener = socket.create_server(("127.0.0.1", port))
        raw(listener.accept()[0])
        listener.close()
        orphan("foreign")
        time.sleep(60)
        """,
}


QUICK = ("redirect", "ended", "ends after the first answer")


def kinds(cases: Iterable[str]) -> list[object]:
    """The names of cases; those that must wait until a time is over are slow."""
    return [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in cases]


def started(tmp_path: Path, code: str) -> Service:
    port = free_port()
    (tmp_path / "app.py").write_text(HEAD + textwrap.dedent(code))
    return Service(Runner(), Command((sys.executable, "app.py", str(port)), tmp_path), port, tmp_path / "log.txt")


@pytest.mark.slow
@pytest.mark.parametrize("kind", in_turns(HONEST, 3))
def test_an_honest_one_is_healthy(tmp_path: Path, kind: str) -> None:
    app = started(tmp_path, HONEST[kind])
    try:
        first = app.wait_healthy(HEALTH.model_copy(update={"timeout": 20.0}))
        assert first is not None, app.objection + app.output()
        assert app.watch(first, 0.1)
        assert app.ask(HEALTH), app.objection
    finally:
        app.stop()


@pytest.mark.parametrize("kind", kinds(NEVER))
def test_what_is_no_answer_of_the_application_never_counts(tmp_path: Path, own_orphans: None, kind: str) -> None:
    code, said = NEVER[kind]
    app = started(tmp_path, code)
    try:
        assert app.wait_healthy(HEALTH) is None
        assert app.age() < HEALTH.timeout + 1
        assert said in app.objection
    finally:
        app.stop()


@pytest.mark.parametrize("kind", kinds(NOT_FOR_LONG))
def test_one_that_is_healthy_for_a_moment_is_found_out(tmp_path: Path, own_orphans: None, kind: str) -> None:
    app = started(tmp_path, NOT_FOR_LONG[kind])
    try:
        first = app.wait_healthy(HEALTH.model_copy(update={"timeout": 20.0}))
        lasts = first is not None and app.watch(first, 1.0) and app.ask(HEALTH, 1.0) and app.ask(HEALTH, 1.0)
        assert not lasts
        assert app.output() or app.objection or not app.process.running(), "it never answered at all"
    finally:
        app.stop()
