"""Parts of an application that are launched together: all of them must still be there after a while."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psutil
import pytest

from bench_station import Json, StationBench
from mity import StationResult, Status
from mity.projects.parts import ProjectPart
from mity.stacks.catalog import StackFolder
from mity.stacks.model import Stack
from mity.stacks.part_spec import Part
from mity.stations.check_page import View
from mity.stations.launch_parts import LaunchParts
from mity.system.process_tree import end_all, marked

SERVER = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    asked = 0
    def do_GET(self):
        Handler.asked += 1
        self.send_response(200 if Handler.asked <= int(sys.argv[1]) else 500)
        body = sys.argv[2].encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
ALIKE = {"schema": 1, "title": "x", "language": "text", "required_files": ["x"]}


def part(bench: StationBench, name: str, healthy: int, answer: object = None) -> ProjectPart:
    """A part whose server answers that often as it should."""
    launch = {"argv": [sys.executable, "-I", "-S", "-c", SERVER, str(healthy), json.dumps(answer or {})]}
    own = {"id": name, "port": {"env": "PORT"}, "health": {"path": "/", "timeout": 20}, "commands": {"launch": launch}}
    root = bench.root / name
    root.mkdir(exist_ok=True)
    return ProjectPart(Part(folder=name, stack=name), root, StackFolder(Stack.model_validate({**ALIKE, **own}), root))


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StationBench:
    monkeypatch.setenv("MITY_WATCH_S", "0.1")
    return StationBench(tmp_path)


def launched(
    bench: StationBench, parts: tuple[ProjectPart, ...], *, keep: bool = False, **said: object
) -> tuple[StationResult, Json]:
    """The result of a launch, and the outputs it set; `said` is what the stack of the whole says of its parts."""
    alike = {**ALIKE, "id": "whole", "parts": [dict(one.spec) for one in parts]}
    whole, view = Stack.model_validate({**alike, **said}), bench.context.for_step({"keep_running": keep})
    result = LaunchParts(bench.services, lambda *words: View(), whole, view).execute(parts)
    return result, dict(view.outputs)


def test_a_part_that_is_not_healthy_any_more_is_no_proof(bench: StationBench) -> None:
    result, _ = launched(bench, (part(bench, "api", 1), part(bench, "web", 99)))
    assert result.status is Status.FAILED
    assert result.message.startswith("api: ") and "answered once, and not later" in result.message
    assert not result.evidence


def test_parts_that_are_kept_running_are_named(bench: StationBench) -> None:
    result, outputs = launched(bench, (part(bench, "api", 99), part(bench, "web", 99)), keep=True)
    try:
        assert result.proven, result.message
        kept = outputs["running"]
        assert [kept["part"], *(one["part"] for one in kept["behind"])] == ["web", "api"]
        assert all(psutil.pid_exists(one["pid"]) for one in (kept, *kept["behind"]))
    finally:
        end_all(marked(bench.services.runner.run_id))


def test_pages_that_ask_for_what_the_api_does_not_have_are_no_proof(bench: StationBench) -> None:
    asks = {"folder": "web", "file": "openapi.json", "of": "api", "path": "/openapi.json"}
    served = {"paths": {"/api/notes": {"get": {"responses": {}}}}}
    asked = {"paths": {**served["paths"], "/api/tasks": {"get": {"responses": {}}}}}
    web, api = part(bench, "web", 99), part(bench, "api", 99, served)
    (web.root / "openapi.json").write_text(json.dumps(served))
    result, _ = launched(bench, (api, web), document=asks)
    assert result.proven, result.message
    assert result.evidence["together"] == ["/openapi.json of api has the 1 operations of web/openapi.json"]
    (web.root / "openapi.json").write_text(json.dumps(asked))
    result, _ = launched(bench, (api, web), document=asks)
    assert result.message == (
        "web: openapi.json asks for what is not in /openapi.json of api: GET /api/tasks is not there"
    )
    assert not result.evidence
