"""The tests of a clone as proof: of a reproduction, of a change, of what a review finds at changed lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_suite import ASSERTED, RUN, stack

from bench_station import StationBench, exits, python
from harness import git
from mity.reviews.pull import Pull
from mity.services.clone_tests import TestRun, run_tests
from mity.services.defects import own_checks
from mity.services.reproduction import reproduce
from mity.stacks.failing import FailingTest
from mity.system.clone import Clone
from rows import each


class Cloned(StationBench):
    """A clone at a commit with one test that passes."""

    def __init__(self, workspace: Path, **commands: Any) -> None:
        super().__init__(workspace, stack(**commands))
        self.write("tests/test_old.py", "#\n")
        self.write(".gitignore", "reports\n.mity\n")
        for words in ("init -q -b main", "config user.name T", "config user.email t@example.com", "add -A"):
            git(self.root, *words.split())
        git(self.root, "commit", "-q", "-m", "begin")
        self.clone = Clone(self.root, self.services.run)

    def judged(self) -> tuple[bool, str]:
        told = reproduce(self.services, self.context, self.clone, ["test_old"])
        return told.done, told.said


def test_only_a_new_test_that_fails_by_its_own_assertion_reproduces(tmp_path: Path) -> None:
    bench = Cloned(tmp_path)
    assert bench.judged() == (False, "no test was written")
    bench.write("tests/test_new.py", "#\n")
    assert bench.judged() == (False, "a test that says what the report says passes: tests/test_new.py")
    bench.write("tests/test_new.py", "# ImportError: no module named x\n")
    wrong, said = bench.judged()
    assert (wrong, said.startswith("the new test does not fail by an assertion of its own, but: ")) == (False, True)
    bench.write("tests/test_new.py", ASSERTED)
    told = reproduce(bench.services, bench.context, bench.clone, ["test_old"])
    assert (told.path, told.test, told.commit) == ("tests/test_new.py", ASSERTED, git(bench.root, "rev-parse", "HEAD"))
    assert bench.judged() == (True, "test_new: tests/test_new.py:1: AssertionError: assert 1 == 2")
    lost = reproduce(bench.services, bench.context, bench.clone, ["test_old", "test_gone"])
    assert "with the new test others fail or are gone: test_gone" in lost.said
    bench.write("helper.py", "")
    assert bench.judged() == (False, "helper.py is no test, and a reproduction brings tests alone")
    bench.write("tests/test_old.py", ASSERTED)
    assert "files that are there were changed (tests/test_old.py)" in bench.judged()[1]


def test_how_the_tests_of_a_clone_ended(tmp_path: Path) -> None:
    bench = Cloned(tmp_path)
    bench.write("tests/test_bad.py", ASSERTED)
    ran = run_tests(bench.services, bench.context)
    assert (ran.passed, ran.passing, ran.failed, ran.number) == (False, {"test_old"}, {"test_bad"}, 2)
    assert [(one.name, one.place) for one in ran.failing] == [("test_bad", "tests/test_bad.py:1")]
    assert ran.lost(["test_old", "test_bad", "test_gone"]) == ["test_bad", "test_gone"]


@pytest.mark.parametrize(
    ("command", "passed", "missing", "said"),
    [
        (exits(0), True, "", "passed"),
        (exits(4), False, "", "exited with 4"),
        ({"argv": ["no-such-runner"]}, False, "no-such-runner", "is not there"),
    ],
    ids=["no report", "fails", "not installed"],
)
def test_tests_without_a_report_are_known_by_their_end(
    tmp_path: Path, command: dict[str, Any], passed: bool, missing: str, said: str
) -> None:
    bench = StationBench(tmp_path, {"commands": {"test": command}})
    ran = run_tests(bench.services, bench.context)
    assert (ran.passed, missing in ran.missing, said in ran.said) == (passed, True, True), ran
    assert bool(ran.missing) == bool(missing)
    assert ran.lost(["one"]) == ["one"], "nothing says that it passes"


def test_a_report_of_passed_tests_does_not_make_a_command_that_failed_pass(tmp_path: Path) -> None:
    bench = Cloned(tmp_path, test=python(RUN.replace("raise SystemExit(bad > 0)", "raise SystemExit(3)")))
    ran = run_tests(bench.services, bench.context)
    assert (ran.passed, ran.passing, ran.failed) == (False, {"test_old"}, frozenset())


def test_a_project_without_tests_proves_nothing(tmp_path: Path) -> None:
    ran = run_tests((bench := StationBench(tmp_path)).services, bench.context)
    assert (ran.passed, ran.said) == (False, "the project has no tests that mity knows")


@each(
    ("run", "before", "lost"),
    [
        (TestRun(True, "", frozenset({"a"}), number=1), ["a"], []),
        (TestRun(True, "", frozenset({"a"}), number=1), ["a", "b"], ["b"]),
        (TestRun(True, "", frozenset(), number=3), ["a"], ["a"]),
        (TestRun(True, ""), [], []),
    ],
)
def test_what_passed_before_and_does_not_any_more(run: TestRun, before: list[str], lost: list[str]) -> None:
    assert run.lost(before) == lost


def pull_of(bench: Cloned, under: str) -> Pull:
    words = dict.fromkeys(("url", "title", "body", "head", "base", "head_clone_url", "clone_url"), "")
    return Pull(**words, number=1, own=False, writes=False, head_sha=git(bench.root, "rev-parse", "HEAD"), under=under)


def test_a_review_tells_what_the_change_broke_and_not_what_was_broken(tmp_path: Path) -> None:
    lint = python("print('calc.py:1:1: F401 unused'); print('calc.py:9:1: F401 unused'); raise SystemExit(1)")
    bench = Cloned(tmp_path, lint=lint, typecheck={"argv": ["no-such-checker"]}, install=exits(3))
    under = git(bench.root, "rev-parse", "HEAD")
    bench.write("tests/test_bad.py", ASSERTED)
    git(bench.root, "add", "-A")
    git(bench.root, "commit", "-q", "-m", "change")
    changed = {"calc.py": {1: "import json"}, "tests/test_bad.py": {1: ASSERTED.strip()}}
    pull = pull_of(bench, under)
    told = own_checks(bench.services, bench.context, bench.clone, pull, changed)
    assert [(one.path, one.line) for one in told.found] == [("calc.py", 1), ("tests/test_bad.py", 1)]
    assert [(one.passed, one.broken) for one in told.suites] == [(False, True)]
    assert len(told.notes) == 2 and told.notes[0].startswith("install: ") and "no-such-checker" in told.notes[1]
    assert git(bench.root, "rev-parse", "HEAD") == pull.head_sha, "the head is checked out again"
    same = own_checks(bench.services, bench.context, bench.clone, replace(pull, under=pull.head_sha), changed)
    assert [(one.passed, one.broken) for one in same.suites] == [(False, False)]
    assert [one.path for one in same.found] == ["calc.py"]


def test_a_test_is_told_with_its_place_and_words() -> None:
    assert str(FailingTest("t", "a.py:1", "no", origin="b.py:2")) == "t failed at a.py:1 (raised at b.py:2): no"
