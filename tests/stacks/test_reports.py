"""Test reports: what counts as collected, run, passed and failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.stacks.test_reports import Counts, read_junit, read_libtest

CASES = "<testcase/><testcase><failure/></testcase><testcase><error/></testcase><testcase><skipped/></testcase>"


def junit(tmp_path: Path, *texts: str) -> Counts:
    files = [tmp_path / f"{number}.xml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    return read_junit(files)


@pytest.mark.parametrize(
    "text",
    [
        f"<testsuite tests='99'>{CASES}</testsuite>",
        f"<testsuites><testsuite>{CASES}</testsuite></testsuites>",
        f"<testsuites><testsuite><testsuite>{CASES}</testsuite></testsuite></testsuites>",
    ],
    ids=["one suite", "suites", "nested"],
)
def test_cases_are_counted_not_what_the_suite_claims(tmp_path: Path, text: str) -> None:
    counts = junit(tmp_path, text)
    assert counts == Counts(tests=4, failures=1, errors=1, skipped=1)
    assert (counts.run, counts.passed) == (3, 1)
    assert str(counts) == "1 passed, 2 failed, 1 skipped"


def test_an_error_counts_as_failed(tmp_path: Path) -> None:
    assert str(junit(tmp_path, "<testsuite><testcase><error/></testcase></testsuite>")) == "0 passed, 1 failed"


def test_a_case_that_failed_and_erred_counts_once(tmp_path: Path) -> None:
    counts = junit(tmp_path, "<testsuite><testcase><failure/><error/></testcase></testsuite>")
    assert (counts.failures + counts.errors, counts.passed) == (1, 0)


def test_all_files_are_added_up(tmp_path: Path) -> None:
    suite = f"<testsuite>{CASES}</testsuite>"
    assert junit(tmp_path, suite, suite) == Counts(8, 2, 2, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html><testsuite><testcase/></testsuite></html>", "0.xml is not a JUnit report: its root is <html>"),
        ("<testsuites>", "0.xml is not XML"),
        ("", "0.xml is not XML"),
    ],
    ids=["foreign", "cut off", "empty"],
)
def test_what_is_no_report_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        junit(tmp_path, text)


def test_printed_results_are_added_up() -> None:
    output = (
        "running 3 tests\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured\n\n"
        "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured\n"
    )
    assert read_libtest(output) == Counts(tests=8, failures=2, errors=0, skipped=1)


@pytest.mark.parametrize("output", ["", "running 3 tests", "note: test result: ok. 1 passed; 0 failed; 0 ignored;"])
def test_without_a_printed_result_there_are_no_counts(output: str) -> None:
    assert read_libtest(output) is None
