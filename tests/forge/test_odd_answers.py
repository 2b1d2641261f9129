"""Answers that are odd but allowed: what mity makes of them is right, or a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formatdate
from typing import Any

import pytest
from fake_forge import FakeForge, fake_forge
from test_requests import Clock, connected, no_helper

from fake_gitlab import FakeGitLab
from mity.forge.address import read_address
from mity.forge.connect import Host, connect
from mity.forge.errors import ForgeMissing, ForgeUnreachable
from mity.forge.model import Access, Product
from rows import each

HOME = "/api/v3/repos/owner/name"
ISSUE = {
    "number": 1,
    "title": "one",
    "body": None,
    "user": None,
    "state": "open",
    "labels": [],
    "html_url": "https://git.example.com/owner/name/issues/1",
    "created_at": "2026-01-01T00:00:00Z",
}


@pytest.fixture
def forge() -> Iterator[FakeForge]:
    """A forge on loopback."""
    with fake_forge() as made:
        yield made


@each(
    "status, heads, data, pause",
    [
        (429, {"Retry-After": formatdate(1_042, usegmt=True)}, {}, 42.0),
        (429, {"Retry-After": formatdate(1_042)}, {}, 42.0),
        (429, {"Retry-After": formatdate(900, usegmt=True)}, {}, 0.5),
        (429, {"Retry-After": "soon"}, {}, 0.5),
        (503, {"Retry-After": "17"}, {}, 17.0),
        (502, {"Content-Type": "text/html"}, "<html><script>alert(1)</script> Bad\x1b[2J gateway</html>", 0.5),
        (403, {}, {"message": "You have exceeded a secondary rate limit. Please wait."}, 60.0),
        (403, {}, {"message": "You have triggered an abuse detection mechanism."}, 60.0),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1030"}, "<html>", 30.0),
        (429, {}, {"message": "You have exceeded a secondary rate limit. Please wait."}, 60.0),
        (429, {"RateLimit-Remaining": "0", "RateLimit-Reset": "1030"}, "Retry later", 30.0),
        (429, {"RateLimit-Reset": "1030"}, "Retry later", 30.0),
        (429, {"RateLimit-Limit": "100", "RateLimit-Remaining": "0", "RateLimit-Reset": "40"}, "", 40.0),
    ],
)
def test_a_forge_is_given_the_time_that_it_asks_for(
    forge: FakeForge, status: int, heads: dict[str, str], data: Any, pause: float
) -> None:
    clock = Clock()
    forge.answers["GET", "/api/v3/user"] = (status, data, heads)
    waits = clock.pause

    def pause_once(seconds: float) -> None:
        waits(seconds)
        forge.answers.clear()

    clock.pause = pause_once  # type: ignore[method-assign]
    assert connected(forge, clock).forge.user() == "mity"
    assert clock.pauses == [pause]


def test_a_write_is_repeated_when_a_forge_that_was_out_of_order_wants_it(forge: FakeForge) -> None:
    clock = Clock()
    forge.misbehave = lambda count, method: 503 if method == "POST" and count < 4 else ""
    forge.heads = {"Retry-After": "25"}
    connected(forge, clock).forge.say(1, "at work", "run-1")
    assert (clock.pauses, len(forge.comments)) == ([25.0], 1)


def test_a_page_of_html_is_not_repeated_to_people(forge: FakeForge) -> None:
    forge.answers["GET", "/api/v3/user"] = (502, "<html><body>Bad\x1b[2J gateway</body></html>", {})
    with pytest.raises(ForgeUnreachable) as caught:
        connected(forge, Clock()).forge.user()
    assert "answered 502 to GET /api/v3/user: tried" in str(caught.value)


def rows(first: int, last: int) -> list[dict[str, Any]]:
    """Comments of somebody."""
    return [{**ISSUE, "id": number, "updated_at": ISSUE["created_at"]} for number in range(first, last)]


@each(
    "link",
    [
        '<BASE/comments?page=2>; rel="next", <BASE/comments?page=2>; rel="last"',
        "<BASE/comments?page=2>; rel=next",
        '<BASE/comments?page=2>; title="a, b"; REL="Next"',
        '<BASE/comments?page=2>; rel="last next"',
    ],
)
def test_the_next_page_is_found_however_it_is_written(forge: FakeForge, link: str) -> None:
    base = f"{forge.base}{HOME}/issues/1"
    forge.answers["GET", f"{HOME}/issues/1/comments?per_page=100&page=1"] = (
        200,
        rows(0, 2),
        {"Link": link.replace("BASE", base)},
    )
    second = (200, rows(2, 3), {"Link": f'<{base}/comments?page=1>; rel="first"'})
    for query in ("page=2", "per_page=100&page=2"):
        forge.answers["GET", f"{HOME}/issues/1/comments?{query}"] = second
    assert [one.id for one in connected(forge, Clock()).forge.comments(1)] == ["0", "1", "2"]


def test_pages_that_have_no_numbers_are_followed_on_this_host_alone(forge: FakeForge) -> None:
    first, second = f"{HOME}/issues/1/comments?per_page=100&page=1", f"{HOME}/issues/1/comments?after=Y3Vy&per_page=100"
    forge.answers["GET", first] = (200, rows(0, 1), {"Link": f'<{forge.base}{second}>; rel="next"'})
    forge.answers["GET", second] = (200, rows(1, 2), {})
    assert [one.id for one in connected(forge, Clock()).forge.comments(1)] == ["0", "1"]
    with fake_forge() as other:
        forge.answers["GET", first] = (200, rows(0, 1), {"Link": f'<{other.base}{second}>; rel="next"'})
        forge.answers["GET", first.removesuffix("1") + "2"] = (200, rows(1, 2), {})
        assert [one.id for one in connected(forge, Clock()).forge.comments(1)] == ["0", "1"]
        assert other.asked == []


def test_what_an_issue_may_lack_or_hold_otherwise(forge: FakeForge) -> None:
    labels = ["plain", {"name": "named"}, {"name": None}, {"id": 1}]
    forge.answers["GET", f"{HOME}/issues/1"] = (200, {**ISSUE, "labels": labels}, {})
    found = connected(forge, Clock()).forge.issue(1)
    assert (found.author, found.body, found.labels) == ("", "", ("plain", "named"))


@each(
    "row, said",
    [
        ({"number": 9, "html_url": "https://x/other/place/issues/9"}, r"issue 1 .* moved to https://x/other/place"),
        (
            {"pull_request": {"url": "x"}, "html_url": "https://x/owner/name/pull/1"},
            r"1 of owner/name is a pull request, no issue",
        ),
    ],
)
def test_what_is_another_thing_than_was_asked_for_is_not_taken_for_it(
    forge: FakeForge, row: dict[str, Any], said: str
) -> None:
    forge.answers["GET", f"{HOME}/issues/1"] = (301, "", {"Location": f"{forge.base}/api/v3/repositories/5/issues/9"})
    forge.answers["GET", "/api/v3/repositories/5/issues/9"] = (200, {**ISSUE, **row}, {})
    with pytest.raises(ForgeMissing, match=said):
        connected(forge, Clock()).forge.issue(1)


def test_what_was_deleted_is_missing(forge: FakeForge) -> None:
    forge.answers["GET", f"{HOME}/issues/1"] = (410, {"message": "This issue was deleted"}, {})
    with pytest.raises(ForgeMissing, match="This issue was deleted"):
        connected(forge, Clock()).forge.issue(1)


def test_a_repository_that_was_renamed_is_written_to_where_it_is_now(forge: FakeForge) -> None:
    there = "/api/v3/repositories/5"
    for method in ("GET", "POST"):
        query = "?per_page=100&page=1" if method == "GET" else ""
        place = {"Location": f"{forge.base}{there}/issues/1/comments{query}"}
        forge.answers[method, f"{HOME}/issues/1/comments{query}"] = (301 if method == "GET" else 307, "", place)
    forge.answers["GET", f"{there}/issues/1/comments?per_page=100&page=1"] = (200, [], {})
    forge.answers["POST", f"{there}/issues/1/comments"] = (201, {**rows(7, 8)[0], "body": "at work"}, {})
    assert connected(forge, Clock()).forge.say(1, "at work", "").id == "7"
    assert forge.sent[-1] == {"body": "at work"}


def test_pull_requests_of_a_branch_are_those_of_the_owner_of_today(forge: FakeForge) -> None:
    forge.answers["GET", HOME] = (200, {"owner": {"login": "renamed"}}, {})
    forge.answers["GET", f"{HOME}/pulls?state=open&per_page=100&head=renamed%3Afix&page=1"] = (200, [], {})
    assert connected(forge, Clock()).forge.pull_requests(head="fix") == []


def test_nobody_may_do_anything(forge: FakeForge) -> None:
    """An account that is gone has no name: it must not be taken for the first one that a forge tells of."""
    assert connected(forge, Clock()).forge.access("") is Access.NONE
    lab = FakeGitLab()
    lab.answers["GET", "/api/v4/users?username=&page=1"] = (200, [{"id": 5}], {})
    hosts = {lab.base.partition("//")[2]: Host(Product.GITLAB, "T")}
    made = connect(read_address(f"{lab.base}/group/sub/demo"), {"T": "t" * 20}, no_helper, hosts)
    assert made.forge.access("") is Access.NONE
    assert made.forge.access("ada") is Access.WRITE
    lab.close()


def test_labels_are_known_in_any_case(forge: FakeForge) -> None:
    known = [{"name": "Bug", "id": 1}, {"name": "bug", "id": 2}, {"name": "Seen", "id": 3}]
    forge.answers["GET", f"{HOME}/labels?per_page=100&page=1"] = (200, known, {})
    forge.answers["PUT", f"{HOME}/issues/1/labels"] = (200, [], {})
    connected(forge, Clock()).forge.set_labels(1, ["bug", "BUG", "seen", "Seen"])
    assert forge.sent[-1] == {"labels": ["bug", "Bug", "Seen"]}


def remark(number: int, to: int | None = None) -> dict[str, Any]:
    """A remark of GitHub's at a line."""
    more = {"path": "a.py", "line": 2, "pull_request_review_id": 1, "in_reply_to_id": to, "user": {"login": "ada"}}
    return {**rows(number, number + 1)[0], **more}


def test_what_people_resolved_on_github_is_known(forge: FakeForge) -> None:
    """REST does not tell it: threads are asked for by GraphQL, page by page."""
    pages = "per_page=100&page=1"
    forge.answers["GET", f"{HOME}/pulls/1/comments?{pages}"] = (200, [remark(1), remark(2, 1), remark(3)], {})
    forge.answers["GET", f"{HOME}/pulls/1/reviews?{pages}"] = (200, [{"id": 1, "state": "COMMENTED"}], {})

    def threads(*found: tuple[int, bool], more: str = "") -> dict[str, Any]:
        nodes = [{"isResolved": done, "comments": {"nodes": [{"databaseId": first}]}} for first, done in found]
        page = {"hasNextPage": bool(more), "endCursor": more}
        told = {"reviewThreads": {"nodes": [*nodes, {"isResolved": True, "comments": {"nodes": []}}], "pageInfo": page}}
        return {"data": {"repository": {"pullRequest": told}}}

    answers = [threads((3, False), more="x"), threads((1, True))]
    forge.answers["POST", "/api/graphql"] = (200, answers[0], {})
    asked = forge.sent

    class Turns(dict):  # type: ignore[type-arg]
        def __getitem__(self, key: Any) -> Any:
            if key == ("POST", "/api/graphql"):
                return 200, answers[bool(asked[-1]["variables"]["after"])], {}
            return super().__getitem__(key)

    forge.answers = Turns(forge.answers)
    (review,) = connected(forge, Clock()).forge.reviews(1)
    assert [(one.id, one.resolved) for one in review.comments] == [("1", True), ("2", True), ("3", False)]
    (*_, last) = (one["variables"] for one in asked if one)
    assert last == {"owner": "owner", "name": "name", "number": 1, "after": "x"}


def test_where_graphql_is_refused_nothing_counts_as_resolved(forge: FakeForge) -> None:
    pages = "per_page=100&page=1"
    forge.answers["GET", f"{HOME}/pulls/1/comments?{pages}"] = (200, [remark(1)], {})
    forge.answers["GET", f"{HOME}/pulls/1/reviews?{pages}"] = (200, [{"id": 1, "state": "COMMENTED"}], {})
    for told in ({"errors": [{"message": "no"}]}, {"data": {"repository": None}}, {"data": {"repository": []}}):
        forge.answers["POST", "/api/graphql"] = (200, told, {})
        (review,) = connected(forge, Clock()).forge.reviews(1)
        assert [one.resolved for one in review.comments] == [False]


def test_a_text_is_no_longer_than_a_forge_takes_and_keeps_its_mark(forge: FakeForge) -> None:
    text = "```\n" + "a line of a log\n" * 10_000
    made = connected(forge, Clock()).forge.say(1, text, "run-1")
    assert len(made.body) < 65_536
    assert "was cut" in made.body and made.body.count("```") == 2
    assert connected(forge, Clock()).forge.say(1, text, "run-1").id == made.id
    assert len(forge.comments) == 1
