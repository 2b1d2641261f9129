"""Stations done in each part of an application: what they found is told, counted and proven of the whole."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from parts_app import PartsApp

from bench_station import StationBench
from mity.command import Overrides
from mity.engine.step_scope import StepScope
from mity.projects.app_record import write_app
from mity.runs.state import Status
from mity.services.test_baseline import PROVEN_TESTS
from mity.services.test_names import read_names
from mity.stations.in_parts import InParts
from mity.stations.test import Test


@pytest.fixture
def bench(tmp_path: Path) -> StationBench:
    """An API and pages, each with one test, as `create-app` leaves them."""
    made = PartsApp(tmp_path)
    bench = StationBench(tmp_path / "work", stacks=[made.stacks])
    bench.context.stack = "light-whole"
    bench.write("README.md", "")
    for part in ("api", "web"):
        for name in ("server.py", "check.py", "build.py"):
            source = made.stacks / f"light-{part}" / "{{cookiecutter.app_slug}}" / name
            bench.write(f"{part}/{name}", source.read_text())
        (bench.root / part / ".mity").mkdir()
        write_app(bench.root / part, {"name": part, "stack": f"light-{part}", "answers": {"colour": part}})
    return bench


def test_tests_of_all_parts_count_together(bench: StationBench) -> None:
    bench.scope.transcripts.mkdir()
    result = bench.run("test")
    assert (result.message, result.proven) == ("api: 1 passed; web: 1 passed", True)
    assert (result.evidence["tests"], bench.context.get_output("tests")["passed"]) == (2, 2)
    assert bench.context.get_output("web/tests")["passed"] == 1
    assert result.execution and result.execution.counts
    assert result.execution.counts.ran == {"api/one", "web/one"}
    assert read_names(bench.scope.transcripts, result.evidence["names"]) == {"api/one", "web/one"}


@pytest.mark.parametrize(("proven", "status"), [(2, Status.DONE), (3, Status.FAILED)])
def test_a_test_that_one_part_lost_is_missed_in_the_whole(bench: StationBench, proven: int, status: Status) -> None:
    bench.context.with_metadata(PROVEN_TESTS, proven)
    result = bench.run("test")
    assert result.status is status, result.message
    assert (f"only 2 of {proven} tests are there" in result.message) == (status is Status.FAILED)


def test_the_repair_of_one_part_is_tried_there_and_not_held_to_the_tests_of_all(bench: StationBench) -> None:
    bench.context.with_metadata(PROVEN_TESTS, 2)
    scope = StepScope(bench.scope, "test", "test")
    scope.overrides = dataclasses.replace(Overrides(), part="web")
    station = InParts(Test, bench.services.of(scope))
    result = station.execute(bench.context.for_step())
    assert (result.status, result.message) == (Status.DONE, "web: 1 passed")


def test_what_one_part_made_is_told_by_its_folder(bench: StationBench) -> None:
    result = bench.run("build")
    assert result.proven, result.message
    assert [one["path"] for one in result.evidence["artefacts"]] == ["api/dist/made.txt", "web/dist/made.txt"]
    assert bench.context.get_output("artefacts") == ["api/dist/made.txt", "web/dist/made.txt"]
    assert bench.context.get_output("api/artefacts") == ["dist/made.txt"]


def test_the_first_part_that_fails_ends_it_and_is_named(bench: StationBench) -> None:
    bench.write("web/hopeless", "")
    failed = bench.run("build")
    assert (failed.status, failed.message.startswith("web: "), failed.evidence) == (Status.FAILED, True, {})
    assert failed.execution and (failed.execution.part, failed.execution.progress >= 1000) == ("web", True)
    bench.write("api/hopeless", "")
    first = bench.run("build")
    assert first.execution and (first.execution.part, first.execution.progress < 1000) == ("api", True)
    assert not (bench.root / "web/dist").exists()


def test_what_nothing_shows_of_one_part_is_proven_of_none(bench: StationBench, tmp_path: Path) -> None:
    spec = tmp_path / "stacks/light-web/stack.yaml"
    spec.write_text(spec.read_text().replace('"artefacts": ["dist/*.txt"], ', ""))
    result = bench.run("build")
    assert (result.success, result.proven, result.evidence) == (True, False, {})


def test_a_check_that_one_part_has_not_is_no_success_of_the_whole(bench: StationBench) -> None:
    result = bench.run("run-checks", kind="lint")
    assert result.message.startswith("api: passed") and "web: the project has no linter" in result.message
    found = bench.run("find-tests")
    assert (found.status, found.message.count("no file of tests was found")) == (Status.UNAVAILABLE, 2)
