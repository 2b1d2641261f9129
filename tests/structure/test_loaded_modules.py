"""What a start loads: libraries that a verb does not need cost every start of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

OF_EXTRAS = {
    "apprise",
    "requests",
    "opentelemetry",
    "opentelemetry.sdk.trace",
    "grpc",
    "google.protobuf",
    "mcp",
    "starlette",
    "uvicorn",
}
SLOW = {
    *OF_EXTRAS,
    "git",
    "gitdb",
    "psutil",
    "yaml",
    "pydantic",
    "rich",
    "cookiecutter",
    "click",
    "doctest",
    "ctypes",
    "asyncio",
}
STATIONS = """
from pathlib import Path
from mity import Station, StationRegistry, StationResult, Workflow, WorkflowContext, WorkflowExecutor

class Trivial(Station):
    name = "trivial"
    def execute(self, context):
        return StationResult.done("ok")

registry = StationRegistry()
registry.register(Trivial())
log = WorkflowExecutor(registry).execute(
    Workflow("flow", "Flow").station("trivial"), WorkflowContext(Path("live"), "app")
)
assert log.state.value == "completed"
"""


def loaded(cwd: Path, *words: str) -> set[str]:
    """Which of the slow libraries an interpreter loads that is called with these words."""
    return modules(cwd, *words) & SLOW


def modules(cwd: Path, *words: str) -> set[str]:
    """Every module that an interpreter loads which is called with these words."""
    call = [sys.executable, "-X", "importtime", *words]
    done = subprocess.run(call, cwd=cwd, capture_output=True, text=True, check=True)
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


def test_a_run_of_stations_loads_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    assert loaded(tmp_path, "-c", STATIONS) == set()


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_run_loads_no_library_of_an_extra_that_was_not_asked_for(tmp_path: Path) -> None:
    flow = tmp_path / ".mity" / "workflows" / "flow.yaml"
    flow.parent.mkdir(parents=True)
    flow.write_text("name: flow\nsteps:\n  - {name: one, command: 'true'}\n")
    asked = ("-m", "mity", "run", "flow", "--trust", "--quiet")
    seen = modules(tmp_path, *asked)
    assert seen & {*OF_EXTRAS, "git", "jinja2", "doctest", "mity.changes.policy", "mity.healing.loop"} == set()
    assert not [one for one in seen if one.startswith("mity.stations.")]
    assert len([one for one in seen if one.startswith("mity.")]) < 400  # there are three times as many
    assert "opentelemetry.sdk.trace" in loaded(tmp_path, *asked, "--otel-file", "otel.jsonl")


def test_help_loads_click_and_next_to_nothing_else(tmp_path: Path) -> None:
    seen = modules(tmp_path, "-m", "mity", "--help")
    assert "click" in seen
    assert len([one for one in seen if one.startswith("mity.")]) <= 8, seen
    assert not seen & {"mity.redaction", "mity.cli.terminal", "hashlib", "json", "dataclasses"}


def test_the_version_is_told_without_any_of_them(tmp_path: Path) -> None:
    assert loaded(tmp_path, "-m", "mity", "--version") == set()


def test_a_log_is_diagnosed_without_the_rules_and_their_libraries(tmp_path: Path) -> None:
    (tmp_path / "build.log").write_text("ModuleNotFoundError: No module named 'yarl'\n")
    assert loaded(tmp_path, "-m", "mity", "diagnose", "build.log") == {"click"}


def test_the_look_sees_what_is_loaded(tmp_path: Path) -> None:
    assert loaded(tmp_path, "-c", "import mity.system.git") == {"git", "gitdb", "psutil"}
