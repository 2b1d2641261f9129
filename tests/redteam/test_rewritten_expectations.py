"""Tests that update what they are compared with while they run: they pass, and prove nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench_station import StationBench
from mity.runs.state import Status

pytestmark = pytest.mark.slow

REPORT = "import pathlib; pathlib.Path('r.xml').write_text(\"<testsuite><testcase name='a'/></testsuite>\")\n"


def bench(tmp_path: Path, code: str) -> StationBench:
    tests = {"argv": [sys.executable, "-I", "-S", "check.py"], "timeout": 20}
    made = StationBench(tmp_path, {"commands": {"test": tests}, "report": {"path": "r.xml"}})
    made.write("check.py", REPORT + code)
    made.write("tests/__snapshots__/a.snap", "4\n")
    made.write("tests/local.db", "rows\n")
    return made


def writes(path: str, text: str) -> str:
    return f"pathlib.Path({path!r}).write_text({text!r})\n"


@pytest.mark.parametrize("again", [False, True])
def test_an_updated_snapshot_proves_nothing_also_when_the_tests_run_again(tmp_path: Path, again: bool) -> None:
    made = bench(tmp_path, writes("tests/__snapshots__/a.snap", "5\n"))
    ended = made.run("test")
    if again:
        ended = made.run("test")
    assert (ended.status, ended.evidence) == (Status.DONE, {})
    assert "the tests wrote tests/__snapshots__/a.snap, which they are compared with" in ended.message


@pytest.mark.parametrize(
    "code", ["", writes("tests/local.db", "more\n"), writes("tests/new.txt", "x"), writes("app.log", "x")]
)
def test_what_tests_leave_is_no_snapshot(tmp_path: Path, code: str) -> None:
    assert bench(tmp_path, code).run("test").evidence["tests"] == 1
