"""An application under proof: whose answer counts, and which answer."""

from __future__ import annotations

import contextlib
import http.server
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from mity.command import Command
from mity.redaction import Redactor
from mity.stacks.model import Health
from mity.system.health import HOST, Answer, NoAnswer, ask, fits
from mity.system.runner import Runner
from mity.system.service import Service, free_port
from rows import each

WELL = '{"status": "ok", "checks": {"db": true, "disk": 7}, "list": [1, 2]}'


def answer(body: str = WELL, status: int = 200, **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, 0.1, 1)


@each(
    ("health", "given", "fit"),
    [
        ({}, answer("", 200), True),
        ({}, answer(WELL, 500), False),
        ({"status": 204}, answer("", 204), True),
        ({"contains": "disk"}, answer(), True),
        ({"contains": "Disk"}, answer(), False),
        ({"json": {"status": "ok"}}, answer(), True),
        ({"json": {"checks": {"db": True}}}, answer(), True),
        ({"json": {"checks": {"db": False}}}, answer(), False),
        ({"json": {"checks": {"cache": True}}}, answer(), False),
        ({"json": {"status": {"deep": "ok"}}}, answer(), False),
        ({"json": {"list": [1]}}, answer(), False),
        ({"json": {"status": "ok"}}, answer("status: ok"), False),
        ({"headers": {"X-App": "shop"}}, answer(x_app="shop"), True),
        ({"headers": {"X-App": "shop"}}, answer(x_app="stop"), False),
        ({"headers": {"X-App": "shop"}}, answer(), False),
    ],
)
def test_what_a_healthy_answer_is(health: dict[str, Any], given: Answer, fit: bool) -> None:
    assert fits(given, Health.model_validate({"path": "/", **health})) is fit


class Healthy(http.server.BaseHTTPRequestHandler):
    """Answers as the application would."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *words: Any) -> None:
        """Says nothing."""


@pytest.fixture
def foreign() -> Iterator[int]:
    """The port of a server that no application of ours started."""
    server = http.server.HTTPServer((HOST, 0), Healthy)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    thread.join()
    server.server_close()


def service(tmp_path: Path, code: str, port: int, *, keep: bool = False, secret: str = "") -> Service:
    runner = Runner(Redactor({"API_TOKEN": secret} if secret else {}))
    (tmp_path / "app.py").write_text(code)
    return Service(runner, Command((sys.executable, "app.py"), tmp_path), port, tmp_path / "log.txt", keep=keep)


LISTEN_ELSEWHERE = """
import pathlib, socket, time
other = socket.create_server(("127.0.0.1", 0))
try:  # and a connection of its own on the very port, at another address
    same = socket.create_server(("127.0.0.2", PORT))
    ends = socket.create_connection(("127.0.0.2", PORT)), same.accept()
except OSError:
    pass
pathlib.Path("listening").touch()
time.sleep(60)
"""


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_an_answer_of_somebody_elses_socket_is_none(tmp_path: Path, foreign: int) -> None:
    started = service(tmp_path, LISTEN_ELSEWHERE.replace("PORT", str(foreign)), foreign)
    try:
        assert started.wait_healthy(Health(path="/", timeout=0.8)) is None
        assert (tmp_path / "listening").exists()
    finally:
        assert started.stop()
    assert psutil.pid_exists(psutil.Process().pid)


@pytest.mark.parametrize(("length", "whole"), [(2, True), (99, False)])
def test_an_answer_that_is_cut_off_is_none(length: int, whole: bool) -> None:
    def answer() -> None:
        connection, _ = server.accept()
        with connection:
            asked = b""
            while not asked.endswith(b"\r\n\r\n"):
                asked += connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n{}" % length)

    with socket.create_server((HOST, 0)) as server:
        thread = threading.Thread(target=answer)
        thread.start()
        expected = contextlib.nullcontext() if whole else pytest.raises(NoAnswer, match="did not answer in HTTP")
        with expected:
            ask(server.getsockname()[1], Health(path="/"), lambda: [psutil.Process()], time.monotonic())
        thread.join()


HEAD_ENDS = """
import http.server, os, signal, sys, time
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        head = os.getppid()
        os.kill(head, signal.SIGKILL)
        while os.getppid() == head:
            time.sleep(0.005)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")
if os.fork():
    time.sleep(60)
else:
    http.server.HTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork on this system")
def test_an_application_that_ended_while_it_answered_is_not_healthy(tmp_path: Path) -> None:
    port = free_port()
    started = service(tmp_path, HEAD_ENDS.replace("PORT", str(port)), port)
    try:
        assert started.wait_healthy(Health(path="/", timeout=20.0)) is None
        assert not started.process.running()
        assert started.process.popen.poll() == -9
    finally:
        started.stop()


@pytest.mark.parametrize("keep", [False, True])
def test_what_an_application_prints_is_shown_without_secrets(tmp_path: Path, keep: bool) -> None:
    code = "print('the token is opensesame99', flush=True); import time; time.sleep(60)"
    started = service(tmp_path, code, free_port(), keep=keep, secret="opensesame99")
    try:
        deadline = threading.Event()
        for _ in range(400):
            if "token" in started.output():
                break
            deadline.wait(0.05)
        assert started.output().strip() == "the token is ***"
    finally:
        started.stop()


def test_a_free_port_is_the_preferred_one_unless_it_is_taken(foreign: int) -> None:
    port = free_port()
    assert free_port(port) == port
    assert free_port(foreign) not in (0, foreign)


def test_the_json_of_a_kept_log_is_whole(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("of an earlier run\n")
    started = service(tmp_path, f"print({json.dumps(WELL)!r})", free_port(), keep=True)
    started.process.popen.wait(30)
    assert started.output().strip() == json.dumps(WELL)
    started.stop()
