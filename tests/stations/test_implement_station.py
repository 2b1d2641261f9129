"""implement: only the plan that was shown, only as a change that can be put back, only tests that prove something."""

from __future__ import annotations

from pathlib import Path

from growing import IGNORED, Growing, files

from bench_station import StationBench, exits
from mity.changes.changeset import ChangeSet
from mity.runs.state import Status
from rows import each


def test_the_plan_becomes_files_and_the_proof_is_that_its_tests_failed_before(tmp_path: Path) -> None:
    bench = Growing(tmp_path)
    ended = bench.grow()
    assert ended.status is Status.DONE, ended.message
    assert ended.evidence["red"]["exit_code"] == 1
    made = {line.split(" ", 1)[1] for line in ended.evidence["files"]}
    assert made == set(ended.outputs["changed_files"])
    assert files(bench) == {path for path in made if not path.startswith(".mity/")}
    assert any(path.startswith("tests/") for path in made)


def test_a_plan_that_does_not_hold_any_more_is_refused(tmp_path: Path) -> None:
    bench = Growing(tmp_path)
    ended = bench.grow(edited="a")
    assert ended.status is Status.FAILED
    assert ended.message == "the application changed since the plan was made: nothing was written, start again"
    assert files(bench) == set()


def test_nothing_is_written_outside_an_atomic_stage(tmp_path: Path) -> None:
    bench = Growing(tmp_path)
    ended = bench.grow(atomic=False)
    assert ended.status is Status.FAILED
    assert "it must be in a stage with `atomic: true`" in ended.message
    assert files(bench) == set()


def test_tests_that_pass_without_the_feature_refuse_it(tmp_path: Path) -> None:
    bench = Growing(tmp_path, red=exits(0))
    ended = bench.grow()
    assert (ended.status, ended.evidence) == (Status.FAILED, {})
    assert ended.message.startswith("the tests of todo pass without it: they prove nothing")
    assert all(path.startswith("tests/") for path in files(bench))


def test_a_formatter_that_fails_refuses_the_feature(tmp_path: Path) -> None:
    ended = Growing(tmp_path, format=exits(2)).grow()
    assert ended.status is Status.FAILED
    assert ended.message.startswith("the project's formatter failed on the new files")


@each(
    ("before", "now", "update", "removal", "blocked"),
    [
        (3, 4, False, False, False),
        (3, 3, False, False, True),
        (3, 3, True, False, False),
        (3, 2, True, False, True),
        (3, 1, False, True, False),
        (0, 0, False, False, False),
    ],
)
def test_a_feature_must_bring_tests(
    tmp_path: Path, before: int, now: int, update: bool, removal: bool, blocked: bool
) -> None:
    bench = StationBench(tmp_path, {})
    bench.scope.changes = ChangeSet.begin(bench.root, IGNORED, "stage grow", run_id=bench.context.run_id)
    inputs = {"feature": {"update": update}, "tests_before": before, "tests": {"tests": now}, "removal": removal}
    ended = bench.run("review", **inputs)
    assert ended.status is (Status.FAILED if blocked else Status.DONE)
    assert (f"{now} tests ran, {before} before" in ended.message) is blocked


def test_review_blocks_what_a_careful_reader_would(tmp_path: Path) -> None:
    bench = StationBench(tmp_path, {})
    bench.scope.changes = ChangeSet.begin(bench.root, IGNORED, "stage grow", run_id=bench.context.run_id)
    bench.scope.changes.declare({"a.py"})
    bench.write("a.py", "breakpoint()\n")
    ended = bench.run("review", feature={})
    assert ended.status is Status.FAILED
    assert [one["rule"] for one in ended.evidence["findings"]] == ["debugger"]
