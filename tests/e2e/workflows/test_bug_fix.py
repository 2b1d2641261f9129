"""bug-fix: from a report to a commit, with a test that failed, a fix that was wrong, and a person who looks."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Mity
from told_work import CALC, ToldWork, results, steps, test_file

BROKEN = CALC.replace("a + b", "a - b")
ISSUE = "Sums are wrong; it's urgent: `add(2, 3)` is -1 $(touch pwned)"
RED = {"write": {"tests/features/test_add.py": test_file('assert calc["add"](2, 3) == 5')}}
GREEN = {"write": {"tests/features/test_other.py": test_file("assert True")}}
MEND = {"replace": {"calc.py": ["a - b", "a + b"]}}
SCENARIO: dict[str, list[dict[str, Any]]] = {
    "Read the report of a bug": [
        {"print": {"summary": "add subtracts [skip ci]", "impact": "high", "expected": "add adds"}},
    ],
    "Find the files that cause": [{"print": {"components": ["calc.py"], "cause": "the wrong sign"}}],
    "Write a new test file with the smallest test": [RED],
    "Mend the cause": [MEND],
    "The bug described below is mended": [
        {"write": {"tests/features/test_bounds.py": test_file('assert calc["add"](0, 0) == 0')}}
    ],
    "Add one line about the mended bug": [
        {"replace": {"CHANGELOG.md": ["## Unreleased\n", "## Unreleased\n\n- `add` adds.\n"]}}
    ],
}


@pytest.fixture
def work(mity: Mity) -> ToldWork:
    return ToldWork(mity, BROKEN)


def test_a_bug_is_reproduced_mended_and_committed_on_a_branch_of_its_own(work: ToldWork) -> None:
    first = work.run("bug-fix", SCENARIO, issue=ISSUE, branch="fix/add")
    assert first.code == 3, first.text
    assert work.subjects() == [], "nothing is committed before a person has looked"
    done = work.approve(first)
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert steps(done) == [
        *("prepare", "baseline", "analyze", "locate", "reproduce", "confirm", "fix", "verify"),
        *("regression", "validate", "changelog", "look", "commit", "done"),
    ]
    assert work.read("calc.py") == CALC
    assert work.git("branch", "--show-current") == "fix/add"
    assert work.subjects() == ["Fix: add subtracts (skip ci)"], "CI is kept from nothing"
    assert ISSUE in work.git("log", "-1", "--format=%B")
    changed = work.git("show", "--name-only", "--format=", "HEAD").splitlines()
    assert changed == [
        *("CHANGELOG.md", "calc.py", "tests/features/test_add.py", "tests/features/test_bounds.py"),
    ]
    assert work.git("status", "--porcelain") == ""
    found = results(done)
    assert found["confirm"]["outputs"]["passed"] is False
    assert found["validate"]["evidence"]["tests"] == {"collected": 3, "passed": 3, "failed": 0, "skipped": 0}
    assert not list(work.root.rglob("pwned"))


def test_what_reproduces_nothing_and_mends_nothing_is_tried_again(work: ToldWork) -> None:
    scenario = {
        **SCENARIO,
        "Write a new test file with the smallest test": [GREEN, RED],
        "Mend the cause": [{"replace": {"calc.py": ["a - b", "a * b"]}}, {"replace": {"calc.py": ["a * b", "a + b"]}}],
    }
    done = work.run("bug-fix", scenario, issue=ISSUE, confirm="false")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    found = results(done)
    assert {"reproduce#2", "confirm#2", "fix#2", "verify#2"} <= found.keys()
    asked = work.asked()
    assert "1 passed" not in asked[2][1]["report"] and "passed" in asked[3][1]["report"]
    reports = [inputs["report"] for part, inputs in asked if part == "Mend the cause"]
    assert all("AssertionError" in report for report in reports), reports
    assert work.read("calc.py") == CALC


def test_a_person_sends_it_back_with_a_reason(work: ToldWork) -> None:
    first = work.run(
        "bug-fix", SCENARIO | {"Mend the cause": [MEND, {"write": {"note.py": "WHY = 'sign'\n"}}]}, issue="x"
    )
    second = work.reject(first, "say why")
    assert [inputs["remarks"] for part, inputs in work.asked() if part == "Mend the cause"] == ["", "say why"]
    done = work.approve(second)
    assert (done.code, work.read("note.py")) == (0, "WHY = 'sign'\n"), done.text


def test_a_test_that_never_fails_ends_the_run(work: ToldWork) -> None:
    scenario = {
        **SCENARIO,
        "Write a new test file with the smallest test": [GREEN, {"write": {"tests/features/test_more.py": ""}}],
    }
    done = work.run("bug-fix", scenario, issue="x")
    assert (done.code, done.json["state"]) == (1, "failed"), done.text
    assert "'reproduce' was visited too often" in done.json["error"]
    assert work.subjects() == []


def test_uncommitted_changes_are_refused_before_the_agent_is_asked(work: ToldWork) -> None:
    (work.root / "calc.py").write_text("mine")
    done = work.run("bug-fix", SCENARIO, issue="x")
    assert done.code == 1
    assert "commit or stash your own changes first" in done.text
    assert work.asked() == []
