"""Every request of the GitHub adapter is one that GitHub's published description allows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from fake_forge import FakeForge
from github_contract import GitHubContract, document

from mity.command import Command, Outcome
from mity.forge.address import read_address
from mity.forge.connect import Host, connect
from mity.forge.http import Patience
from mity.forge.model import Access, Check, CheckState, LineComment, Product, Release, Verdict
from mity.forge.port import Forge

pytestmark = pytest.mark.slow
SHA = "6dcb09b5b57875f334f61aebed695e2e4193db5e"
REMARK = LineComment("a.py", 2, "Why?", id="10", thread="10")


class DescribedForge(FakeForge):
    """A server that answers as the description says."""

    def __init__(self, contract: GitHubContract) -> None:
        self.contract = contract
        super().__init__()

    def carry_out(self, method: str, url: str, body: Any, accept: str) -> tuple[int, Any, dict[str, str]]:
        """The example of the operation; GraphQL is no part of the description."""
        if url.endswith("/graphql"):
            return 200, {"errors": [{"message": "not described"}]}, {}
        status, data = self.contract.answer(method, url, body, accept)
        return status, data, {}


@pytest.fixture(scope="module")
def contract() -> GitHubContract:
    """GitHub's description."""
    if shutil.which("npm") is None:
        pytest.skip("GitHub's description comes by npm, which is not here")
    return GitHubContract(document())


@pytest.fixture
def forge(contract: GitHubContract) -> Iterator[Forge]:
    """A repository on a server that keeps to the description; it must have been asked for nothing else."""

    def no_helper(command: Command) -> Outcome:
        return Outcome(command, None, "not there", 0.0, not_found=True)

    server = DescribedForge(contract)
    address = read_address(f"{server.base}/octocat/Hello-World/pull/1347")
    hosts = {server.base.partition("//")[2]: Host(Product.GITHUB, "T")}
    yield connect(address, {"T": "t" * 40}, no_helper, hosts, Patience(5)).forge
    server.close()
    assert contract.violations == []


def test_all_that_is_read_is_understood(forge: Forge) -> None:
    assert forge.repository().default_branch == "master"
    assert forge.user() == "octocat"
    assert [forge.access(name) for name in ("octocat", "monalisa")] == [Access.READ, Access.ADMIN]
    assert forge.issue(1347).title == "Found a bug"
    assert all(one.open for one in forge.open_issues())
    assert forge.open_issue("It broke", "Look.", "m").number == 1347
    assert forge.comments(1347)[0].author == "octocat"
    assert len(forge.branch_sha("release/1.0")) == 40
    pull = forge.pull_request(1347)
    assert (pull.head, pull.base, pull.head_sha) == ("new-topic", "master", SHA)
    assert [one.number for one in forge.pull_requests(head="new-topic")] == [1347]
    assert forge.changed_lines(1347) == {"a.py": frozenset({1, 2})}
    assert forge.reviews(1347)[0].verdict is Verdict.APPROVE
    assert forge.checks(SHA)[0].state is CheckState.SUCCESS
    assert forge.releases()[0].tag == "v1.0.0"


def test_all_that_is_written_is_allowed(forge: Forge, contract: GitHubContract) -> None:
    forge.set_labels(1347, ["bug", "new one"])
    forge.say(1347, "hello", "m")
    forge.open_pull_request("Mend it", "As asked.", "fix/issue-1", "master", draft=True)
    forge.review(1347, SHA, Verdict.REQUEST_CHANGES, "One thing.", [REMARK], "m")
    forge.answer(1347, REMARK, "Because.", "m")
    forge.set_check(SHA, Check("mity", CheckState.FAILURE, "two tests fail" * 40, "https://example.com"))
    forge.merge(1347, SHA, how="squash", title="Mend it (#1)")
    forge.close(1347)
    forge.publish(Release("v2.0.0", "Two", "Notes.", "master"))
    wanted = {
        "issues/create-comment",
        "issues/set-labels",
        "issues/create-label",
        "pulls/create",
        "pulls/create-review",
    }
    wanted |= {"pulls/create-reply-for-review-comment", "repos/create-commit-status", "repos/create-release"}
    assert wanted <= contract.operations


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("POST", "/repos/o/n/pulls", {"title": "t", "head": "h"}, "'base' is a required property"),
        ("POST", "/repos/o/n/issues/1/comments", {"body": "b", "text": "t"}, "no member text"),
        ("PUT", "/repos/o/n/issues/1/labels", {"labels": [1]}, "is not valid"),
        ("GET", "/repos/o/n/pulls?limit=50", None, "no member limit"),
        ("GET", "/repos/o/n/pulls?state=opened", None, "is not one of"),
        ("POST", "/repos/o/n/pulls/1/merge", {}, "no such operation"),
    ],
)
def test_the_description_refuses_what_github_would(method: str, path: str, body: Any, said: str) -> None:
    strict = GitHubContract(document())
    strict.answer(method, path, body, "")
    assert any(said in one for one in strict.violations), strict.violations
