"""The port for forges, against a GitLab of the tests' own: remarks where it takes them, everything written once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fake_gitlab import HEAD, MERGED, PROJECT, USER, FakeGitLab
from mity.command import Command, Outcome
from mity.forge.address import read_address
from mity.forge.connect import Host, connect
from mity.forge.errors import ForgeConflict, ForgeError
from mity.forge.http import Patience
from mity.forge.model import Access, Check, CheckState, LineComment, Product, Release, Verdict
from mity.forge.port import Forge
from rows import each


def no_helper(command: Command) -> Outcome:
    """No tool on this machine keeps a token."""
    return Outcome(command, None, "not there", 0.0, not_found=True)


@pytest.fixture
def server() -> Iterator[FakeGitLab]:
    """A GitLab on loopback."""
    made = FakeGitLab()
    yield made
    made.close()


def opened(server: FakeGitLab, page: str) -> Forge:
    """The project, by the address of one of its pages; pauses take no time."""
    address = read_address(f"{server.base}/{PROJECT}/-/{page}")
    hosts = {server.base.partition("//")[2]: Host(Product.GITLAB, "T")}
    patience = Patience(30, lambda seconds: None, chance=lambda: 0.0)
    return connect(address, {"T": "glpat-0123456789abcdefghij"}, no_helper, hosts, patience).forge


def test_an_issue_is_read_labelled_answered_once_and_closed(server: FakeGitLab) -> None:
    forge = opened(server, "issues/7")
    found = forge.issue(7)
    assert (found.title, found.author, found.open, found.labels) == ("add is wrong", "ada", True, ("seen",))
    assert forge.repository().clone_url == f"{server.base}/{PROJECT}.git"
    forge.set_labels(7, ["bug", "high priority"])
    assert forge.issue(7).labels == ("bug", "high priority")
    for index in range(3):
        forge.say(7, f"text {index}", f"run-{index}")
    changed = forge.say(7, "done", "run-2")
    assert [one["body"].splitlines()[0] for one in server.notes["issues/7"]] == ["text 0", "text 1", "done"]
    assert (changed.author, [one.number for one in forge.open_issues()]) == (USER, [7])
    forge.close(7)
    assert not forge.issue(7).open
    assert [forge.access(name) for name in ("ada", "nobody")] == [Access.WRITE, Access.NONE]
    assert [forge.branch_sha(name) for name in ("fix/issue-7", "other")] == [HEAD, ""]


def test_a_merge_request_is_opened_once_and_merged_when_gitlab_has_looked(server: FakeGitLab) -> None:
    forge = opened(server, "issues/7")
    made = forge.open_pull_request("Mend it", "Anew.", "fix/issue-7", "main", draft=True)
    again = forge.open_pull_request("Mend it", "Anew.", "fix/issue-7", "main", draft=True)
    assert (made.number, again.title, again.body) == (3, "Draft: Mend it", "Anew.")
    assert again.head_clone_url == f"{server.base}/{PROJECT}.git"
    assert forge.open_pull_request("Else", "", "other", "main").number == 4
    assert [one.number for one in forge.pull_requests(head="other")] == [4]
    server.checking = 2
    with pytest.raises(ForgeConflict, match="SHA does not match"):
        forge.merge(3, "d" * 40)
    assert [forge.merge(3, HEAD, how="squash", title="Mend it") for _ in range(2)] == [MERGED, MERGED]
    assert forge.pull_request(3).merged
    assert [one.number for one in forge.pull_requests(state="closed")] == [3]
    server.merge_requests[1]["merge_status"] = "cannot_be_merged"
    with pytest.raises(ForgeConflict, match="Branch cannot be merged"):
        forge.merge(4, HEAD)
    with pytest.raises(ForgeError, match="'rebase' cannot be asked for"):
        forge.merge(4, HEAD, how="rebase")


def test_a_merge_request_that_is_looked_at_for_long_is_a_conflict(server: FakeGitLab) -> None:
    server.checking = 1_000
    with pytest.raises(ForgeConflict, match="405"):
        opened(server, "merge_requests/3").merge(3, HEAD)


def test_a_review_stands_at_new_and_old_lines_of_moved_files_once(server: FakeGitLab) -> None:
    forge = opened(server, "merge_requests/3")
    assert forge.changed_lines(3) == {"src/a.py": frozenset({1, 2, 3}), "moved.py": frozenset({1, 2, 3})}
    remarks = [LineComment("src/a.py", 1, "old line"), LineComment("moved.py", 3, "new line")]
    for _ in range(2):
        forge.review(3, HEAD, Verdict.APPROVE, "Two things.", remarks, "review-1")
    assert server.approved == [USER]
    reviews = forge.reviews(3)
    assert [[(one.path, one.line) for one in review.comments] for review in reviews] == [
        [("src/a.py", 1)],
        [("moved.py", 3)],
        [],
    ]
    [remark] = reviews[1].comments
    for _ in range(2):
        forge.answer(3, remark, "Yes.", "answer-1")
    said = [one for review in forge.reviews(3) for one in review.comments if one.thread == remark.thread]
    assert [one.body.splitlines()[0] for one in said] == ["new line", "Yes."]
    forge.review(3, HEAD, Verdict.COMMENT, "", [LineComment("src/a.py", 3, "more")], "review-2")
    assert len(server.notes["merge_requests/3"]) == 1


@each("path, line", [("src/a.py", 9), ("gone.py", 1), ("huge.bin", 1)])
def test_a_remark_beside_the_diff_is_refused_before_anything_is_written(
    path: str, line: int, server: FakeGitLab
) -> None:
    remarks = [LineComment("src/a.py", 2, "fine"), LineComment(path, line, "not shown")]
    with pytest.raises(ForgeError, match=rf"no remark at {path}:{line}"):
        opened(server, "merge_requests/3").review(3, HEAD, Verdict.COMMENT, "Two.", remarks, "review-1")
    assert server.discussions == server.notes["merge_requests/3"] == []


@each(
    "what, lost",
    [("answer to a remark", 1), ("answer to the second remark", 2), ("answer to the note", 3)],
)
def test_a_review_whose_answer_was_lost_is_written_once(what: str, lost: int) -> None:
    server, posts = FakeGitLab(), list[int]()

    def misbehave(count: int, method: str) -> str:
        posts.extend([count] if method == "POST" else [])
        return "lost" if method == "POST" and len(posts) == lost else ""

    server.misbehave = misbehave
    remarks = [LineComment("src/a.py", 2, "one"), LineComment("src/a.py", 3, "two")]
    opened(server, "merge_requests/3").review(3, HEAD, Verdict.COMMENT, "Two.", remarks, "review-1")
    bodies = [one["notes"][0]["body"].splitlines()[0] for one in server.discussions]
    bodies += [one["body"].splitlines()[0] for one in server.notes["merge_requests/3"]]
    server.close()
    assert (bodies, len(posts)) == (["one", "two", "Two."], 3), what


def test_a_state_is_set_as_often_as_it_changes(server: FakeGitLab) -> None:
    forge = opened(server, "merge_requests/3")
    long = "proving " * 100
    for state in (CheckState.PENDING, CheckState.PENDING, CheckState.ERROR, CheckState.SUCCESS, CheckState.SUCCESS):
        forge.set_check(HEAD, Check("mity", state, long, "https://example.com"))
    assert [one["status"] for one in server.statuses] == ["pending", "failed", "success"]
    assert all(len(one["description"]) <= 255 for one in server.statuses)
    assert [(one.context, one.state) for one in forge.checks(HEAD)] == [("mity", CheckState.SUCCESS)]


def test_a_release_is_made_once_and_changed(server: FakeGitLab) -> None:
    forge = opened(server, "issues/7")
    for body in ("one", "one", "two"):
        forge.publish(Release("release/1.0", "One", body, "main"))
    assert [(one.tag, one.body) for one in forge.releases()] == [("release/1.0", "two")]
    with pytest.raises(ForgeError, match="no drafts"):
        forge.publish(Release("v2", "Two", "", draft=True))
