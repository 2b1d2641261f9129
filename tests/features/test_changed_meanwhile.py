"""Between the plan of a feature and its files the application must not change; without its feature a test must fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fake_stations import FakeStation
from features.conftest import PROJECT, AppFixture
from mity import ExecutionLog, RunState, WorkflowContext
from mity.app import App
from mity.command import Command
from mity.operations.add_feature import FeatureRequest
from mity.stacks.resolve import ResolvedCommands
from mity.stations.feature_tests import verify_tests_fail

STAGES = [
    {"name": "plan", "steps": [{"station": "analyze"}, {"station": "architect"}, {"station": "meddle"}]},
    {"name": "change", "atomic": True, "steps": [{"station": "implement"}]},
]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)  # a run that was never opened keeps what its commands print in this folder


def implement(shop: AppFixture, meddle: Callable[[WorkflowContext], None]) -> ExecutionLog:
    """Plans a feature, lets something happen, and writes it."""
    app = App(shop.root, limits={"enabled": False})
    app.registry.register(FakeStation("meddle", meddle))
    operation = app.prepare_feature(FeatureRequest("project", PROJECT[1::2]))
    path = shop.root.parent / "meddling.json"
    path.write_text(json.dumps({"name": "meddling", "stages": STAGES}))
    app.gate.consents.give(app.gate.of_project(shop.root))
    return app.run(type(operation)(str(path), operation.context))


def test_a_plan_that_is_out_of_date_is_not_carried_out(bare: AppFixture) -> None:
    before = bare.state

    def meddle(context: WorkflowContext) -> None:
        template = bare.root / ".mity/feature/each/features/{many_snake}.py"
        template.write_text(template.read_text() + "# changed\n")

    log = implement(bare, meddle)
    assert log.state is RunState.FAILED
    assert "the application changed since the plan was made: nothing was written" in (log.error or "")
    assert {path for path in bare.state if path not in before} == set()


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_one_that_still_fits_is(bare: AppFixture) -> None:
    log = implement(bare, lambda context: None)
    assert log.state is RunState.COMPLETED, log.error
    assert (bare.root / "features/projects.py").is_file()
    assert log.results["implement"].evidence["red"]["said"] == "its tests fail without it"


@pytest.mark.parametrize(
    ("scripts", "code", "said"),
    [
        (["exit 3"], 3, "its tests fail without it"),
        (["true", "exit 1", "exit 2"], 1, "its tests fail without it"),
        (["true", "true"], 0, "its tests pass without it"),
        ([], None, "its tests were not run without it"),
    ],
)
def test_how_new_tests_end_without_their_feature(tmp_path: Path, scripts: list[str], code: object, said: str) -> None:
    commands = tuple(Command(("sh", "-c", script), tmp_path) for script in scripts)
    shown = verify_tests_fail(App(tmp_path).services, ResolvedCommands(commands))
    assert shown.get("exit_code") == code
    assert said in shown["said"]


def test_a_program_that_is_not_there_tells_nothing_of_the_tests(tmp_path: Path) -> None:
    commands = (Command(("no-such-program",), tmp_path),)
    shown = verify_tests_fail(App(tmp_path).services, ResolvedCommands(commands))
    assert "exit_code" not in shown
    assert "its tests were not run without it" in shown["said"]
