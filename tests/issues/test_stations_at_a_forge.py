"""The stations that bring an issue's work to a forge: what each shows, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench
from forged import Forged
from harness import git
from memory_forge import BASE, MemoryForge, OneForge
from mity.engine.registry import StationRegistry
from mity.forge.errors import ForgeError, ForgeUnreachable
from mity.forge.model import Access, Address, Issue
from mity.forge.opening import Opened
from mity.reviews.consent import consent_item
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.stations import register
from mity.stations.clone_repository import own_clone_url
from mity.stations.forge_questions import asking
from mity.stations.read_issue import PUSHED
from mity.system.git_calls import GitError
from rows import each

STACK = '{"schema": 1, "id": "own", "title": "Own", "language": "text", "commands": {"build": {"argv": ["true"]}}}'


class AtForge(StationBench):
    """A run on issue 7 at a forge in memory."""

    def __init__(self, folder: Path, forge: MemoryForge) -> None:
        super().__init__(folder / "runs")
        self.forge, self.url = forge, f"{BASE}/ada/demo/issues/7"
        forge.issues[7] = Issue(7, "It is wrong", "Mend it", "eve", True, ("bug",), self.url, "2026-01-01T00:00:00Z")
        self.services = replace(self.services, forges=OneForge(forge))
        self.registry = StationRegistry()
        register(self.registry, self.services)

    def at(self, station: str, **inputs: Any) -> StationResult:
        """The result of a station on the issue."""
        return self.run(station, url=self.url, **inputs)

    def head(self, name: str = "HEAD") -> str:
        return git(self.root, "rev-parse", name)

    def commit(self, text: str) -> str:
        """What the work of the run is."""
        self.write("a.txt", text)
        git(self.root, "add", "-A")
        git(self.root, "-c", "user.name=M", "-c", "user.email=m@example.com", "commit", "-q", "-m", text)
        self.context.set_output("commit_hash", self.head())
        self.context.merge_outputs(self.context.new_outputs)
        return self.head()

    @property
    def writes(self) -> list[str]:
        return self.forge.writes


def asked(result: StationResult) -> str:
    """What a person is asked."""
    assert result.status is Status.NEEDS_INPUT and result.question is not None, result
    return result.question.question


def test_an_issue_becomes_a_branch_and_a_pull_request_over_nobody_elses_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    forged = Forged(tmp_path, a_dot_txt="one\n")
    bench = AtForge(tmp_path, forged.forge)
    read = bench.at("read-issue")
    assert read.evidence == {"url": bench.url, "kind": "fix", "characters": 7}
    got = bench.context.get_output
    assert (got("work_branch"), got("base_branch")) == ("fix/issue-7", "main")
    assert got("commit_message") == f"It is wrong (#7)\n\nFor {bench.url}"
    first = forged.head("main")
    assert bench.at("clone-repository").evidence == {"commit": first}
    assert (bench.head(), got("base_commit"), got("stack")) == (first, first, "")
    assert bench.at("create-branch").evidence == {"branch": "fix/issue-7", "commit": first}
    mine = bench.commit("mine\n")
    assert git(bench.root, "symbolic-ref", "--short", "HEAD") == "fix/issue-7"

    assert bench.at("check-base").message == "main is where it was" and got("behind") == 0
    forged.push("main", b_dot_txt="elsewhere\n")
    assert bench.at("check-base").message == "main moved by 1 commits, without a conflict" and got("behind") == 1
    second = forged.push("main", a_dot_txt="theirs\n")
    conflict = bench.at("check-base")
    assert "moved by 2 commits, and the change conflicts with it in a.txt." in asked(conflict) and got("behind") == 2

    again = bench.at("create-branch")
    assert (again.evidence["commit"], bench.head()) == (second, second)
    assert bench.head(f"refs/mity/kept/{mine}") == mine, "what the run had made is kept"
    made = bench.commit("mended\n")
    pushed = bench.at("push-branch")
    assert pushed.evidence == {"branch": "fix/issue-7", "commit": made} and forged.head("fix/issue-7") == made
    bench.context.artifacts[PUSHED] = [made]  # as the log takes it in
    assert bench.at("read-issue").success, "the branch is this run's own"
    assert bench.at("push-branch").success, "there already"

    opened = bench.at(
        "open-pull-request",
        base_commit=second,
        behind=3,
        verified={"tests": {"status": "success", "said": "2 passed"}},
        told={"Why": "It adds", "Risk": None},
    )
    assert opened.evidence | {"url": ""} == {"url": "", "number": 8, "commit": made, "files": ["a.txt"]}
    body = bench.forge.pulls[8].body
    assert "The base moved by 3 commits since then" in body and second[:10] in body
    assert "\nWhy: It adds\n" in body and "Risk" not in body
    assert got("pull_request")["closed"] is False
    before = list(bench.writes)
    assert bench.at("open-pull-request", base_commit=second, behind=3).success
    assert [one for one in bench.writes if one.startswith("pull request")][:1] == before[-1:]

    theirs = first
    git(forged.bare, "update-ref", "refs/heads/fix/issue-7", theirs)
    stopped = asked(bench.at("open-pull-request", base_commit=second))
    assert f"somebody else moved fix/issue-7 on the forge: it stands at {theirs[:10]}" in stopped
    assert "somebody else moved fix/issue-7" in asked(bench.at("push-branch"))
    assert forged.head("fix/issue-7") == theirs


def test_the_one_comment_of_a_run_tells_progress_and_the_last_word(tmp_path: Path) -> None:
    bench = AtForge(tmp_path, MemoryForge("", heads=lambda branch: "0" * 40 if branch == "main" else ""))
    bench.at("read-issue")
    told = bench.at("report-progress")
    assert told.message.startswith("progress: ") and bench.context.get_output("progress")["final"] is False
    pull = {"number": 8, "url": f"{BASE}/ada/demo/pulls/8", "closed": True}
    last = bench.at("report-progress", final=True, pull_request=pull, said="it *adds*", shown={"tests": 2, "passed": 2})
    assert last.message.startswith("the last word: ") and bench.context.get_output("progress")["final"] is True
    (comment,) = bench.forge.said[7]
    assert "mity opened pull request 8 (" in comment.body and "The issue was closed while" in comment.body
    assert "- Tests: " in comment.body and f"Run `{bench.context.run_id}`" in comment.body


def test_what_is_in_the_way_ends_the_run_before_it_began(tmp_path: Path) -> None:
    heads = {"main": "0" * 40}
    bench = AtForge(tmp_path, MemoryForge("", heads=lambda branch: heads.get(branch, "")))

    def said(**inputs: Any) -> str:
        result = bench.at("read-issue", **inputs)
        return "" if result.success else result.message

    assert (said(), said(branch="mine")) == ("", "")
    assert "a..b" in said(branch="a..b") and "gone" in said(base="gone")
    bench.forge.issues[7] = replace(bench.forge.issues[7], open=False)
    assert "closed" in said() and said(closed=True) == ""
    bench.forge.issues[7] = replace(bench.forge.issues[7], open=True)
    bench.forge.rights = {"bot": Access.READ}
    assert "push" in said()
    bench.forge.rights, bench.forge.archived = {}, True
    assert "archived" in said()
    bench.forge.archived = False
    heads["fix/issue-7"] = "1" * 40
    assert "there is a branch fix/issue-7 on the forge already" in said()
    assert bench.writes == []


def test_what_a_repository_names_for_itself_is_trusted_first(tmp_path: Path) -> None:
    bench = AtForge(tmp_path, Forged(tmp_path, _dot_mity__stack_dot_yaml=STACK).forge)
    bench.context.set_output("base_branch", "main")
    bench.context.merge_outputs(bench.context.new_outputs)
    assert bench.at("clone-repository", consent="").status is Status.NEEDS_INPUT
    assert bench.context.get_output("stack") is None
    bench.services.consents.give([consent_item(bench.context.workspace, bench.url, "word")], keep=False)
    assert bench.at("clone-repository", consent="other").status is Status.NEEDS_INPUT
    done = bench.at("clone-repository", consent="word")
    assert done.message.endswith(": Own"), done.message


@each(
    ("base", "clone", "fits"),
    [
        ("https://forge.example", "https://forge.example/a/b.git", True),
        ("https://forge.example", "https://forge.example.evil/a/b.git", False),
        ("https://forge.example", "file:///etc", False),
        (BASE, "/srv/a.git", True),
    ],
)
def test_a_repository_is_cloned_from_the_forge_that_has_the_issue(base: str, clone: str, fits: bool) -> None:
    opened = Opened(Address(base, "a", "b"), MemoryForge(clone))
    if fits:
        assert own_clone_url(opened) == clone
    else:
        with pytest.raises(GitError, match="which is somewhere else"):
            own_clone_url(opened)


@each(
    ("error", "said"),
    [
        (ForgeUnreachable("it is down"), "it is down. Ask again, when it answers?"),
        (ForgeError("no"), "no. How should mity continue?"),
        (GitError("no"), "no. How should mity continue?"),
    ],
)
def test_what_a_forge_refuses_is_a_question(error: Exception, said: str) -> None:
    def refused() -> StationResult:
        raise error

    result = asking(refused)
    assert asked(result) == said
    assert result.question is not None and result.question.default == "abort"
