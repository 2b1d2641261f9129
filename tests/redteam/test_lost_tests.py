"""A repair after which tests are gone, left out or failing is none, whatever else has become better."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from small_project import SmallProject

from mity import ExecutionLog
from mity.healing.known_tests import KnownTests
from mity.stacks.counts import Counts
from mity.stacks.libtest import read_libtest
from mity.stacks.test_reports import read_junit
from rows import each

RUN = """
import pathlib, sys

mended = "mended" in pathlib.Path("code.py").read_text()
ends = pathlib.Path(sys.argv[1], "after" if mended else "before").read_text().split()
if ends == ["crash"]:
    print("FAILED t::all - RuntimeError: it does not load")
    sys.exit(2)
tags = {"pass": "", "fail": "<failure/>", "skip": "<skipped/>"}
rows = [f'<testcase classname="t" name="{one[0]}">{tags[one[1:]]}</testcase>' for one in ends]
pathlib.Path("junit.xml").write_text("<testsuite>" + "".join(rows) + "</testsuite>")
bad = [one[0] for one in ends if one[1:] == "fail"]
for name in bad:
    print(f"FAILED t::{name} - AssertionError: assert {name} is wrong")
sys.exit(1 if bad else 0)
"""


def counts(*passing: str, failing: tuple[str, ...] = (), skipped: tuple[str, ...] = (), whole: bool = True) -> Counts:
    """The counts of a report with these tests."""
    ran = frozenset((*passing, *failing))
    known = ran | frozenset(skipped)
    return Counts(len(known), len(failing), 0, len(skipped), frozenset(passing), ran, known, whole)


BEFORE = counts("a", "b", failing=("c",))


@each(
    ("after", "said"),
    [
        (counts("a", "b", "c"), ""),
        (counts("a", "b", "c", "d"), ""),
        (counts("a", "b"), "c is gone"),
        (counts("a", "b", "d"), "c is gone"),
        (counts("a", "b", "x", "y", "z"), "c is gone"),
        (counts("d", "e", "f", "g"), "a, b, c are gone"),
        (counts("a", "b", skipped=("c",)), "c is left out"),
        (counts("a", "c", failing=("b",)), "b is failing that passed before"),
        (counts("c", failing=("a", "b")), "a, b are failing that passed before"),
        (None, "leave no report any more"),
    ],
)
def test_what_speaks_against_a_repair(after: Counts | None, said: str) -> None:
    tests = KnownTests()
    tests.take(BEFORE)
    found = tests.objection(after)
    assert said in found and bool(said) == bool(found)


@each(
    ("after", "further"),
    [
        (counts("a", "b", "c"), True),
        (counts("a", "b", failing=("c",)), False),
        (counts("a", "b", failing=("c", "d")), True),
        (counts("a", "b", failing=("c", "d"), whole=False), False),
        (None, None),
    ],
)
def test_further_on_means_more_tests_that_pass_or_load(after: Counts | None, further: bool | None) -> None:
    tests = KnownTests()
    tests.take(BEFORE)
    assert tests.further(after) is further


def test_what_was_seen_once_stays_known() -> None:
    tests = KnownTests()
    tests.take(counts("a", "b", failing=("c",)))
    tests.take(counts("a", "b", "c", failing=("d",)))
    assert "b is gone" in tests.objection(counts("a", "c", "d"))
    assert KnownTests().objection(counts("a")) == ""


@each(
    ("rows", "known", "whole"),
    [
        ("<testcase classname='m' name='t'/>", {"m::t"}, True),
        ("<testcase classname='' name='m'><error message='collection failure'/></testcase>", set(), False),
        ("<testcase classname='a.spec.ts' name='a.spec.ts'><failure/></testcase>", set(), False),
        ("<testcase classname='x.T' name='initializationError'><error/></testcase>", set(), False),
        ("<testcase classname='x.T' name='t'><error/></testcase>", {"x.T::t"}, True),
        ("<testcase classname='m' name='t[&lt;A at 0x7f3a5c&gt;]'/>", {"m::t[<A at ~>]"}, True),
    ],
)
def test_what_a_report_knows(tmp_path: Path, rows: str, known: set[str], whole: bool) -> None:
    report = tmp_path / "r.xml"
    report.write_text(f"<testsuite>{rows}</testsuite>")
    found = read_junit([report])
    assert (set(found.known), found.whole) == (known, whole)


def test_a_failure_that_only_a_suite_declares_is_no_test_that_is_lost_when_it_is_repaired(tmp_path: Path) -> None:
    report = tmp_path / "r.xml"
    report.write_text("<testsuite failures='1'><testcase name='a'/><testcase name='b'/></testsuite>")
    found = read_junit([report])
    assert (found.tests, found.collected, found.failures) == (3, 2, 1)


def test_documentation_tests_of_rust_are_known_wherever_they_stand() -> None:
    def output(line: int) -> str:
        return f"test src/lib.rs - add (line {line}) ... ok\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured"

    first, then = read_libtest(output(3)), read_libtest(output(9))
    assert first is not None and then is not None
    assert first.known == then.known != frozenset()


def healed(folder: Path, before: str, after: str, values: str = "[1, 2, 3]", **known: Any) -> ExecutionLog:
    """The log of a run whose tests end as `before` says, and as `after` once an agent has mended the code.

    The agent also writes `values` into the code; `known` is what the run knows.
    """
    (folder / "run.py").write_text(RUN)
    (folder / "before").write_text(before)
    (folder / "after").write_text(after)
    project = SmallProject(folder / "app", {"build": "true"}, report={"path": "junit.xml"}, ignore=["junit.xml"])
    project.script(test=f'"$0" "{folder / "run.py"}" "{folder}"')
    project.write("code.py", "VALUES = [1, 2, 3]\n")
    agent = folder / "agent.py"
    agent.write_text(f'open("code.py", "w").write("VALUES = {values}\\nmended = True\\n")\n')
    project.write(".mity/config.toml", f'[agent]\ncommand = ["{sys.executable}", "{agent}"]\n')
    return project.run("build", "test", heal=True, known=known)


def repair(log: ExecutionLog) -> tuple[str, str]:
    """What became of the agent's first repair, and why."""
    attempts = (log.results["test"].healing or {}).get("attempts", ())
    return next((one["verdict"], one["why"]) for one in attempts if "agent" in one)


@pytest.mark.parametrize(
    ("before", "after", "verdict", "why"),
    [
        pytest.param("apass bfail cfail", "apass bpass cpass", "kept", "the failure is gone", marks=pytest.mark.slow),
        pytest.param("apass bfail", "apass bpass cpass", "kept", "the failure is gone", marks=pytest.mark.slow),
        ("apass bfail", "apass cpass", "reverted", "t::b is gone"),
        pytest.param("apass bfail", "apass bskip", "reverted", "t::b is left out", marks=pytest.mark.slow),
        ("apass bpass cfail", "afail bfail cpass", "reverted", "are failing that passed before"),
        pytest.param("apass bfail cfail", "apass bpass cfail", "kept", "more tests pass", marks=pytest.mark.slow),
    ],
)
def test_a_repair_of_an_agent_is_judged_by_every_test(
    tmp_path: Path, before: str, after: str, verdict: str, why: str
) -> None:
    found, said = repair(healed(tmp_path, before, after))
    assert (found, why in said) == (verdict, True), said


@pytest.mark.parametrize(
    ("values", "known", "proven"),
    [
        pytest.param("[1, 2, 3]", {}, True, marks=pytest.mark.slow),
        ("[1]", {}, False),
        pytest.param("[1]", {"proven_tests": 2}, True, marks=pytest.mark.slow),
        ("[1, 2, 3]", {"proven_tests": 3}, None),
    ],
    ids=["nothing taken away", "values taken away", "as many as in the last proof", "fewer than in the last proof"],
)
def test_where_no_report_named_the_tests_before(
    tmp_path: Path, values: str, known: dict[str, int], proven: bool | None
) -> None:
    """Nobody knows then what was lost: the last proof decides, and without one a repair that takes nothing away."""
    log = healed(tmp_path, "crash", "apass bpass", values, **known)
    result = log.results["test"]
    assert (result.proven if result.success else None) == proven, result.message
    if proven is None:
        assert "only 2 of 3 tests are there that the last proof had" in repair(log)[1]


def test_what_needs_a_skipped_step_is_not_repaired(tmp_path: Path) -> None:
    made = SmallProject(tmp_path / "app", {"build": "exit 1", "test": "test -e mended || exit 1"})
    made.write("code.py", "x = 1\n")
    agent = tmp_path / "agent.sh"
    agent.write_text("echo x = 2 > code.py; touch ../../asked\n")
    made.write(".mity/config.toml", f'[agent]\ncommand = ["sh", "{agent}"]\n')
    made.resume(made.run("build", "test"), "skip", heal=True)
    log = made.app().store.load(made.app().store.documents()[-1])
    assert log.results["build"].status == "skipped"
    assert log.results["test"].status == "needs_input" and log.results["test"].healing is None
