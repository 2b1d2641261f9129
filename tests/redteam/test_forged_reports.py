"""Reports that look green and are not: every one is refused, or tells a failure, or that no test ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.stacks.counts import Counts
from mity.stacks.libtest import read_libtest
from mity.stacks.tap import read_tap
from mity.stacks.test_reports import read_junit
from rows import each

CASE = "<testcase classname='t' name='a'/>"
JUNIT: dict[str, str] = {
    "status skip": "<testsuite><testcase name='a' status='skip'/></testsuite>",
    "status aborted": "<testsuite><testcase name='a' status='aborted'/></testsuite>",
    "status inconclusive": "<testsuite><testcase name='a' result='Inconclusive'/></testsuite>",
    "status cancelled": "<testsuite><testcase name='a' status='cancelled'/></testsuite>",
    "status killed": "<testsuite><testcase name='a' status='KILLED'/></testsuite>",
    "status ko": "<testsuite><testcase name='a' status='KO'/></testsuite>",
    "status not ok": "<testsuite><testcase name='a' status='not ok'/></testsuite>",
    "status filtered": "<testsuite><testcase name='a' status='filtered'/></testsuite>",
    "status xfail": "<testsuite><testcase name='a' status='xfailed'/></testsuite>",
    "status interrupted": "<testsuite><testcase name='a' status='interrupted'/></testsuite>",
    "outcome attr failed": "<testsuite><testcase name='a' outcome='failed'/></testsuite>",
    "success false": "<testsuite><testcase name='a' success='false'/></testsuite>",
    "executed false": "<testsuite><testcase name='a' executed='false'/></testsuite>",
    "failed true": "<testsuite><testcase name='a' failed='true'/></testsuite>",
    "capital Failure": "<testsuite><testcase name='a'><Failure/></testcase></testsuite>",
    "FAILURE": "<testsuite><testcase name='a'><FAILURE/></testcase></testsuite>",
    "failed element": "<testsuite><testcase name='a'><failed/></testcase></testsuite>",
    "timeout element": "<testsuite><testcase name='a'><timeout/></testcase></testsuite>",
    "aborted element": "<testsuite><testcase name='a'><aborted/></testcase></testsuite>",
    "ignored element": "<testsuite><testcase name='a'><ignored/></testcase></testsuite>",
    "failures 1.0": "<testsuite failures='1.0'>@</testsuite>",
    "failures +1": "<testsuite failures='+1'>@</testsuite>",
    "failures words": "<testsuite failures='one'>@</testsuite>",
    "failures arabic": "<testsuite failures='&#1633;'>@</testsuite>",
    "failures ns": "<testsuite xmlns:x='u' x:failures='1'>@</testsuite>",
    "Failures caps": "<testsuite Failures='1'>@</testsuite>",
    "failed attr": "<testsuite failed='1'>@</testsuite>",
    "errored attr": "<testsuite errored='1'>@</testsuite>",
    "crashed attr": "<testsuite crashed='1'>@</testsuite>",
    "timeouts attr": "<testsuite timeouts='1'>@</testsuite>",
    "root failures": "<testsuites failures='1'><testsuite>@</testsuite></testsuites>",
    "root tests more": "<testsuites tests='9'><testsuite tests='1'>@</testsuite></testsuites>",
    "root errors big": "<testsuites errors='99999999999999999999'><testsuite>@</testsuite></testsuites>",
    "suite error element": "<testsuite>@<error message='boom'/></testsuite>",
    "root error element": "<testsuites><testsuite>@</testsuite><error/></testsuites>",
    "suite failure": "<testsuite>@<failure/></testsuite>",
    "suite status attr": "<testsuite status='failed'>@</testsuite>",
    "suite result attr": "<testsuite result='Failed'>@</testsuite>",
    "root success false": "<testsuites success='false'><testsuite>@</testsuite></testsuites>",
    "case in properties": "<testsuite><properties><testcase name='a'/></properties></testsuite>",
    "case in system-out": "<testsuite><system-out><testcase name='a'/></system-out></testsuite>",
    "case in case": "<testsuite><testcase name='a'><testcase name='b'><failure/></testcase></testcase></testsuite>",
    "name blank nbsp": "<testsuite><testcase name='&#160;'/></testsuite>",
    "name zero width": "<testsuite><testcase name='&#8203;'/></testsuite>",
    "failed twin later": (
        "<testsuites><testsuite name='r1'><testcase classname='t' name='a'><failure/></testcase></tests"
        "uite><testsuite name='r2'>@</testsuite></testsuites>"
    ),
    "rerun": "<testsuite><testcase name='a'><rerunFailure/></testcase></testsuite>",
    "html": "<html><testsuite><testcase name='a'/></testsuite></html>",
    "empty suite": "<testsuite tests='3' skipped='3'/>",
    "disabled all": "<testsuite tests='1' disabled='1'><testcase name='a'/></testsuite>",
    "notrun attr": "<testsuite tests='1' notrun='1'><testcase name='a'/></testsuite>",
    "inconclusive attr": "<testsuite tests='1' inconclusive='1'><testcase name='a'/></testsuite>",
    "aborted attr": "<testsuite tests='1' aborted='1'><testcase name='a'/></testsuite>",
}
LATER: dict[str, str] = {
    "a count below nothing": "<testsuite failures='-1'>@</testsuite>",
    "fewer tests than none": "<testsuite tests='-5'>@</testsuite>",
    "a part of a failure": "<testsuite failures='0.9'>@</testsuite>",
    "broken": "<testsuite broken='1'>@</testsuite>",
    "a count with a hyphen": "<testsuite failure-count='1'>@</testsuite>",
    "a total of more": "<testsuite total='9'>@</testsuite>",
    "a count of more": "<testsuite count='9'>@</testsuite>",
    "none passed": "<testsuite tests='1' passed='0'>@</testsuite>",
    "verdict": "<testsuite><testcase name='a' verdict='fail'/></testsuite>",
    "conclusion": "<testsuite><testcase name='a' conclusion='failure'/></testsuite>",
    "not ok": "<testsuite><testcase name='a' ok='false'/></testsuite>",
    "a type that is an end": "<testsuite><testcase name='a' type='skipped'/></testsuite>",
    "an error in an attribute": "<testsuite><testcase name='a' error='boom'/></testsuite>",
    "a failure in an attribute": "<testsuite><testcase name='a' failure='boom'/></testsuite>",
    "exception": "<testsuite><testcase name='a'><exception/></testcase></testsuite>",
    "fail": "<testsuite><testcase name='a'><fail/></testcase></testsuite>",
    "xfail": "<testsuite><testcase name='a'><xfail/></testcase></testsuite>",
    "a word that nobody knows": "<testsuite><testcase name='a'><notYetDone/></testcase></testsuite>",
    "a letter of another alphabet": "<testsuite><testcase name='a'><f\u0430ilure/></testcase></testsuite>",
    "a case in a group": "<testsuite>@<group><testcase name='b'><failure/></testcase></group></testsuite>",
    "a case in capitals": "<testsuite>@<TestCase name='b'><failure/></TestCase></testsuite>",
    "interrupted": "<testsuites interrupted='true'><testsuite>@</testsuite></testsuites>",
    "a number of failed tests": "<testsuite numFailedTests='2'>@</testsuite>",
    "an exit code": "<testsuite exitcode='1'>@</testsuite>",
    "disabled": "<testsuite><testcase name='a' disabled='true'/></testsuite>",
    "ignored": "<testsuite><testcase name='a' ignored='true'/></testsuite>",
    "not run": "<testsuite><testcase name='a' notrun='1'/></testsuite>",
    "a test of another name": "<testsuite>@<test name='b'><failure/></test></testsuite>",
    "a suite in capitals": "<testsuites><testsuite>@</testsuite><TestSuite failures='2'/></testsuites>",
    "a name that nobody sees": "<testsuite><testcase name='&#12644;'/></testsuite>",
    "outcome of a suite": "<testsuite outcome='Failed'>@</testsuite>",
    "a word for failures": "<testsuite fail='1'>@</testsuite>",
    "cut off": "<testsuites truncated='yes'><testsuite>@</testsuite></testsuites>",
    "given up": "<testsuite bailed='1'>@</testsuite>",
    "out of time": "<testsuite timedOut='true'>@</testsuite>",
    "no success": "<testsuite unsuccessful='1'>@</testsuite>",
    "a case that did not run": "<testsuite><testcase name='a' run='false'/></testsuite>",
    "a case that is off": "<testsuite><testcase name='a' enabled='no'/></testsuite>",
    "assertions that failed": "<testsuite><testcase name='a' failed-assertions='1'/></testsuite>",
    "errors of a case": "<testsuite><testcase name='a' stderr-errors='2'/></testsuite>",
}
REPORTS = {**JUNIT, **LATER}
"""Of a later round: counts that are none, attributes that tell of a failure, elements that nobody knows."""
LIBTEST: dict[str, str] = {
    "begun more than result": (
        "running 3 tests\ntest a ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; "
        "0 filtered out; finished in 0s\n"
    ),
    "printed fake": (
        "running 1 test\ntest a ... FAILED\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measure"
        "d; 0 filtered out\n"
    ),
    "panicked": (
        "running 1 test\nthread 'a' panicked at src/lib.rs:1:1:\nboom\ntest result: ok. 0 passed; 0 fai"
        "led; 0 ignored; 0 measured; 1 filtered out\n"
    ),
    "all filtered": (
        "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 12 filtered out"
        "; finished in 0.00s\n"
    ),
    "should panic did not": (
        "running 1 test\ntest a - should panic ... FAILED\ntest result: ok. 1 passed; 0 failed; 0 ignored;\n"
    ),
    "no end": (
        "     Running unittests src/lib.rs (target/debug/deps/x-0123456789abcdef)\nrunning 2 tests\ntest a ... ok\n"
    ),
    "second program cut": (
        "     Running unittests src/lib.rs (target/debug/deps/x-0123456789abcdef)\nrunning 1 test\ntest"
        " a ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n     "
        "Running tests/b.rs (target/debug/deps/b-0123456789abcdef)\nrunning 4 tests\n"
    ),
    "what cargo says": (
        "running 1 test\ntest a ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; "
        "0 filtered out\n\nerror: test failed, to rerun pass `--lib`\n"
    ),
    "failures that are listed": (
        "running 1 test\ntest a ... ok\n\nfailures:\n    b\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; "
        "0 measured; 0 filtered out\n"
    ),
    "doc cut": "   Doc-tests x\nrunning 2 tests\ntest a ... ok\n",
}
TAP: dict[str, str] = {
    "bail later": "1..1\nok 1 - a\nBail out! later\n",
    "plan 0": "1..0 # SKIP all\n",
    "dup number": "1..2\nok 1 - a\nok 1 - a\n",
    "extra points": "1..1\nok 1 - a\nnot ok 2 - b\n",
    "todo all": "1..1\nnot ok 1 - a # TODO later\n",
    "case NOT OK": "1..2\nok 1 - a\nNOT OK 2 - b\n",
    "no plan": "ok 1 - a\n",
    "missing number": "1..3\nok 1 - a\nok 3 - c\nok 3 - d\n",
    "not  ok spaces": "1..2\nok 1 - a\nnot  ok 2 - b\n",
    "a sign that nobody sees": "1..1\n\u200bnot ok 1 - a\nok 1 - a\n",
    "bail out in capitals": "1..1\nok 1 - a\nBAIL OUT! x\n",
    "a plan within that lies": "1..1\n    1..9\n    ok 1 - x\nok 1 - a\n",
    "details without an end": "1..1\nok 1 - a\n  ---\n  x: 1\n",
    "a mark without a space": "1..1\nok 1 - a #todo\n",
    "failures in the closing lines": "1..1\nok 1 - a\n# tests 1\n# fail 1\n",
    "cancelled in the closing lines": "1..1\nok 1 - a\n# cancelled 2\n",
    "two plans": "1..1\nok 1 - a\n1..1\n",
}


def green(counts: Counts | None) -> bool:
    return counts is not None and counts.run > 0 and not counts.failures and not counts.errors


@each("name", REPORTS)
def test_no_junit_report_is_greener_than_its_worst_word(tmp_path: Path, name: str) -> None:
    (tmp_path / "r.xml").write_text(REPORTS[name].replace("@", CASE), encoding="utf-8")
    try:
        counts = read_junit([tmp_path / "r.xml"])
    except ValueError as error:
        assert str(error).startswith("r.xml "), error
    else:
        assert not green(counts), counts


DECLARED = f"<testsuite>{CASE}</testsuite>".replace("'a'", "'&e;'")
TYPES = "<!DOCTYPE testsuite [<!ENTITY e 'a'>]>"
DECLARING = {
    "entities": (TYPES + DECLARED).encode(),
    "entities in two bytes": (TYPES + DECLARED).encode("utf-16"),
    "entities far below": f"<!--{'x' * 70_000}-->{TYPES}{DECLARED}".encode(),
    "entities from elsewhere": TYPES.replace("'a'", "SYSTEM 'file:///etc/passwd'").encode() + DECLARED.encode(),
    "names": b"<!DOCTYPE testsuite [<!ATTLIST testcase name CDATA 'a'>]><testsuite><testcase/></testsuite>",
}


@each("data", DECLARING.values(), ids=DECLARING)
def test_a_report_brings_no_texts_of_its_own_for_what_it_says(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "r.xml").write_bytes(data)
    with pytest.raises(ValueError, match="is not a JUnit report: it declares"):
        read_junit([tmp_path / "r.xml"])


def test_a_report_may_name_its_type_and_have_wide_letters(tmp_path: Path) -> None:
    (tmp_path / "r.xml").write_bytes(f"<!DOCTYPE testsuite><testsuite>{CASE}</testsuite>".encode("utf-16"))
    assert read_junit([tmp_path / "r.xml"]).passed == 1


@each("name", LIBTEST)
def test_output_of_libtest_that_contradicts_itself_is_not_green(name: str) -> None:
    try:
        counts = read_libtest(LIBTEST[name])
    except ValueError as error:
        assert str(error)
    else:
        assert not green(counts), counts


@each("name", TAP)
def test_no_tap_file_is_greener_than_its_worst_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "r.tap").write_text(TAP[name], encoding="utf-8")
    try:
        ends = {case.end for case in read_tap(tmp_path / "r.tap")}
    except ValueError as error:
        assert str(error).startswith("r.tap "), error
    else:
        assert ends & {"failures", "errors"} or ends <= {"skipped"}, ends


def test_tests_that_pass_only_when_repeated_are_told(tmp_path: Path) -> None:
    report = tmp_path / "r.xml"
    report.write_text("<testsuite><testcase name='a'><flakyFailure/></testcase><testcase name='b'/></testsuite>")
    assert str(read_junit([report])) == "2 passed (1 of them only when repeated)"


@each("word", ["run", "completed", "passed", "Success", "OK", "PASS", ""])
def test_words_of_honest_tools_pass(tmp_path: Path, word: str) -> None:
    (tmp_path / "r.xml").write_text(
        f"<testsuite failures='' errors='0'><testcase name='a' status='{word}'/></testsuite>"
    )
    assert read_junit([tmp_path / "r.xml"]).passed == 1


HONEST = {
    "a name that speaks of failures": "<testsuite><testcase name='failed logins' classname='Error'/></testsuite>",
    "a property": "<testsuite><properties><property name='exitcode' value='1'/></properties>@</testsuite>",
    "what a test printed": "<testsuite>@<system-out><testcase name='b'><failure/></testcase></system-out></testsuite>",
    "Playwright": (
        "<testsuite><testcase name='a' time='1'><properties><property name='issue' value='failed'/></properties>"
        "<attachments><attachment/></attachments></testcase></testsuite>"
    ),
    "all passed": "<testsuite tests='1' passed='1' total='1'>@</testsuite>",
    "a kind of test": "<testsuite><testcase name='a' type='unit' result='pass'/></testsuite>",
    "nothing went wrong": "<testsuite><testcase name='a' error='' failure='none'/></testsuite>",
}


@each("name", HONEST)
def test_reports_of_honest_tools_stay_green(tmp_path: Path, name: str) -> None:
    (tmp_path / "r.xml").write_text(HONEST[name].replace("@", CASE), encoding="utf-8")
    assert read_junit([tmp_path / "r.xml"]).passed == 1
