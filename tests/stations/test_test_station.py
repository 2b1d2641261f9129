"""test: counts come from the report that the command has just written, whatever its exit code says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench, exits, python, writes
from mity.runs.state import Status

REPORT = "reports/junit.xml"
GOOD = "<testcase name='a'/>"
BAD = "<testcase name='b'><failure/></testcase>"
BROKEN = "<testcase name='c'><error/></testcase>"
PRINTED = {"good": "  3 passing (1ms)\n", "bad": "  3 passing (1ms)\n  1 failing\n", "none": "fine"}
SKIPPED = "<testcase name='d'><skipped/></testcase>"


def report(*cases: str) -> str:
    return f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"


def bench(tmp_path: Path, *steps: object, report: dict[str, Any] | None = None) -> StationBench:
    wanted = {"path": REPORT} if report is None else report
    return StationBench(tmp_path, {"commands": {"test": {"steps": list(steps)}}, "report": wanted or None})


def test_the_report_is_the_proof(tmp_path: Path) -> None:
    ended = bench(tmp_path, writes(REPORT, report(GOOD, GOOD, SKIPPED))).run("test")
    assert (ended.status, ended.message) == (Status.DONE, "2 passed, 1 skipped")
    counts = {"tests": 3, "passed": 2, "failed": 0, "skipped": 1}
    assert ended.outputs == {"tests": counts}
    assert counts.items() <= ended.evidence.items()
    assert [file["path"] for file in ended.evidence["reports"]] == [REPORT]


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ((GOOD, BAD), "1 passed, 1 failed"),
        ((GOOD, BROKEN), "1 passed, 1 failed"),
        ((), "no test ran"),
        ((SKIPPED, SKIPPED), "no test ran"),
    ],
    ids=["failure", "error", "none", "all skipped"],
)
def test_a_bad_report_outweighs_a_good_exit_code(tmp_path: Path, cases: tuple[str, ...], said: str) -> None:
    ended = bench(tmp_path, writes(REPORT, report(*cases))).run("test")
    assert (ended.status, ended.outputs) == (Status.FAILED, {})
    assert ended.message == f"the command succeeded but its report says: {said}"
    assert ended.execution is not None
    assert (ended.execution.problem, ended.execution.tests_collected) == (ended.message, len(cases))


def test_no_report_is_a_failure(tmp_path: Path) -> None:
    ended = bench(tmp_path, exits(0)).run("test")
    assert (ended.status, ended.evidence) == (Status.FAILED, {})
    assert ended.message == f"the command succeeded but left no junit report at {REPORT}"


def test_the_report_of_an_earlier_run_is_not_believed(tmp_path: Path) -> None:
    project = bench(tmp_path, exits(0))
    project.write(REPORT, report(GOOD))
    assert project.run("test").status is Status.FAILED


def test_a_report_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert bench(tmp_path, writes(REPORT, "<testsuites>")).run("test").status is Status.FAILED


def test_a_bad_exit_code_outweighs_a_good_report(tmp_path: Path) -> None:
    ended = bench(tmp_path, writes(REPORT, report(GOOD)), exits(1)).run("test")
    assert ended.status is Status.FAILED
    assert ended.message.endswith("exited with 1")


def test_the_tests_that_a_failed_run_collected_are_known(tmp_path: Path) -> None:
    """A repair after which fewer tests are found is recognised by this number."""
    ended = bench(tmp_path, writes(REPORT, report(GOOD, BAD, SKIPPED)), exits(1)).run("test")
    assert ended.execution is not None
    assert (ended.execution.tests_collected, ended.execution.progress) == (3, 1)


def test_without_a_report_success_is_unproven(tmp_path: Path) -> None:
    ended = bench(tmp_path, exits(0), report={}).run("test")
    assert (ended.status, ended.proven) == (Status.DONE, False)


def test_counts_may_be_printed(tmp_path: Path) -> None:
    line = "test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out"
    ended = bench(tmp_path, python(f"print('{line}')"), report={"format": "libtest"}).run("test")
    assert (ended.status, ended.message) == (Status.DONE, "4 passed, 1 skipped")
    silent = bench(tmp_path / "silent", exits(0), report={"format": "libtest"}).run("test")
    assert silent.message == "the command succeeded but left no libtest report in its output"


@pytest.mark.slow
def test_runners_of_javascript_may_leave_nothing(tmp_path: Path) -> None:
    """Then what they print counts, and where that says nothing, or belies the success, nothing is claimed."""
    node = {"path": "reports/*", "format": "node"}
    said = {name: python(f"print({text!r})") for name, text in PRINTED.items()}
    counted = bench(tmp_path / "a", said["good"], report=node).run("test")
    assert (counted.message, counted.evidence["printed"]) == ("3 passed (by what was printed)", 3)
    for name in ("bad", "none"):
        ended = bench(tmp_path / name, said[name], report=node).run("test")
        assert (ended.status, ended.evidence) == (Status.DONE, {})
    left = bench(tmp_path / "b", writes("reports/1.xml", report(GOOD)), said["bad"], report=node).run("test")
    assert left.message == "1 passed"


def test_a_way_of_testing_that_leaves_no_report_claims_nothing(tmp_path: Path) -> None:
    ways = [{"report": False, "steps": [exits(0)]}]
    ended = StationBench(tmp_path, {"commands": {"test": ways}, "report": {"path": REPORT}}).run("test")
    assert (ended.status, ended.evidence) == (Status.DONE, {})
    assert ended.message == "the command succeeded; no report says what was tested"


def test_tests_of_an_environment_that_cannot_be_installed_here_are_unavailable(tmp_path: Path) -> None:
    """As of a Pipfile without pipenv: nothing has failed, and no repair could help."""
    install = {"files": ["Pipfile"], "steps": [exits(0)]}
    spec = {"commands": {"install": [install], "test": {"argv": [".venv/bin/python", "-m", "pytest"]}}}
    ended = StationBench(tmp_path, spec).run("test")
    assert ended.status is Status.UNAVAILABLE
    assert ended.message == "nothing was installed: 'install' needs the file Pipfile"


def test_what_nobody_says_how_to_test_is_unavailable(tmp_path: Path) -> None:
    assert StationBench(tmp_path / "a").run("test").status is Status.UNAVAILABLE
    ended = StationBench(tmp_path / "b", {"commands": {"build": exits(0)}}).run("test")
    assert (ended.status, ended.message) == (Status.UNAVAILABLE, "stack bench has no command for 'test'")
