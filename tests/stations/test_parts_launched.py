"""Parts of an application that are launched together: all of them must still be there after a while."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bench_station import Json, StationBench
from mity import StationResult, Status
from mity.projects.parts import ProjectPart
from mity.stacks.catalog import StackFolder
from mity.stacks.model import Page, Stack
from mity.stacks.part_spec import Part
from mity.stations.check_page import View
from mity.stations.launch_parts import LaunchParts
from mity.system.process_tree import end_all, marked
from rows import each

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
PYTHON = (sys.executable, "-I", "-S", "-c")
PARTS = [{"folder": "api", "stack": "api"}, {"folder": "web", "stack": "web"}]
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
    made = StationBench(tmp_path)
    made.services.runner.run_id = tmp_path.name  # the mark by which processes are found is no other's
    return made


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
    assert result.message.startswith("api: ") and "answered once, and not later: it answered 500" in result.message
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


def plain(bench: StationBench, name: str, *argv: str, healthy: bool = True, limit_s: float = 20) -> ProjectPart:
    """A part that is launched by these words."""
    own: Json = {"id": name, "commands": {"build" if not healthy else "launch": {"argv": list(argv)}}}
    own |= {"port": {"env": "PORT"}, "health": {"path": "/", "timeout": limit_s}} if healthy else {}
    (bench.root / name).mkdir()
    stack = StackFolder(Stack.model_validate({**ALIKE, **own}), bench.root / name)
    return ProjectPart(Part(folder=name, stack=name), bench.root / name, stack)


@each(
    ("argv", "healthy", "status", "said"),
    [
        ((*PYTHON, "raise SystemExit(3)"), True, Status.FAILED, "exited with 3"),
        ((*PYTHON, "import time; time.sleep(60)"), True, Status.FAILED, "did not answer as expected within 0.3 s"),
        (("no-such-server",), True, Status.FAILED, "no-such-server"),
        ((*PYTHON, "pass"), False, Status.UNAVAILABLE, "its stack does not say how to launch it"),
    ],
    ids=["ends", "never answers", "no program", "no health"],
)
def test_the_part_that_does_not_come_up_is_named_and_nothing_else_is_started(
    tmp_path: Path, argv: tuple[str, ...], healthy: bool, status: Status, said: str
) -> None:
    bench = StationBench(tmp_path)
    behind = plain(bench, "web", sys.executable, "-I", "-S", "-c", "open('started', 'w')")
    limit_s = 0.3 if "within 0.3 s" in said else 20
    result, outputs = launched(bench, (plain(bench, "api", *argv, healthy=healthy, limit_s=limit_s), behind))
    assert (result.status, result.message.startswith("api: "), said in result.message) == (status, True, True), result
    assert not (bench.root / "web/started").exists() and outputs == {} and not result.evidence
    assert result.execution is None or result.execution.part == "api"


def test_what_needs_several_parts_is_asked_of_all_of_them(bench: StationBench) -> None:
    parts = (part(bench, "api", 99), part(bench, "web", 99))
    broken = View(problems=("it is empty",))
    for wanted, page, said in ((404, View(), "web: http"), (200, broken, "api: the page is broken: it is empty")):
        joint = {"folder": "web", "path": "/api/-", "status": wanted}
        whole = Stack.model_validate({**ALIKE, "id": "whole", "joint": [joint], "parts": PARTS})
        paged = parts[0].folder.stack.model_copy(update={"page": Page()})
        shown = (replace(parts[0], folder=StackFolder(paged, parts[0].root)), parts[1])
        result = LaunchParts(bench.services, lambda *words, page=page: page, whole, bench.context).execute(shown)
        assert (result.status, result.message.startswith(said)) == (Status.FAILED, True), result.message
        assert marked(bench.services.runner.run_id) == []


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
