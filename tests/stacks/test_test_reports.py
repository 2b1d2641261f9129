"""Counts of tests, read from what test tools write."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.stacks.test_reports import Counts, read_junit, read_libtest

CASE = "<testcase name='t'>{}</testcase>"


def junit(tmp_path: Path, text: str, name: str = "a.xml") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_every_case_of_every_suite_and_file_counts_once(tmp_path: Path) -> None:
    cases = [CASE.format(inner) for inner in ("", "<failure/>", "<error/>", "<failure/><error/>", "<skipped/>")]
    nested = f"<testsuites><testsuite>{''.join(cases)}<testsuite>{CASE.format('')}</testsuite></testsuite></testsuites>"
    counts = read_junit([junit(tmp_path, nested), junit(tmp_path, f"<testsuite>{cases[0]}</testsuite>", "b.xml")])
    assert counts == Counts(tests=7, failures=2, errors=1, skipped=1)
    assert (counts.run, counts.passed) == (6, 3)
    assert str(counts) == "3 passed, 3 failed, 1 skipped"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html><testsuite/></html>", "a.xml is not a JUnit report: its root is <html>"),
        ("<testsuite>", "a.xml is not XML"),
        ("", "a.xml is not XML"),
    ],
)
def test_what_is_no_report_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_junit([junit(tmp_path, text)])


def test_the_lines_of_all_rust_programs_are_added_up() -> None:
    printed = (
        "running 3 tests\n"
        "test result: FAILED. 1 passed; 2 failed; 3 ignored; 0 measured; 0 filtered out\n"
        "  test result: ok. 9 passed; 9 failed; 9 ignored;\n"
        "test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n"
    )
    counts = read_libtest(printed)
    assert counts == Counts(tests=11, failures=2, errors=0, skipped=4)
    assert counts.passed == 5
    assert read_libtest("5 passed") is None
