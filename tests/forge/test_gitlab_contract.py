"""Every request of the GitLab adapter is one that GitLab's own client can make, and its examples are understood."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from fake_gitlab import HEAD, PROJECT, FakeGitLab
from gitlab_contract import GitLabContract, sources
from mity.command import Command, Outcome
from mity.forge import read_gitlab as read
from mity.forge.address import read_address
from mity.forge.connect import Host, connect
from mity.forge.http import Patience
from mity.forge.model import Check, CheckState, LineComment, Product, Release, Verdict
from mity.forge.port import Forge

pytestmark = pytest.mark.slow
REMARKS = [LineComment("src/a.py", 1, "old line"), LineComment("moved.py", 3, "new line")]
WANTED = {
    *{"CurrentUser", "GetProject", "ListUsers", "GetIssue", "ListProjectIssues", "UpdateIssue", "ListIssueNotes"},
    *{"CreateIssueNote", "UpdateIssueNote", "GetBranch", "CreateMergeRequest", "ListProjectMergeRequests"},
    *{"GetMergeRequest", "UpdateMergeRequest", "AcceptMergeRequest", "ListMergeRequestDiffs"},
    *{"ListMergeRequestDiscussions", "CreateMergeRequestDiscussion", "AddMergeRequestDiscussionNote"},
    *{"CreateMergeRequestNote", "ListMergeRequestNotes", "ApproveMergeRequest", "SetCommitStatus"},
    *{"GetCommitStatuses", "ListReleases", "GetRelease", "CreateRelease", "UpdateRelease", "GetInheritedProjectMember"},
}


@pytest.fixture(scope="module")
def contract() -> GitLabContract:
    """GitLab's own client."""
    if shutil.which("go") is None:
        pytest.skip("GitLab's own client comes as a Go module, and Go is not here")
    return GitLabContract(sources())


def opened(server: FakeGitLab, page: str) -> Forge:
    """The project, by the address of one of its pages."""

    def no_helper(command: Command) -> Outcome:
        return Outcome(command, None, "not there", 0.0, not_found=True)

    address = read_address(f"{server.base}/{PROJECT}/-/{page}")
    hosts = {server.base.partition("//")[2]: Host(Product.GITLAB, "T")}
    return connect(address, {"T": "t" * 20}, no_helper, hosts, Patience(30, lambda seconds: None)).forge


def test_all_that_is_asked_is_in_gitlabs_own_client(contract: GitLabContract) -> None:
    server = FakeGitLab()
    forge, pull = opened(server, "issues/7"), opened(server, "merge_requests/3")
    forge.repository(), forge.user(), forge.access("ada"), forge.issue(7), forge.open_issues()
    forge.set_labels(7, ["bug"])
    forge.open_issue("It broke", "Look.", "m")
    for body in ("hello", "again"):
        forge.say(7, body, "m")
        forge.publish(Release("v1", "One", body, "main"))
        forge.open_pull_request("Mend it", body, "fix/issue-7", "main")
    forge.open_pull_request("Else", "", "other", "main", draft=True)
    forge.branch_sha("fix/issue-7"), forge.pull_requests(state="closed"), forge.releases(), forge.close(7)
    pull.review(3, HEAD, Verdict.APPROVE, "Two.", REMARKS, "m")
    pull.answer(3, next(one for review in pull.reviews(3) for one in review.comments), "Yes.", "a")
    pull.set_check(HEAD, Check("mity", CheckState.SUCCESS, "proven", "https://example.com"))
    pull.checks(HEAD), pull.comments(3), pull.merge(3, HEAD, how="squash", title="Mend it")
    server.close()
    assert [one for row in server.requests for one in contract.violations(*row)] == []
    assert WANTED - contract.operations == set()


@pytest.mark.parametrize(
    ("verb", "path", "query", "body", "said"),
    [
        ("POST", "/projects/o/n/issues/7/notes", {}, {"body": "b"}, "no such operation"),
        ("POST", "/projects/1/issues/7/notes", {}, {"text": "b"}, "no member text"),
        ("GET", "/projects/1/issues", {"status": "opened"}, None, "no member status"),
        ("POST", "/projects/1/merge_requests/3/discussions", {}, {"position": {"line": 1}}, "no member position.line"),
    ],
)
def test_the_contract_refuses_what_gitlab_does_not_know(
    verb: str, path: str, query: dict[str, str], body: Any, said: str, contract: GitLabContract
) -> None:
    assert any(said in one for one in contract.violations(verb, path, query, body))


@pytest.mark.parametrize(
    ("name", "understand"),
    [
        ("get_merge_request", lambda row: read.pull_request(row, "").head_sha == row["sha"]),
        ("get_merge_requests", lambda rows: [read.pull_request(row, "").number for row in rows]),
        ("get_branch", lambda row: row["commit"]["id"]),
        ("get_user", lambda row: read.login(row) == row["username"]),
    ],
)
def test_examples_of_gitlabs_answers_are_understood(
    name: str, understand: Callable[[Any], object], contract: GitLabContract
) -> None:
    assert understand(json.loads((sources() / "testdata" / f"{name}.json").read_text("utf-8")))
