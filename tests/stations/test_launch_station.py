"""The launch station: an answer from a socket of the application's own, and an end when it is told to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from small_project import SmallProject

from bench_station import StationBench
from mity import Status
from mity.services.services import Services
from mity.stacks.model import Page
from mity.stations.check_page import View
from mity.stations.launch import Launch
from mity.system.service import Service

SERVER = """
import http.server, os, signal, sys, threading, time
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()
        self.wfile.write(b'{"status": "ok", "build": 7}')
        if "brief" in sys.argv:
            threading.Timer(0.2, os._exit, [0]).start()
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


def served(tmp_path: Path, *words: str, **stack: Any) -> StationBench:
    """A project whose server is launched without a shell."""
    health = {"path": "/health", "json": {"status": "ok"}, "timeout": 20}
    launch = {"argv": [sys.executable, "server.py", *words]}
    bench = StationBench(tmp_path, {"commands": {"launch": launch}, "port": {"env": "PORT"}, "health": health, **stack})
    bench.write("server.py", SERVER)
    return bench


@pytest.mark.parametrize("keep", [False, True])
def test_a_page_that_is_broken_is_a_failure_and_nothing_is_left_running(
    tmp_path: Path, own_orphans: None, keep: bool
) -> None:
    bench = served(tmp_path, page={"path": "/", "contains": "Welcome"})
    seen: list[int] = []

    def look(services: Services, service: Service, page: Page) -> View:
        seen.append(service.process.pid)
        return View({"page": {}}, "", (f"'{page.contains}' is not shown", "an error in the console"))

    bench.context.with_metadata("keep_running", keep)
    result = Launch(bench.services, look).execute(bench.context)
    assert (result.status, result.evidence) == (Status.FAILED, {})
    assert result.message == "the page is broken: 'Welcome' is not shown and 1 more"
    assert result.execution is not None and "[page] an error in the console" in result.execution.outcome.output
    assert not Path(f"/proc/{seen[0]}").exists()
    assert "running" not in bench.context.new_outputs


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_it_is_kept_running_only_when_somebody_asks_for_it(tmp_path: Path, own_orphans: None) -> None:
    bench = served(tmp_path)
    result = bench.run("launch", keep_running=True)
    running = result.outputs["running"]
    try:
        assert (result.status, result.evidence["end"]) == (Status.DONE, "kept running")
        assert psutil.Process(running["pid"]).is_running()
    finally:
        psutil.Process(running["pid"]).kill()
    result = bench.run("launch")
    assert result.evidence["end"] == "stopped within 5 s of SIGTERM"
    assert "running" not in result.outputs
    assert not Path(f"/proc/{result.evidence['pid']}").exists()


@pytest.mark.slow
def test_one_that_ends_soon_after_its_first_answer_is_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_orphans: None
) -> None:
    monkeypatch.setenv("MITY_WATCH_S", "20")
    result = served(tmp_path, "brief").run("launch")
    assert (result.status, result.evidence) == (Status.FAILED, {})
    assert "the application ended within" in result.message


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_one_that_does_not_stop_when_told_to_is_not_done(tmp_path: Path, own_orphans: None) -> None:
    bench = served(tmp_path, "deaf")
    bench.scope.runner.grace_s = 0.2
    result = bench.run("launch")
    assert (result.status, result.evidence) == (Status.FAILED, {})
    assert result.message == "the application did not stop within 5 s of SIGTERM"
    assert not bench.context.outputs.get("running")
