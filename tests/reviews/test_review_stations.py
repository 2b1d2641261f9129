"""The stations of a review, of its answers and of a triage: what each shows and writes, and what stops it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_suite import ASSERTED, RUN, stack

from bench_station import StationBench, exits, python
from forged import Forged
from harness import git
from memory_forge import MemoryForge, OneForge
from mity.engine.registry import StationRegistry
from mity.forge.model import Access, Verdict
from mity.reviews.consent import consent_item
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.stations import register
from rows import each

TEST = {**python(RUN), "title": "the tests"}
FAILED = "the tests do not pass as they are, so a new one shows nothing: `the tests`: 0 passed, 1 failed"
RULES = {"priorities": [{"label": "high", "words": ["crash"]}], "kinds": [{"label": "bug", "words": ["crash"]}]}


class AtPage(StationBench):
    """A run on a page of a forge in memory, whose user consented to the code of the clone."""

    def __init__(self, folder: Path, forge: MemoryForge, url: str) -> None:
        super().__init__(folder / "runs")
        self.forge, self.url = forge, url
        self.root.rmdir()
        self.services = replace(self.services, forges=OneForge(forge))
        self.services.consents.give([consent_item(self.context.workspace, url, "word")], keep=False)
        self.registry = StationRegistry()
        register(self.registry, self.services)

    def at(self, station: str, **inputs: Any) -> StationResult:
        return self.run(station, **{"url": self.url, "consent": "word", **inputs})

    def refused(self, station: str, **inputs: Any) -> str:
        result = self.at(station, **inputs)
        assert (result.status, result.evidence) == (Status.FAILED, {}), result
        return result.message

    def got(self, name: str) -> Any:
        return self.context.get_output(name)

    def head(self) -> str:
        return git(self.root, "rev-parse", "HEAD")


@pytest.fixture
def forged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forged]:
    """A repository with one test that passes, on a forge, and its user's identity."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / ".gitconfig").write_text("[user]\n\tname = T\n\temail = t@example.com\n")
    own = {"id": "own", "title": "Own", "language": "python", **stack(install=exits(0), test=TEST)}
    files = {"_dot_mity__stack_dot_yaml": json.dumps(own), "tests__test_old_dot_py": "#\n", "a_dot_txt": "one\n"}
    yield Forged(tmp_path, **files)


def test_a_remark_is_met_by_one_proven_commit_and_one_answer(forged: Forged, tmp_path: Path) -> None:
    tip = forged.push("work", b_dot_txt="b\nc\n")
    bench = AtPage(tmp_path, forged.forge, forged.pull(1, "work"))
    forge = bench.forge
    assert bench.at("clone-pull-request").evidence == {"commit": tip, "under": forged.head("main")}
    assert "+++ b/b.txt" in bench.got("diff") and bench.got("stack") == ""
    assert (bench.at("find-remarks").evidence, bench.got("passing")) == ({"remarks": 0}, [])

    forge.remark(1, "eve", "b.txt", 1, "from a stranger")
    forge.rights["ada"] = Access.WRITE
    forge.remark(1, "ada", "b.txt", 2, "Say it\nbetter")
    found = bench.at("find-remarks")
    assert (found.message, found.evidence["remarks"]) == ("1 remarks; `the tests`: 1 passed", 1)
    (remark,) = bench.got("remarks")
    assert (remark["author"], remark["line"], bench.got("passing")) == ("ada", 2, ["test_old"])

    assert bench.at("record-fix", remark=remark).evidence == {"commit": "", "on": tip}
    bench.write("b.txt", "b\nC\n")
    made = bench.at("record-fix", remark=remark).evidence["commit"]
    assert (bench.head(), git(bench.root, "log", "-1", "--format=%s")) == (made, "Answer a remark at b.txt:2")
    assert git(bench.root, "rev-parse", "HEAD^") == tip
    bench.write("tests/test_old.py", ASSERTED)
    told = bench.at("prove-fix")
    assert (bench.got("passed"), told.evidence) == (False, {"passed": False, "tests": 1, "lost": ["test_old"]})
    assert "; failing: test_old failed at tests/test_old.py:1" in told.message and "1 passed before" in told.message
    bench.write("tests/test_old.py", "#\n")
    assert bench.at("prove-fix", passing=["test_old", "test_gone"]).evidence["lost"] == ["test_gone"]
    assert bench.got("passed") is False and "gone or not run any more: test_gone" in bench.got("report")
    assert (bench.at("prove-fix").evidence["passed"], bench.got("passed")) == (True, True)
    assert "give --trust" in bench.refused("prove-fix", consent="other")

    forged.push("work", c_dot_txt="meanwhile\n")
    assert "work moved on the forge meanwhile" in bench.refused("push-fix")
    git(forged.bare, "update-ref", "refs/heads/work", tip)
    assert bench.at("push-fix").evidence == {"commit": made, "branch": "work"}
    assert forged.head("work") == made == git(bench.root, "rev-parse", "refs/mity/head")
    assert bench.at("push-fix").success, "there already"
    said = bench.at("answer-remark", remark=remark, answer="it is said better", report="1 passed", pushed=made)
    assert said.evidence == {"remark": remark["id"], "by": f"commit {made[:12]}"}
    assert f"Done in `{made[:12]}`: it is said better" in forge.reviewed[1][-1].comments[0].body
    assert bench.at("find-remarks").evidence == {"remarks": 0}, "it has its answer"


def test_what_came_of_a_remark_that_was_not_met_is_told_and_taken_out(forged: Forged, tmp_path: Path) -> None:
    tip = forged.push("work", b_dot_txt="b\n")
    bench = AtPage(tmp_path, forged.forge, forged.pull(1, "work"))
    bench.at("clone-pull-request")
    bench.forge.rights["ada"] = Access.WRITE
    for body in ("first", "second"):
        bench.forge.remark(1, "ada", "b.txt", 1, body)
    bench.at("find-remarks")
    first, second = bench.got("remarks")
    bench.write("b.txt", "worse\n")
    bench.write("new.txt", "")
    bench.write("reports/kept.txt", "what tools left")
    bench.at("record-fix", remark=first)
    bench.write("later/new.txt", "")
    left = bench.at("answer-remark", remark=first, failed=True, reason="no  idea", report="1 failed")
    assert left.evidence["by"] == "what was tried" and bench.head() == tip
    assert (
        git(bench.root, "status", "--porcelain"),
        [(bench.root / one).exists() for one in ("new.txt", "later")],
    ) == (
        "",
        [False, False],
    )
    said = bench.forge.reviewed[1][-1].comments[0].body
    assert "left to a person: no idea." in said and "1 failed" in said
    assert bench.at("answer-remark", remark=second, answer="It is meant so").evidence["by"] == "words"
    assert "It is meant so\n\nAn answer of a coding agent" in bench.forge.reviewed[1][-1].comments[0].body


def test_no_work_on_remarks_begins_where_it_could_not_end(
    forged: Forged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged.push("work", b_dot_txt="b\n")
    bench = AtPage(tmp_path, forged.forge, forged.pull(1, "work"))
    bench.at("clone-pull-request")
    bench.forge.rights["ada"] = Access.WRITE
    bench.forge.remark(1, "ada", "b.txt", 1, "better")
    pull = bench.got("pull")
    assert "is gone with its fork" in bench.refused("find-remarks", pull={**pull, "head_clone_url": ""})
    assert "may not push to the branch" in bench.refused("find-remarks", pull={**pull, "writes": False})
    assert bench.at("find-remarks", pull={**pull, "writes": False, "own": True}).success
    assert "give --trust" in bench.refused("find-remarks", consent="")
    bench.write("tests/test_old.py", ASSERTED)
    assert "do not pass before any change, so they can prove none: `the tests`: 0 passed, 1 failed" in bench.refused(
        "find-remarks"
    )
    assert bench.got("passing") == []
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    assert "git has no identity" in bench.refused("find-remarks")
    assert bench.forge.writes == []


def test_a_head_that_moves_or_closes_is_not_reviewed(forged: Forged, tmp_path: Path) -> None:
    tip = forged.push("work", b_dot_txt="b\n")
    bench = AtPage(tmp_path, forged.forge, forged.pull(1, "work"))
    pulls = bench.forge.pulls
    for merged, word in ((True, "merged"), (False, "closed")):
        pulls[1] = replace(pulls[1], open=False, merged=merged)
        assert f"pull request 1 is {word}" in bench.refused("clone-pull-request")
    pulls[1] = replace(pulls[1], open=True, merged=False)
    bench.forge.heads = lambda branch: "0" * 40
    assert "moved while it was fetched" in bench.refused("clone-pull-request")
    bench.forge.heads = forged.head
    git(forged.bare, "update-ref", "refs/pull/1/head", tip)
    pulls[1] = replace(pulls[1], head_clone_url="", author="bot")
    bench.at("clone-pull-request")
    pull = bench.got("pull")
    assert (pull["head_sha"], pull["own"], pull["writes"]) == (tip, True, True), "what the forge keeps of a fork"


REVIEW = {"verdict": "request_changes", "body": "Hm", "marker": "review-1", "due": True}
REMARK = {"path": "b.txt", "line": 2, "body": "why?"}


def test_a_review_is_posted_once_and_never_on_a_head_that_moved(forged: Forged, tmp_path: Path) -> None:
    tip = forged.push("work", b_dot_txt="b\nc\n")
    bench = AtPage(tmp_path, forged.forge, forged.pull(1, "work"))
    bench.at("clone-pull-request")
    review = {**REVIEW, "comments": [REMARK]}
    same = bench.at("post-review", review={**review, "due": False})
    assert (same.evidence, bench.forge.writes, bench.got("review_url")) == ({"posted": False}, [], bench.url)
    told = bench.at("post-review", review=review)
    assert told.message == f"request changes with 1 remarks: {bench.url}"
    assert told.evidence | {"id": ""} == {"posted": True, "id": "", "verdict": "request_changes", "remarks": 1}
    (posted,) = bench.forge.reviewed[1]
    assert (posted.verdict, posted.sha, posted.body.partition("\n")[0]) == (Verdict.REQUEST_CHANGES, tip, "Hm")
    assert [(one.path, one.line, one.body) for one in posted.comments] == [("b.txt", 2, "why?")]
    assert bench.at("post-review", review=review).evidence["id"] == posted.id, "once"
    forged.push("work", b_dot_txt="d\n")
    assert f"the head moved from {tip[:12]} to" in bench.refused("post-review", review={**review, "marker": "2"})
    assert bench.forge.reviewed[1] == [posted]


def test_an_issue_is_sorted_in_and_reproduced_by_a_test_that_fails_as_it_says(forged: Forged, tmp_path: Path) -> None:
    bench = AtPage(tmp_path, forged.forge, forged.issue(3, "A crash", "It\r\n\u202ecrashes", "mine"))
    assert bench.at("sort-issue", **RULES).message == "issue 3: bug, high"
    assert bench.got("issue") == {"title": "A crash", "body": "It\n\\u202ecrashes", "number": 3}
    ready = bench.at("prepare-reproduction")
    assert (ready.evidence, bench.head()) == ({"ready": True, "tests": "`the tests`: 1 passed"}, forged.head("main"))
    assert [bench.got(name) for name in ("ready", "why_not", "passing", "stack")] == [True, "", ["test_old"], ""]
    bench.write("tests/test_new.py", ASSERTED)
    assert "give --trust" in bench.refused("try-reproduction", consent="other")
    assert bench.at("try-reproduction").evidence["reproduced"] is True
    assert bench.got("reproduction")["path"] == "tests/test_new.py"
    dry = bench.at("post-triage", post=False)
    assert (dry.evidence, bench.forge.writes) == ({"posted": False}, [])
    assert bench.at("post-triage").evidence == {"posted": True, "labels": ["mine", "bug", "high"]}
    (comment,) = bench.forge.said[3]
    assert "**Priority:** high" in comment.body and "tests/test_new.py" in comment.body
    bench.forge.set_labels(3, ["mine"])
    assert bench.at("post-triage").evidence["labels"] == ["mine"], "a person took the others away"
    assert len(bench.forge.said[3]) == 1
    bench.forge.issues[3] = replace(bench.forge.issues[3], open=False)
    assert "issue 3 is closed" in bench.refused("sort-issue", **RULES)


@each(
    ("broken", "consent", "said"),
    [
        ("", "", "it was not tried, since the code of the repository was not trusted (--trust)"),
        ("branch", "word", "it was not tried: ada/demo has no commit on main yet"),
        (
            "install",
            "word",
            f"{FAILED} (install: ",
        ),
        (
            "test",
            "word",
            FAILED,
        ),
    ],
)
def test_nothing_is_reproduced_where_a_failing_test_would_show_nothing(
    tmp_path: Path, broken: str, consent: str, said: str
) -> None:
    commands = {"install": exits(3)} if broken == "install" else {}
    own = {"id": "own", "title": "Own", "language": "python", **stack(**commands, test=TEST)}
    files = {"_dot_mity__stack_dot_yaml": json.dumps(own), "tests__test_old_dot_py": ASSERTED}
    forged = Forged(tmp_path, **files)
    if broken == "branch":
        forged.forge.heads = lambda branch: ""
    bench = AtPage(tmp_path, forged.forge, forged.issue(3, "A crash"))
    result = bench.at("prepare-reproduction", consent=consent)
    assert (result.evidence, bench.got("ready"), bench.got("passing")) == ({"ready": False}, False, [])
    assert result.message == bench.got("why_not") and result.message.startswith(said), result.message
    assert (bench.root / ".git").exists() == (broken in ("install", "test"))
    untried = bench.at("try-reproduction")
    assert (untried.evidence["reproduced"], untried.evidence["said"]) == (False, result.message)
