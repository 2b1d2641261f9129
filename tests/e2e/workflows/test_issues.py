"""simple-issue and complex-feature: one change up to a pull request, and a feature whose parts are such changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Mity, git
from told_work import ToldWork, results, steps, test_file

pytestmark = pytest.mark.rotation("workflows", of=3)

ISSUE = "Let calc multiply; don't break --add"
MUL = {
    "write": {"tests/features/test_mul.py": test_file('assert calc["mul"](2, 3) == 6')},
    "replace": {"calc.py": ["def add", "def mul(a, b):\n    return a * b\n\n\ndef add"]},
}
WRONG = {**MUL, "replace": {"calc.py": ["def add", "def mul(a, b):\n    return a + b\n\n\ndef add"]}}
ANALYSIS = {"title": "Multiply", "requirements": ["mul multiplies"], "affected": ["calc.py"], "complexity": "simple"}
SIMPLE: dict[str, list[dict[str, Any]]] = {
    "repair": [{}],
    "Read the issue given below": [{"print": ANALYSIS}],
    "Plan the change that meets": [{"print": {"plan": ["write mul", "test it"]}}],
    "Carry out the plan given below": [
        WRONG,
        {"replace": {"calc.py": ["return a + b\n\n\ndef add", "return a * b\n\n\ndef add"]}},
    ],
}
GH = """#!/bin/sh
for word; do printf '%s\\n' "$word"; done >> "$0.called"
"""


@pytest.fixture
def work(mity: Mity) -> ToldWork:
    return ToldWork(mity)


@pytest.fixture
def forge(work: ToldWork, tmp_path: Path) -> Path:
    """A remote that the application can be pushed to, and a `gh` that notes how it is called."""
    git(tmp_path, "init", "--quiet", "--bare", "forge.git")
    work.git("remote", "add", "origin", str(tmp_path / "forge.git"))
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(GH)
    program.chmod(0o755)
    work.mity.env["PATH"] = f"{program.parent}:{work.mity.env['PATH']}"
    return tmp_path / "forge.git"


def test_an_issue_goes_from_words_to_a_pull_request(work: ToldWork, forge: Path) -> None:
    done = work.run("simple-issue", SIMPLE, issue=ISSUE, branch="issue/7", pull_request="true")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert steps(done) == [
        *("prepare", "analyzing", "planning", "implementing", "implementing#2"),
        *("testing#2", "committing", "creating-pr", "complete"),
    ]
    reports = [inputs["report"] for part, inputs in work.asked() if part == "Carry out the plan given below"]
    assert reports[0] == "" and "AssertionError" in reports[1]
    assert work.subjects() == ["Multiply"]
    assert git(forge, "rev-parse", "issue/7") == work.git("rev-parse", "HEAD")
    called = (forge.parent / "bin" / "gh.called").read_text().splitlines()
    assert called == ["pr", "create", "--title", "Multiply", "--body", ISSUE]


def test_an_issue_that_is_too_large_is_handed_on_before_anything_changes(work: ToldWork) -> None:
    scenario = {"Read the issue given below": [{"print": {**ANALYSIS, "complexity": "complex"}}]}
    done = work.run("simple-issue", scenario, issue=ISSUE)
    assert (done.code, done.json["state"]) == (1, "failed"), done.text
    assert "complex-feature" in done.text
    assert work.git("status", "--porcelain") == ""


def part(name: str, sign: str) -> dict[str, Any]:
    return {
        "write": {f"tests/features/test_{name}.py": test_file(f'assert calc["{name}"](6, 3) == 6 {sign} 3')},
        "replace": {"calc.py": ["def add", f"def {name}(a, b):\n    return a {sign} b\n\n\ndef add"]},
    }


def test_a_large_feature_is_designed_looked_at_and_built_in_parts(work: ToldWork) -> None:
    design = {"write": {"docs/plans/more.md": "# More\n"}, "print": {"design": "docs/plans/more.md"}}
    joined = {"tests/features/test_joined.py": test_file('assert calc["sub"](calc["mul"](2, 3), 1) == 5')}
    about = {"title": "More of calc", "slug": "more", "requirements": ["mul", "sub"], "risks": []}
    scenario = {
        **SIMPLE,
        "Read the request given below": [{"print": about}],
        "Write the technical design": [design],
        "Cut the feature": [{"print": {"parts": ["let it multiply", "let it subtract"]}}],
        "Read the issue given below": [{"print": ANALYSIS}, {"print": {**ANALYSIS, "title": "Subtract"}}],
        "Carry out the plan given below": [part("mul", "*"), part("sub", "-")],
        "All parts of the feature": [{"write": joined}],
        "Describe the feature": [{"write": {"README.md": "# Demo\n\nIt multiplies and subtracts.\n"}}],
    }
    first = work.run("complex-feature", scenario, issue="more of calc")
    assert first.json["needs_input"]["question"].startswith(
        "design-review: The design is in docs/plans/more.md, cut into 2"
    )
    second = work.approve(first)
    assert second.json["needs_input"]["question"].startswith("look: "), second.text
    done = work.approve(second)
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert work.subjects() == ["Design: More of calc", "Multiply", "Subtract", "More of calc"]
    issues = [inputs["issue"] for part, inputs in work.asked() if part == "Read the issue given below"]
    assert issues == ["let it multiply", "let it subtract"]
    assert results(done)["validate"]["evidence"]["tests"]["collected"] == 4
    assert work.git("show", "--name-only", "--format=", "HEAD~1").splitlines() == [
        "calc.py",
        "tests/features/test_sub.py",
    ]
    assert work.git("status", "--porcelain") == ""


def test_a_design_that_is_rejected_leaves_no_commit(work: ToldWork) -> None:
    about = {"title": "t", "slug": "s", "requirements": ["r"], "risks": []}
    scenario = {
        "Read the request given below": [{"print": about}],
        "Write the technical design": [{"write": {"docs/plans/s.md": "# S\n"}, "print": {"design": "docs/plans/s.md"}}],
        "Cut the feature": [{"print": {"parts": ["p"]}}],
    }
    done = work.reject(work.run("complex-feature", scenario, issue="more"), "not now")
    assert (done.code, done.json["state"]) == (1, "failed")
    assert "not now" in done.json["error"]
    assert work.subjects() == []
