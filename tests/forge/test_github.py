"""What GitHub does that others do not: apps without a user, differences too large for one answer, its second limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fake_forge import FakeForge

from mity.command import Command, Outcome
from mity.forge.address import read_address
from mity.forge.connect import Host, connect
from mity.forge.errors import ForgeConflict, ForgeError, ForgeForbidden, ForgeUnreachable
from mity.forge.http import Patience
from mity.forge.model import Access, Product
from mity.forge.port import Forge
from rows import each

BOT = "github-actions[bot]"
FILES: list[dict[str, Any]] = [
    {"filename": "a.py", "status": "modified", "patch": "@@ -1,2 +1,2 @@\n one\n-two\n+three"},
    {"filename": "new.py", "status": "added", "patch": "@@ -0,0 +1 @@\n+one\n\\ No newline at end of file"},
    {"filename": "gone.py", "status": "removed", "patch": "@@ -1 +0,0 @@\n-one"},
    {"filename": "huge.bin", "status": "modified"},
]


class Told(FakeForge):
    """GitHub that answers the request `what`, a verb and a path, with `told`: status, data, heads."""

    def __init__(self) -> None:
        self.told: dict[str, tuple[int, Any, dict[str, str]]] = {}
        super().__init__()

    def carry_out(self, method: str, url: str, body: Any, accept: str) -> tuple[int, Any, dict[str, str]]:
        """What was told, else what it does."""
        what = f"{method} {url.partition('?')[0].removeprefix('/api')}"
        return self.told.get(what) or super().carry_out(method, url, body, accept)


@pytest.fixture
def server() -> Iterator[Told]:
    """A GitHub on loopback."""
    made = Told()
    yield made
    made.close()


def opened(server: Told, pauses: list[float] | None = None) -> Forge:
    """Its repository; `pauses` hears of each wait, which takes no time."""
    heard = pauses if pauses is not None else []
    hosts = {server.base.partition("//")[2]: Host(Product.GITHUB, "T")}
    address = read_address(f"{server.base}/owner/name/pull/1")
    patience = Patience(90, heard.append, lambda: 1_000.0 + sum(heard), lambda: 1.0)

    def no_helper(command: Command) -> Outcome:
        return Outcome(command, None, "not there", 0.0, not_found=True)

    return connect(address, {"T": "ghs_0123456789"}, no_helper, hosts, patience).forge


def test_an_app_writes_as_itself_though_it_is_no_user(server: Told) -> None:
    server.told["GET /v3/user"] = (403, {"message": "Resource not accessible by integration"}, {})
    server.told["POST /graphql"] = (200, {"data": {"viewer": {"login": BOT}}}, {})
    forge = opened(server)
    assert (forge.user(), forge.access(BOT), forge.access("nobody")) == (BOT, Access.WRITE, Access.NONE)
    server.told["POST /graphql"] = (200, {"errors": [{"message": "no"}]}, {})
    with pytest.raises(ForgeForbidden, match="not accessible by integration"):
        opened(server).user()


def test_a_reviewer_without_the_right_to_push_is_told_the_own_rights(server: Told) -> None:
    rights = {"admin": False, "push": False, "pull": True}
    server.told["GET /v3/repos/owner/name"] = (200, {"permissions": rights}, {})
    place = "GET /v3/repos/owner/name/collaborators"
    refused = (403, {"message": "Must have push access to view collaborator permission."}, {})
    server.told.update({f"{place}/{name}/permission": refused for name in ("mity", "ada")})
    assert opened(server).access("mity") is Access.READ
    with pytest.raises(ForgeForbidden, match="Must have push access"):
        opened(server).access("ada")


def test_a_difference_too_large_for_one_answer_is_read_file_by_file(server: Told) -> None:
    server.told["GET /v3/repos/owner/name/pulls/1"] = (
        406,
        {"message": "too many files"},
        {},
    )
    server.told["GET /v3/repos/owner/name/pulls/1/files"] = (200, FILES, {})
    assert opened(server).changed_lines(1) == {"a.py": frozenset({1, 2}), "new.py": frozenset({1})}


@each(
    "status, message, heads, paused",
    [
        (403, "You have exceeded a secondary rate limit", {}, [60.0]),
        (429, "slow down", {"Retry-After": "Thu, 01 Jan 1970 00:17:00 GMT"}, [20.0]),
        (429, "slow down", {"Retry-After": "soon"}, [0.5]),
        (403, "Must have admin rights", {}, []),
    ],
)
def test_a_limit_without_a_number_is_waited_for(
    status: int, message: str, heads: dict[str, str], paused: list[float]
) -> None:
    server, pauses = Told(), list[float]()
    server.told["GET /v3/user"] = (status, {"message": message}, heads)
    with pytest.raises((ForgeUnreachable, ForgeForbidden)) as caught:
        opened(server, pauses).user()
    server.close()
    assert pauses[:1] == paused
    assert (caught.type is ForgeForbidden) == (not paused)


@each(
    "status, data, said",
    [
        (200, "<html>Please log in</html>", "a page instead of JSON: does a login stand before it"),
        (200, [1], "gave no object for /user"),
        (200, {"login": "x" * (33 << 20)}, "with more than 32 MB"),
        (422, {"message": "Validation Failed", "errors": [{"field": "base", "code": "invalid"}]}, "base invalid"),
        (409, "<html>\x1b[31m no</html>", "with 409"),
    ],
)
def test_an_answer_of_another_kind_is_a_sentence(status: int, data: Any, said: str) -> None:
    server = Told()
    server.told["GET /v3/user"] = (status, data, {})
    forge = opened(server)
    with pytest.raises(ForgeError, match=said) as caught:
        forge.user()
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)
    server.told.clear()
    assert forge.user() == "mity", "the connection is as good as new"
    server.close()


def test_a_mark_that_a_text_quotes_is_not_its_own(server: Told) -> None:
    forge = opened(server)
    forge.say(1, "somebody wrote <!-- mity:run-2 --> here", "run-1")
    forge.say(1, "mine", "run-2")
    assert [row["body"].splitlines()[0][:8] for row in server.comments] == ["somebody", "mine"]


def test_a_conflict_is_no_missing_difference(server: Told) -> None:
    server.told["PUT /v3/repos/owner/name/pulls/1/merge"] = (409, {"message": "Head branch was modified"}, {})
    pull = {
        "number": 1, "title": "t", "state": "open", "html_url": "u", "user": None,
        "head": {"ref": "h", "sha": "a", "repo": None}, "base": {"ref": "main", "sha": "b"},
    }  # fmt: skip
    server.told["GET /v3/repos/owner/name/pulls/1"] = (200, pull, {})
    with pytest.raises(ForgeConflict, match="Head branch was modified"):
        opened(server).merge(1, "a")
