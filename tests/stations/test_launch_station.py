"""The launch station: an answer from a socket of the application's own, and an end when it is told to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from small_project import SmallProject

from bench_station import StationBench
from mity import Status

SERVER = """
import http.server, os, signal, sys, time
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()
        self.wfile.write(b'{"status": "ok", "build": 7}')
    def log_message(self, *words):
        pass
if "deaf" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def project(tmp_path: Path, launch: str = 'exec "$0" server.py', **health: Any) -> SmallProject:
    wanted = {"path": "/health", "json": {"status": "ok"}, "timeout": 20, **health}
    app = SmallProject(tmp_path / "app", {"build": "true", "launch": launch}, port={"env": "PORT"}, health=wanted)
    app.write("server.py", SERVER)
    return app


def test_a_healthy_answer_is_evidence_and_the_application_is_stopped(tmp_path: Path) -> None:
    result = project(tmp_path).result("launch")
    evidence = result.evidence
    assert result.status is Status.DONE, result.message
    assert (evidence["status"], evidence["body"]) == (200, '{"status": "ok", "build": 7}')
    assert evidence["listening_pid"] == evidence["pid"]
    assert evidence["end"] == "stopped within 5 s of SIGTERM"
    assert not Path(f"/proc/{evidence['pid']}").exists()


@pytest.mark.parametrize(
    ("launch", "health", "said"),
    [
        ("echo 'no such key: colour'; exit 4", {}, "4"),
        (
            'exec "$0" server.py',
            {"json": {"status": "fine"}, "timeout": 0.8},
            "did not answer as expected within 0.8 s",
        ),
    ],
    ids=["ended", "other answer"],
)
def test_what_is_not_healthy_is_asked_about(tmp_path: Path, launch: str, health: dict[str, Any], said: str) -> None:
    result = project(tmp_path, launch, **health).result("launch")
    assert (result.status, said in result.message) == (Status.NEEDS_INPUT, True), result.message
    assert not result.evidence


def test_one_that_does_not_stop_when_told_to_is_not_done(tmp_path: Path, own_orphans: None) -> None:
    health = {"path": "/health", "json": {"status": "ok"}, "timeout": 20}
    launch = {"argv": [sys.executable, "server.py", "deaf"]}
    bench = StationBench(tmp_path, {"commands": {"launch": launch}, "port": {"env": "PORT"}, "health": health})
    bench.write("server.py", SERVER)
    bench.scope.runner.grace_s = 0.2
    result = bench.run("launch")
    assert (result.status, result.evidence) == (Status.FAILED, {})
    assert result.message == "the application did not stop within 5 s of SIGTERM"
    assert not bench.context.outputs.get("running")
