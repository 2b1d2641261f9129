"""The test station: only a report that was just written, with tests that ran and passed, is a success."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_project import SmallProject

from mity import Status, Verdict
from mity.runs.report import exit_code

CASE = '<testcase name="{}" time="0">{}</testcase>'
# a copy would be no report of this run
WRITE = 'mkdir -p reports; sed \'s/name="all"/name="now"/\' made.xml > reports/junit.xml'


def junit(*cases: str, root: str = "testsuite") -> str:
    """A report; each case is what a test case holds, empty for one that passed."""
    inner = "".join(CASE.format(number, case) for number, case in enumerate(cases))
    return f'<{root} name="all">{inner}</{root}>'


def project(tmp_path: Path, made: str, test: str = WRITE, **stack: Any) -> SmallProject:
    app = SmallProject(
        tmp_path / "app", {"build": "true", "test": test}, **{"report": {"path": "reports/*.xml"}, **stack}
    )
    app.write("made.xml", made)
    return app


def test_the_counts_of_the_report_are_the_evidence(tmp_path: Path) -> None:
    result = project(tmp_path, junit("", "", "<skipped/>")).result("test")
    counts = {"tests": 3, "passed": 2, "failed": 0, "skipped": 1}
    assert result.status is Status.DONE
    assert {name: result.evidence[name] for name in counts} == counts
    assert result.outputs["tests"] == counts
    (report,) = result.evidence["reports"]
    assert report["path"] == "reports/junit.xml"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (junit("", "<failure message='1 != 2'/>"), "its report says: 1 passed, 1 failed"),
        (junit("", "<error message='boom'/>"), "its report says: 1 passed, 1 failed"),
        (junit("<skipped/>"), "its report says: no test ran"),
        (junit(), "its report says: no test ran"),
        (junit("", root="coverage"), "its report cannot be believed: junit.xml is not a JUnit report"),
        ("passed: 3", "its report cannot be believed: junit.xml is not XML"),
    ],
    ids=["failure", "error", "skipped", "none", "other root", "no XML"],
)
def test_a_command_that_ends_well_is_believed_only_with_its_report(tmp_path: Path, made: str, said: str) -> None:
    log = project(tmp_path, made).run("build", "test")
    result = log.results["test"]
    assert (result.status, said in result.message) == (Status.NEEDS_INPUT, True), result.message
    assert "the command succeeded but" in result.message
    assert (result.evidence, result.outputs) == ({}, {})
    assert (log.verdict, exit_code(log)) == (None, 3)


def test_no_report_and_one_of_an_earlier_run_prove_nothing(tmp_path: Path) -> None:
    app = project(tmp_path, junit(""), "true")
    assert "left no junit report at reports/*.xml" in app.result("test").message
    app.write("reports/junit.xml", junit(""))
    assert "left no junit report at reports/*.xml" in app.result("test").message
    app.script(test="touch reports/junit.xml")
    assert "left no junit report at reports/*.xml" in app.result("test").message, "an empty file is no report"
    assert (app.root / "reports/junit.xml").read_text() == "", "the one that was made stays"


def test_an_earlier_report_comes_back_when_no_other_is_made(tmp_path: Path) -> None:
    app = project(tmp_path, junit(""), "true")
    app.write("reports/junit.xml", junit(""))
    assert app.result("test").status is Status.NEEDS_INPUT
    assert (app.root / "reports/junit.xml").read_text() == junit("")


@pytest.mark.parametrize("behind", ["the file", "its folder"])
def test_a_report_behind_a_link_is_none(tmp_path: Path, behind: str) -> None:
    app = project(tmp_path, junit(""), "true")
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "junit.xml").write_text(junit(""))
    link = (
        "ln -s ../../else/junit.xml reports/junit.xml"
        if behind == "the file"
        else "rmdir reports; ln -s ../else reports"
    )
    app.script(test=f"mkdir -p reports; {link}")
    assert "left no junit report at reports/*.xml" in app.result("test").message


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured", "its report says: 2 passed, 1 failed"),
        ("test result: ok. 0 passed; 0 failed; 4 ignored; 0 measured", "its report says: no test ran"),
        ("2 passed", "left no libtest report in its output"),
        ("test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured", "2 passed, 1 skipped"),
    ],
)
def test_result_lines_of_rust_are_counted(tmp_path: Path, printed: str, said: str) -> None:
    app = project(tmp_path, "", f"echo '{printed}'", report={"format": "libtest"})
    result = app.result("test")
    assert said in result.message
    assert result.success is (said == "2 passed, 1 skipped")


def test_a_failing_command_tells_how_many_tests_were_found(tmp_path: Path) -> None:
    """Without the number, a repair that loses tests could not be told from one that helps."""
    result = project(tmp_path, junit("", "", "<failure/>"), f"{WRITE}; exit 1").result("test")
    assert result.status is Status.NEEDS_INPUT
    assert result.execution is not None
    assert result.execution.tests_collected == 3


def test_a_stack_without_report_claims_nothing(tmp_path: Path) -> None:
    app = SmallProject(tmp_path / "app", {"build": "true", "test": "true"})
    log = app.run("build", "test")
    assert (log.results["test"].status, log.results["test"].evidence) == (Status.DONE, {})
    assert log.verdict is Verdict.UNPROVEN
