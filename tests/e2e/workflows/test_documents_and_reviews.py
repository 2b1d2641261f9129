"""documentation-update and review-response: documents brought up to date, and the points of a review met."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import Mity, git
from told_work import ToldWork, results, steps, test_file

pytestmark = pytest.mark.rotation("workflows", of=3)

LINKED = "# Guide\n\nSee [the change log](../CHANGES.md).\n"
MENDED = "# Guide\n\nSee [the change log](../CHANGELOG.md).\n"
DOCUMENTS = [
    {"path": "docs/guide.md", "problem": "add is not told of"},
    {"path": "README.md", "problem": "it is empty"},
]
UPDATE: dict[str, list[dict[str, Any]]] = {
    "Compare the Markdown documents": [{"print": {"documents": DOCUMENTS}}],
    "Mend the problem given below": [
        {"write": {"docs/guide.md": LINKED}},
        {"write": {"README.md": "# Demo\n\nIt adds: see [the guide](docs/guide.md#guide).\n"}},
    ],
    "Links in Markdown documents": [{"write": {"docs/guide.md": MENDED}}],
}


@pytest.fixture
def work(mity: Mity) -> ToldWork:
    return ToldWork(mity)


def test_documents_are_found_mended_and_committed(work: ToldWork) -> None:
    done = work.run("documentation-update", UPDATE, scope="calc")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert [inputs["path"] for part, inputs in work.asked() if "path" in inputs] == ["docs/guide.md", "README.md"]
    (problems,) = [inputs["problems"] for part, inputs in work.asked() if "problems" in inputs]
    assert problems == ["docs/guide.md:3: ../CHANGES.md: there is no such file"]
    assert results(done)["links"]["evidence"] == {"documents": 3, "links": 2, "broken": 0}
    assert work.read("docs/guide.md") == MENDED
    assert work.subjects() == ["Documentation: calc"]
    assert work.git("status", "--porcelain") == ""


def test_documents_that_are_right_stay_as_they_are(work: ToldWork) -> None:
    done = work.run("documentation-update", {"Compare the Markdown documents": [{"print": {"documents": []}}]})
    assert (done.code, done.json["verdict"]) == (0, "passed"), done.text
    assert work.subjects() == []


def test_an_agent_that_changes_code_instead_of_documents_is_refused(work: ToldWork) -> None:
    calc = work.read("calc.py")
    scenario = {
        **UPDATE,
        "Mend the problem given below": [
            {"write": {"calc.py": "add = sum\n"}},
            *UPDATE["Mend the problem given below"],
        ],
    }
    done = work.run("documentation-update", scenario)
    assert done.code == 0, done.text
    assert results(done)["write[0]"]["attempts"] == 2
    assert work.read("calc.py") == calc


COMMENTS = "Please let it multiply.\nWhy does it add at all?"
POINTS = [{"id": 1, "text": "multiply", "kind": "change"}, {"id": 2, "text": "why add", "kind": "question"}]
ANSWERS = [{"id": 1, "answer": "It does."}, {"id": 2, "answer": 'It\'s for "sums".'}]
MUL = {
    "write": {"tests/features/test_mul.py": test_file('assert calc["mul"](2, 3) == 6')},
    "replace": {"calc.py": ["def add", "def mul(a, b):\n    return a * b\n\n\ndef add"]},
    "print": {"answers": ANSWERS},
}
REVIEW: dict[str, list[dict[str, Any]]] = {
    "repair": [{}],
    "Take apart the review": [{"print": {"points": POINTS}}],
    "Find the code that each": [{"print": {"places": [{"id": 1, "path": "calc.py", "line": 1}]}}],
    "Meet the points given below": [MUL],
}


def test_a_review_is_answered_by_a_change_a_push_and_words(work: ToldWork, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "forge.git")
    work.git("remote", "add", "origin", str(tmp_path / "forge.git"))
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done >> "$0.called"\n')
    program.chmod(0o755)
    work.mity.env["PATH"] = f"{program.parent}:{work.mity.env['PATH']}"
    missing = {**REVIEW, "Meet the points given below": [{"print": {"answers": ANSWERS[:1]}}, MUL]}
    done = work.run("review-response", missing, comments=COMMENTS, pull_request="12")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert steps(done) == [
        *("prepare", "parsing-comment", "locating-code", "generating-fix", "applying-changes"),
        *("responding", "posting", "complete"),
    ]
    assert results(done)["generating-fix"]["attempts"] == 2, "one of two points was not answered at first"
    assert work.subjects() == ["Answer the review"]
    assert git(tmp_path / "forge.git", "rev-parse", "main") == results(done)["responding"]["outputs"]["commit"]
    called = (tmp_path / "bin" / "gh.called").read_text().splitlines()
    assert called[:4] == ["pr", "comment", "12", "--body"]
    assert "It does." in called[4] and '\\"sums\\"' in called[4]


def test_a_review_of_questions_is_answered_without_a_commit(work: ToldWork) -> None:
    scenario = {**REVIEW, "Meet the points given below": [{"print": {"answers": ANSWERS}}]}
    done = work.run("review-response", scenario, comments=COMMENTS)
    assert done.code == 0, done.text
    assert work.subjects() == []
    assert "It does." in done.text
