"""What an issue is read as, and what is written about it: text of others stays text and is bounded."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench
from forged import Forged
from harness import git
from memory_forge import BASE, MemoryForge, OneForge
from mity.errors import UsageError
from mity.forge.errors import ForgeUnreachable
from mity.forge.model import Access, Issue
from mity.issues.brief import LONGEST_BODY, Brief, brief_of, kind_of
from mity.issues.follower import Follower, Writer
from mity.issues.preflight import base_reason, branch_reason
from mity.issues.progress import Progress
from mity.issues.pull_text import changed_files, pull_text
from mity.operations.issue import IssueRequest, prepare_issue
from mity.runs import events
from mity.runs.events import Event
from mity.services.following import followed
from mity.workflow.model import Workflow
from rows import each

AGENT = {"preset": "", "command": ["agent"]}
HOSTILE = "Mend it\x1b[2J \u202egnp.exe @ada #12 <script>x</script> `$(touch pwned)` http://127.0.0.1/x"


@each(
    "labels, title, kind",
    [
        ((), "Sums are wrong", "fix"),
        ((), "Add a total", "feature"),
        ((), "Please support dates", "fix"),
        ((), "Feature: dates", "feature"),
        (("enhancement",), "Crash at start", "feature"),
        (("kind/bug",), "Add a total", "fix"),
        (("type: Feature",), "x", "feature"),
        (("debugging",), "Allow dates", "feature"),
    ],
)
def test_the_kind_of_an_issue(labels: tuple[str, ...], title: str, kind: str) -> None:
    assert kind_of(labels, title) == kind


def issue(title: str, body: str) -> Issue:
    return Issue(7, title, body, "eve", True, (), f"{BASE}/ada/demo/issues/7", "2026-01-01T00:00:00Z")


def test_an_issue_is_cut_and_shows_what_it_hides() -> None:
    brief = brief_of(issue(f"{HOSTILE}\nmore" + "x" * 1000, HOSTILE * 20_000))
    assert len(brief.title) == 200
    assert len(brief.body) == LONGEST_BODY
    assert brief.cut
    assert not any(sign in brief.title + brief.body for sign in ("\x1b", "\u202e"))
    assert "\\u202e" in brief.body
    assert len(brief.subject) <= 72
    assert brief.subject.endswith("… (#7)")
    assert (brief.branch, Brief.from_json(brief.to_json())) == ("fix/issue-7", brief)
    assert brief_of(issue(" \n", "")).title == "Issue 7"


def test_a_pull_request_says_what_was_shown_and_nothing_that_a_stranger_wants_said() -> None:
    verified: dict[str, dict[str, Any]] = {
        "build": {"status": "success", "evidence": {"commands": ["make"]}},
        "check": {"status": "success", "evidence": {"checks": []}},
        "test": {"status": "skipped", "evidence": None},
        "keep-tests": {"status": "success", "evidence": {"before": 4, "now": 6, "new": ["t::a", f"t::{HOSTILE}"]}},
    }
    changed = changed_files("1\t0\ta b.py\0-\t-\tc.png\0" + "".join(f"1\t1\tf{n}.py\0" for n in range(120)))
    text = pull_text(brief_of(issue("x", "")), changed, verified, {"Summary": HOSTILE}, ["one limit"])
    assert "✅ Build: make" in text
    assert "➖ Lint and types: not verified (nothing there to run)" in text
    assert "➖ Tests: not verified (skipped)" in text
    assert "✅ Earlier tests: 4 ran before and still run, 2 are new: t::a, t::Mend it" in text
    assert "- `a b.py` (+1 −0)\n- `c.png` (binary)" in text
    assert "- and 22 more files" in text
    assert "\nFixes #7\n" in text
    assert not any(bad in text for bad in ("@ada", "#12", "<script>", "\x1b", "\u202e", "http://127"))


def event(kind: str, key: str = "", **data: Any) -> Event:
    return Event(1, "", kind, key, key, data, "run-1")


def test_progress_is_told_without_secrets_paths_and_calls() -> None:
    progress = Progress({"read": "Reading"}, lambda text: text.replace("/home/eve", "~"))
    assert not progress.hear(event(events.OUTPUT, "read", text="x"))
    assert progress.hear(event(events.STEP_STARTED, "read"))
    assert "- ⏳ Reading" in progress.text()
    progress.hear(event(events.STEP_FINISHED, "read", result={"status": "done", "message": f"in /home/eve {HOSTILE}"}))
    text = progress.text()
    assert "✅ Reading: in \\~ Mend it" in text
    assert not any(bad in text for bad in ("@ada", "#12", "<script>", "\x1b", "/home"))
    waits = {"status": "needs_input", "message": "somebody moved it"}
    progress.hear(event(events.STEP_FINISHED, "push#2", result=waits))
    progress.hear(event(events.RUN_STATE, state="waiting_for_input", error=None))
    assert "**Waiting for a person:** somebody moved it (run `run-1`)" in progress.text()
    progress.hear(event(events.STEP_REWOUND, steps=["push#2"]))
    progress.hear(event(events.RUN_STATE, state="running", error=None))
    assert progress.text().endswith("Run `run-1`")
    assert "push" not in progress.text()


def test_many_changes_are_few_writes() -> None:
    written: list[str] = []
    writer = Writer(written.append, every_s=0.05)
    for number in range(200):
        writer.write(str(number))
    writer.end()
    assert written[-1] == "199"
    assert len(written) <= 3


def test_a_forge_that_is_down_is_told_and_stops_nothing() -> None:
    down = threading.Event()
    down.set()
    written: list[str] = []

    def say(place: dict[str, object], text: str) -> None:
        if down.is_set():
            raise ForgeUnreachable("nobody there")
        written.append(text)

    follower = Follower(Progress({}), frozenset({"report"}), say, every_s=0.01)
    follower.hear(event(events.STEP_STARTED, "before"))
    place = {"url": "u", "number": 7, "marker": "m", "final": False}
    follower.hear(event(events.STEP_FINISHED, "report", result={"status": "done", "outputs": {"progress": place}}))
    for number in range(20):
        follower.hear(event(events.STEP_STARTED, f"s{number}"))
    down.clear()
    follower.hear(event(events.STEP_STARTED, "report#2"))
    place = {**place, "final": True}
    follower.hear(event(events.STEP_FINISHED, "report#2", result={"status": "done", "outputs": {"progress": place}}))
    before = list(written)
    follower.hear(event(events.STEP_STARTED, "behind"))
    follower.end()
    assert written == before, "what comes behind the last word is not written over it"


@each(
    "name, good",
    [("fix/issue-7", True), ("-x", False), ("a..b", False), ("a b", False), ("x.lock", False), ("é", False)],
)
def test_names_of_branches(name: str, good: bool) -> None:
    assert (branch_reason(name) == "") is good


@each(
    "name, good",
    [("feature/main", True), ("основа/ä", True), ("-x", False), ("a:b", False), ("a..b", False), ("a\u202eb", False)],
)
def test_names_of_branches_to_begin_from(work: Forged, name: str, good: bool) -> None:
    work.forge.heads = lambda branch: "1" * 40
    assert (base_reason(work.forge, name) == "") is good


def test_what_is_in_the_way_is_said_before_anything_begins(work: Forged) -> None:
    url = work.issue(7, "Sums are wrong")

    def refused(**given: Any) -> str:
        with pytest.raises(UsageError) as caught:
            prepare_issue(work.workspace, OneForge(work.forge), IssueRequest(**{"url": url, **given}), AGENT)
        assert list(work.workspace.iterdir()) == []
        assert work.forge.writes == []
        return str(caught.value)

    assert "not the address of an issue" in refused(url=f"{BASE}/ada/demo/pulls/1")
    assert "cannot name a branch" in refused(branch="--upload-pack=x")
    assert "there is no branch nowhere to begin from" in refused(base="nowhere")
    assert "there is no issue 8 in ada/demo" in refused(url=f"{BASE}/ada/demo/issues/8")
    work.forge.archived = True
    assert "ada/demo is archived, so it takes no changes" in refused()
    work.forge.archived, heads = False, work.forge.heads
    work.forge.heads = lambda branch: ""
    assert "ada/demo has no commit on main yet" in refused()
    work.forge.heads = heads
    work.push("fix/issue-7", calc_dot_py="")
    assert "there is a branch fix/issue-7 on the forge already" in refused()
    work.pull(9, "fix/issue-7")
    assert "pull request 9 of the branch fix/issue-7 is open already" in refused()
    work.forge.rights["guest"] = Access.READ
    work.forge.me = "guest"
    assert "guest may not push to ada/demo, so nothing was begun" in refused()
    work.forge.me = "bot"
    git(work.bare, "branch", "-D", "fix/issue-7")
    work.forge.pulls.clear()
    with pytest.raises(UsageError, match="needs a coding agent"):
        prepare_issue(work.workspace, OneForge(work.forge), IssueRequest(url), {})
    work.forge.issues[7] = Issue(7, "x", "", "eve", False, (), url, "")
    assert "issue 7 is closed" in refused()
    assert prepare_issue(work.workspace, OneForge(work.forge), IssueRequest(url, closed=True, branch="fix/b"), AGENT)


def test_the_token_of_the_forge_is_never_written_there(tmp_path: Path) -> None:
    token, forge, bench = "q9w8e7r6t5y4u3i2", MemoryForge(""), StationBench(tmp_path)
    services = dataclasses.replace(bench.services, forges=OneForge(forge, token))
    workflow = Workflow("w").station("report-progress")
    place = {"url": f"{BASE}/ada/demo/issues/1", "number": 1, "marker": "one"}
    told = {"status": "done", "message": "", "outputs": {"progress": place}}
    with followed(services, bench.context, workflow, lambda event: None) as (hear,):
        hear(event(events.STEP_FINISHED, "report-progress", result=told))
        hear(event(events.STEP_FINISHED, "push", result={"status": "failed", "message": f"refused {token}"}))
    assert ["refused" in one.body and token not in one.body for one in forge.said[1]] == [True]
