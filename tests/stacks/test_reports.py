"""Test reports: what counts as collected, run, passed and failed, and what a report cannot hide."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from mity.stacks.counts import Counts
from mity.stacks.libtest import read_libtest
from mity.stacks.test_reports import read_junit
from rows import each

BODIES = ("", "<failure/>", "<error/>", "<skipped/>")
CASES = "".join(f"<testcase name='t{number}'>{body}</testcase>" for number, body in enumerate(BODIES))


def junit(tmp_path: Path, *texts: str) -> Counts:
    files = [tmp_path / f"{number}.xml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    return read_junit(files)


@each(
    "text",
    [
        f"<testsuite>{CASES}</testsuite>",
        f"<testsuite tests='1'>{CASES}</testsuite>",
        f"<testsuites><testsuite>{CASES}</testsuite></testsuites>",
        f"<testsuites><testsuite><testsuite>{CASES}</testsuite></testsuite></testsuites>",
        f"<j:testsuite xmlns:j='urn:x'>{CASES.replace('<', '<j:').replace('<j:/', '</j:')}</j:testsuite>",
    ],
    ids=["one suite", "more than declared", "suites", "nested", "namespace"],
)
def test_each_case_counts_once(tmp_path: Path, text: str) -> None:
    counts = junit(tmp_path, text)
    assert counts == Counts(tests=4, failures=1, errors=1, skipped=1)
    assert (counts.run, counts.passed, set(counts.passing)) == (3, 1, {"t0"})
    assert str(counts) == "1 passed, 2 failed, 1 skipped"


def test_a_case_that_failed_and_erred_counts_once(tmp_path: Path) -> None:
    counts = junit(tmp_path, "<testsuite><testcase name='a'><failure/><error/></testcase></testsuite>")
    assert (counts.failures + counts.errors, counts.passed) == (1, 0)


def test_all_files_are_added_up(tmp_path: Path) -> None:
    suite = f"<testsuite>{CASES}</testsuite>"
    counts = junit(tmp_path, suite, suite)
    assert counts == Counts(8, 2, 2, 2)
    assert counts.passing == {"t0", "t0 #2"}


def test_tests_have_the_names_of_class_and_test(tmp_path: Path) -> None:
    counts = junit(tmp_path, "<testsuite><testcase classname='a.B' name='c'/><testcase classname='d'/></testsuite>")
    assert counts.passing == {"a.B::c", "d"}


@each(
    ("text", "said"),
    [
        ("<html><testsuite><testcase/></testsuite></html>", "0.xml is not a JUnit report: its root is <html>"),
        ("<testsuites>", "0.xml is not XML"),
        ("", "0.xml is not XML"),
        ("<testsuite><testcase/></testsuite>", "0.xml has a test case without a name"),
        ("<testsuite><testcase name=' ' classname=''/></testsuite>", "0.xml has a test case without a name"),
        (
            "<testsuite tests='10'><testcase name='a'/></testsuite>",
            "declares 10 tests and lists 1: the run was cut off",
        ),
        (
            "<testsuites tests='2'><testsuite tests='1'><testcase name='a'/></testsuite></testsuites>",
            "declares 2 tests and lists 1",
        ),
        ("<testsuite tests='3'/>", "declares 3 tests and lists 0"),
    ],
)
def test_what_is_no_whole_report_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        junit(tmp_path, text)


@each(
    "case",
    [
        "<testcase name='a'><x:failure xmlns:x='urn:x'/></testcase>",
        "<testcase name='a'><properties><failure/></properties></testcase>",
        "<testcase name='a'><rerunFailure/><failure/></testcase>",
        "<testcase name='a'><rerunError/></testcase>",
        "<testcase name='a' status='failed'/>",
        "<testcase name='a' result='Error'/>",
        "<testcase name='a' failures='1'/>",
    ],
)
def test_a_failure_cannot_hide_in_a_case(tmp_path: Path, case: str) -> None:
    counts = junit(tmp_path, f"<testsuite>{case}<testcase name='b'/></testsuite>")
    assert (counts.failures + counts.errors, counts.passed) == (1, 1)


@each(
    "suite",
    [
        "<testsuite failures='1'><testcase name='a'/></testsuite>",
        "<testsuite errors='2'><testcase name='a'/></testsuite>",
        "<testsuites failures='1'><testsuite failures='0'><testcase name='a'/></testsuite></testsuites>",
        "<testsuite><testcase name='a'/><error message='collection'/></testsuite>",
        "<testsuites><testsuite><failure/><testcase name='a'/></testsuite></testsuites>",
    ],
)
def test_a_failure_of_a_suite_counts(tmp_path: Path, suite: str) -> None:
    counts = junit(tmp_path, suite)
    assert counts.failures + counts.errors >= 1
    assert counts.passed == 1


@each(
    "text",
    [
        "<testsuite><testcase name='a' status='notrun'/><testcase name='b' status='NotRun'/></testsuite>",
        "<testsuite><testcase name='a' result='suppressed'/></testsuite>",
        "<testsuite disabled='2'><testcase name='a'/><testcase name='b'/></testsuite>",
        "<testsuite tests='1' skipped='1'><testcase name='a'/></testsuite>",
        "<testsuite><testcase name='a'><disabled/></testcase></testsuite>",
    ],
)
def test_what_did_not_run_is_skipped(tmp_path: Path, text: str) -> None:
    counts = junit(tmp_path, text)
    assert (counts.run, counts.passed) == (0, 0)


def test_the_subtests_of_pytest_are_declared_and_not_listed(tmp_path: Path) -> None:
    """As pytest 9 writes them: five passing subtests of the first test."""
    suite = '<testsuite name="pytest" errors="0" failures="0" skipped="0" tests="7"><testcase classname="t" name="a"/>'
    assert (
        junit(tmp_path, f'<testsuites name="pytest tests">{suite}<testcase name="b"/></testsuite></testsuites>').passed
        == 2
    )


def test_a_flaky_test_that_passed_in_the_end_passed(tmp_path: Path) -> None:
    """As Surefire writes it with rerunFailingTestsCount."""
    assert junit(tmp_path, "<testsuite><testcase name='a'><flakyFailure/></testcase></testsuite>").passed == 1


@pytest.mark.slow
@given(st.lists(st.tuples(st.text(min_size=1), st.sampled_from(BODIES)), min_size=1, max_size=8), st.integers(0, 12))
@examples(60)
def test_a_report_never_shows_more_passed_tests_than_it_lists(
    tmp_path_factory: pytest.TempPathFactory, cases: list[tuple[str, str]], declared: int
) -> None:
    rows = "".join(f"<testcase name={quoteattr(name)}>{body}</testcase>" for name, body in cases)
    try:
        counts = junit(
            tmp_path_factory.mktemp("r"), f"<testsuite tests='{declared}' failures='{declared % 3}'>{rows}</testsuite>"
        )
    except ValueError:
        return
    assert counts.passed <= sum(body == "" for _, body in cases)
    assert len(counts.passing) <= len(cases)
    assert bool(counts.failures + counts.errors) == (
        any("fail" in b or "error" in b for _, b in cases) or declared % 3 > 0
    )


def test_printed_results_are_added_up() -> None:
    output = (
        "running 3 tests\ntest a::b ... ok\ntest c ... ok\n"
        "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured\n\n"
        "test a::b ... ok\ntest result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured\n"
        "  test result: ok. 9 passed; 9 failed; 9 ignored;\n"
    )
    counts = read_libtest(output)
    assert counts == Counts(tests=8, failures=2, errors=0, skipped=1)
    assert counts is not None and counts.passing == {"a::b", "c", "a::b #2"}


def test_a_rust_program_that_says_it_failed_did() -> None:
    counts = read_libtest("test result: FAILED. 3 passed; 0 failed; 0 ignored; 0 measured\n")
    assert counts is not None and counts.failures == 1


@each("output", ["", "running 3 tests", "note: test result: ok. 1 passed; 0 failed; 0 ignored;"])
def test_without_a_printed_result_there_are_no_counts(output: str) -> None:
    assert read_libtest(output) is None
