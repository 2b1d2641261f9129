"""launch: healthy is what the application itself answers, on its own port, while it runs."""

from __future__ import annotations

import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from bench_station import StationBench, exits
from mity.command import Command
from mity.redaction import Redactor
from mity.runs.state import Status
from mity.stacks.model import Health
from mity.system.process import Runner
from mity.system.service import HOST, Answer, Service, fits, free_port

SERVER = """
import socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
while True:
    one, _ = listener.accept()
    one.recv(4096)
    one.sendall(b"HTTP/1.0 200 OK\\r\\nX-App: mine\\r\\n\\r\\n{\\"status\\": \\"ok\\"}")
    one.close()
"""
ELSEWHERE = """
import socket, time
listener = socket.create_server(("127.0.0.1", 0))
time.sleep(0.3)
"""
DYING = """
import os, socket, sys, time
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
one, _ = listener.accept()
mother = os.getpid()
if os.fork():
    os._exit(3)
while os.getppid() == mother:
    time.sleep(0.005)
one.recv(4096)
one.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\n{}")
"""


def argv(code: str, *words: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", code, *words]


def bench(tmp_path: Path, code: str, **health: Any) -> StationBench:
    launch = {"argv": argv(code, "${port}"), "timeout": 20}
    return StationBench(
        tmp_path, {"commands": {"launch": launch}, "health": {"path": "/health", "timeout": 10, **health}}
    )


@contextmanager
def service(tmp_path: Path, code: str, port: int, *, keep: bool = False, **secrets: str) -> Iterator[Service]:
    command = Command(tuple(argv(code, str(port))), tmp_path)
    made = Service(Runner(Redactor(secrets)), command, port, tmp_path / "launch.log", keep=keep)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def foreign_port() -> Iterator[int]:
    """A port on which somebody else answers well."""

    class Well(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *words: object) -> None:
            """Nothing is printed."""

    with http.server.ThreadingHTTPServer((HOST, 0), Well) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_the_answer_and_the_end_are_the_proof(tmp_path: Path) -> None:
    ended = bench(tmp_path, SERVER, json={"status": "ok"}).run("launch")
    assert ended.status is Status.DONE, ended.message
    assert ended.evidence["status"] == 200
    assert ended.evidence["body"] == '{"status": "ok"}'
    assert ended.evidence["listening_pid"] == ended.evidence["pid"]
    assert ended.evidence["end"] == "stopped within 5 s of SIGTERM"
    assert f":{ended.evidence['port']}/health" in ended.evidence["url"]
    assert not psutil.pid_exists(ended.evidence["pid"])
    assert ended.outputs == {}


def test_an_answer_that_is_not_the_expected_one_is_a_failure(tmp_path: Path) -> None:
    ended = bench(tmp_path, SERVER, json={"status": "up"}, timeout=0.2).run("launch")
    assert (ended.status, ended.evidence) == (Status.FAILED, {})
    assert ended.message.endswith("/health did not answer as expected within 0.2 s")
    assert ended.execution is not None
    assert (ended.execution.outcome.timed_out, ended.execution.progress) == (True, 0)


def test_an_application_that_ends_is_a_failure(tmp_path: Path) -> None:
    stack = {"commands": {"launch": exits(7)}, "health": {"path": "/"}}
    ended = StationBench(tmp_path, stack).run("launch")
    assert ended.status is Status.FAILED
    assert ended.message.endswith("exited with 7")


def test_somebody_elses_answer_on_our_port_is_not_ours(tmp_path: Path, foreign_port: int) -> None:
    with service(tmp_path, ELSEWHERE, foreign_port) as started:
        assert started.wait_healthy(Health(path="/")) is None


def test_an_application_that_ended_with_its_answer_is_not_healthy(tmp_path: Path) -> None:
    ended = bench(tmp_path, DYING).run("launch")
    assert ended.status is Status.FAILED
    assert ended.message.endswith("exited with 3")


def test_a_kept_application_runs_on_and_is_an_output(tmp_path: Path) -> None:
    ended = bench(tmp_path, SERVER).run("launch", keep_running=True)
    running = ended.outputs["running"]
    process = psutil.Process(running["pid"])
    try:
        assert ended.evidence["end"] == "kept running"
        assert (process.is_running(), running["started"]) == (True, process.create_time())
    finally:
        process.kill()
        process.wait(5)


def test_what_a_kept_application_printed_is_shown_without_secrets(tmp_path: Path) -> None:
    code = "print('the key is s3cret-value', flush=True)"
    with service(tmp_path, code, free_port(), keep=True, API_KEY="s3cret-value") as started:
        started.process.popen.wait(10)
        assert started.output() == "the key is ***\n"
        assert started.outcome().output == "the key is ***\n"


def test_only_what_this_launch_printed_is_shown(tmp_path: Path) -> None:
    (tmp_path / "launch.log").write_text("of an earlier launch\n", encoding="utf-8")
    with service(tmp_path, "print('now')", free_port(), keep=True) as started:
        started.process.popen.wait(10)
        assert started.output() == "now\n"


@pytest.mark.parametrize(
    ("health", "healthy"),
    [
        ({}, True),
        ({"status": 204}, False),
        ({"headers": {"X-App": "mine"}}, True),
        ({"headers": {"x-app": "other"}}, False),
        ({"headers": {"X-Other": "mine"}}, False),
        ({"contains": "deep"}, True),
        ({"contains": "shallow"}, False),
        ({"json": {"status": "ok"}}, True),
        ({"json": {"status": "ok", "more": {"deep": 1}}}, True),
        ({"json": {"more": {"deep": 2}}}, False),
        ({"json": {"other": "ok"}}, False),
    ],
)
def test_an_answer_fits_only_with_all_that_is_expected(health: dict[str, Any], healthy: bool) -> None:
    body = '{"status": "ok", "more": {"deep": 1, "else": 2}}'
    answer = Answer(200, {"x-app": "mine"}, body, 0.1, 1)
    assert fits(answer, Health.model_validate({"path": "/", **health})) is healthy


@pytest.mark.parametrize("body", ["", "no json", "[]", '"ok"'])
def test_a_body_that_is_no_json_object_does_not_fit(body: str) -> None:
    assert not fits(Answer(200, {}, body, 0.1, 1), Health.model_validate({"path": "/", "json": {"a": 1}}))


def test_a_stack_that_does_not_say_what_healthy_means_cannot_be_launched(tmp_path: Path) -> None:
    assert StationBench(tmp_path, {"commands": {"build": exits(0)}}).run("launch").status is Status.UNAVAILABLE
