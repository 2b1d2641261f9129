"""A review of a pull request: what it says, where, how often, and what it never does."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from forged import Forged, told
from harness import git
from mity.forge.model import LineComment, Review, Verdict
from mity.runs.state import RunState

TOKEN = "ghp_" + "a1B2" * 9
BAD = "import os\nimport sys\n\n\ndef add(a, b):\n    return a + b\n"


def reviews(demo: Forged) -> list[Review]:
    return demo.forge.reviewed.get(1, [])


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_findings_at_changed_lines_alone_and_none_twice(demo: Forged) -> None:
    demo.push("feature", calc_dot_py=BAD)
    url = demo.pull(1, "feature")
    log = demo.run("review-pull-request", url)
    assert log.state is RunState.COMPLETED, told(log)
    (made,) = reviews(demo)
    assert made.verdict is Verdict.REQUEST_CHANGES
    assert [(one.path, one.line) for one in made.comments] == [("calc.py", 2)]
    assert "ruff F401" in made.comments[0].body
    assert "`ruff check" in made.comments[0].body
    again = demo.run("review-pull-request", url)
    assert again.state is RunState.COMPLETED, told(again)
    assert len(reviews(demo)) == 1
    demo.push("feature", calc_dot_py=f"# moved\n{BAD}import re\n")
    demo.pull(1, "feature")
    demo.run("review-pull-request", url)
    assert [(one.path, one.line) for one in reviews(demo)[1].comments] == [("calc.py", 8)]
    assert "1 that an earlier review names already is not repeated" in reviews(demo)[1].body


@pytest.mark.slow
def test_a_secret_is_found_and_never_shown(demo: Forged) -> None:
    demo.push("feature", settings_dot_txt=f"one\ntoken = {TOKEN}\n")
    log = demo.run("review-pull-request", demo.pull(1, "feature"))
    assert log.state is RunState.COMPLETED, told(log)
    (made,) = reviews(demo)
    assert [(one.path, one.line) for one in made.comments] == [("settings.txt", 2)]
    assert "form of a secret" in made.comments[0].body
    kept = [path.read_bytes() for path in (demo.workspace / ".mity" / "logs").rglob("*") if path.is_file()]
    assert TOKEN.encode() not in b"".join(kept)
    assert TOKEN not in "".join([made.body, *(one.body for one in made.comments)])


def test_the_verdict(demo: Forged) -> None:
    demo.push("good", readme_dot_md="# Fine\n")
    url = demo.pull(1, "good")
    demo.run("review-pull-request", url)
    assert [one.verdict for one in reviews(demo)] == [Verdict.COMMENT]
    demo.forge.reviewed.clear()
    demo.run("review-pull-request", url, approve=True)
    assert [one.verdict for one in reviews(demo)] == [Verdict.APPROVE]
    demo.push("own", calc_dot_py=BAD)
    demo.pull(2, "own", author="bot")
    demo.run("review-pull-request", demo.pull(2, "own", author="bot"), approve=True)
    assert [one.verdict for one in demo.forge.reviewed[2]] == [Verdict.COMMENT]
    assert demo.forge.reviewed[2][0].comments


def test_nothing_of_the_repository_runs_without_trust(demo: Forged) -> None:
    mark = demo.workspace / "ran"
    spoil = f"open({str(mark)!r}, 'w')\n"
    ruff = f"#!/bin/sh\ntouch '{mark}'\n"
    mypy = {"mypy_dot_ini": "[mypy]\nplugins = p.py\n", "p_dot_py": spoil}
    demo.push("evil", conftest_dot_py=spoil, test_a_dot_py=spoil, _dot_venv__bin__ruff=ruff, **mypy)
    (demo.work / ".venv" / "bin" / "ruff").chmod(0o755)
    (demo.work / "outside.py").symlink_to("/etc/passwd")
    demo.push("evil", more_dot_txt="x")
    url = demo.pull(1, "evil")
    log = demo.run("review-pull-request", url)
    assert log.state is RunState.COMPLETED, told(log)
    assert not mark.exists()
    assert "needs" not in reviews(demo)[0].body
    assert "--trust" in reviews(demo)[0].body
    assert not (log.context.output_path / "outside.py").is_symlink()
    forged = demo.run("review-pull-request", url, consent="a word that nobody consented to")
    assert forged.state is RunState.COMPLETED, told(forged)
    assert not mark.exists()


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_tests_that_break_count_and_those_that_failed_before_do_not(demo: Forged) -> None:
    test = "from calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n"
    demo.push("main", test_calc_dot_py=test)
    demo.push("feature", calc_dot_py="def add(a, b):\n    return a - b\n")
    log = demo.run("review-pull-request", demo.pull(1, "feature"), trust=True)
    assert log.state is RunState.COMPLETED, told(log)
    (made,) = reviews(demo)
    assert made.verdict is Verdict.REQUEST_CHANGES
    assert "pass on the base and fail with this change" in made.body
    assert "test\\_add" in made.body
    demo.push("main", calc_dot_py="def add(a, b):\n    return a * b\n")
    demo.push("other", notes_dot_md="words\n")
    demo.run("review-pull-request", demo.pull(2, "other"), trust=True)
    assert [one.verdict for one in demo.forge.reviewed[2]] == [Verdict.COMMENT]
    assert "fail on the base too" in demo.forge.reviewed[2][0].body


@pytest.mark.slow
def test_an_opinion_counts_at_changed_lines_and_never_blocks(demo: Forged) -> None:
    demo.push("feature", notes_dot_md="one\ntwo @all <!-- mity:finding x -->\n")
    remarks = [
        {"file": "notes.md", "line": 2, "message": "wrong, says @ada <!-- mity:x -->"},
        {"file": "notes.md", "line": 9, "message": "no such line"},
        {"file": "calc.py", "line": 1, "message": "not changed"},
        {"file": "notes.md", "line": "2", "message": "no number"},
        "nonsense",
    ]
    demo.scenario.write_text(json.dumps({"Review the change": [{"print": {"remarks": remarks}}]}))
    log = demo.run("review-pull-request", demo.pull(1, "feature"), agent=True, opinion=True)
    assert log.state is RunState.COMPLETED, told(log)
    (made,) = reviews(demo)
    assert made.verdict is Verdict.COMMENT
    (one,) = made.comments
    assert one.line == 2
    assert one.body.startswith("**Opinion**")
    assert "may be wrong" in one.body
    assert "@ada" not in one.body
    assert "<!-- mity:x" not in one.body


@pytest.mark.slow
def test_what_others_wrote_hides_no_finding(demo: Forged) -> None:
    demo.push("feature", calc_dot_py=BAD)
    url = demo.pull(1, "feature")
    demo.run("review-pull-request", url)
    copied = reviews(demo)[0].comments[0].body
    demo.forge.reviewed[1] = [
        Review("9", "eve", Verdict.COMMENT, "", "", (LineComment("calc.py", 2, copied, author="eve"),))
    ]
    demo.run("review-pull-request", url)
    assert [(one.path, one.line) for one in reviews(demo)[1].comments] == [("calc.py", 2)]


@pytest.mark.slow
def test_a_head_that_moves_is_not_judged(demo: Forged) -> None:
    demo.push("feature", calc_dot_py=BAD)
    url = demo.pull(1, "feature")
    tips = iter([demo.head("feature"), "f" * 40])
    demo.forge.heads = lambda branch: next(tips, "f" * 40)
    log = demo.run("review-pull-request", url)
    assert log.state is not RunState.COMPLETED
    assert "the head moved from" in told(log)
    assert reviews(demo) == []


def test_a_closed_one_is_refused(demo: Forged) -> None:
    demo.push("feature", calc_dot_py=BAD)
    url = demo.pull(1, "feature")
    demo.close(1)
    log = demo.run("review-pull-request", url)
    assert "is closed: there is nothing left to review" in told(log)


@pytest.mark.slow
def test_a_dry_run_posts_nothing(demo: Forged) -> None:
    demo.push("feature", calc_dot_py=BAD)
    log = demo.run("review-pull-request", demo.pull(1, "feature"), post=False)
    assert log.state is RunState.COMPLETED, told(log)
    assert log.context.get_output("review")["comments"][0]["line"] == 2
    assert demo.forge.writes == []


@pytest.mark.slow
def test_a_pull_request_whose_fork_is_gone_is_read_where_the_forge_keeps_it(demo: Forged) -> None:
    """Its branch may be named as one of the repository itself, which is another one."""
    demo.push("feature", calc_dot_py="import os\nimport sys\n\n\ndef add(a, b):\n    return a + b\n")
    url = demo.pull(1, "feature")
    pull = demo.forge.pulls[1]
    git(demo.bare, "update-ref", "refs/pull/1/head", pull.head_sha)
    git(demo.bare, "branch", "-D", "feature")
    demo.forge.pulls[1] = replace(pull, head_clone_url="", head="main")
    demo.forge.heads = lambda branch: pull.head_sha if branch == "main" else ""
    log = demo.run("review-pull-request", url)
    assert log.state is RunState.COMPLETED, told(log)
    assert "F401" in demo.forge.reviewed[1][0].comments[0].body
