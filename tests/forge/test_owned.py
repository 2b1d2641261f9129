"""The repositories of an organization or a person, as each product lists them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fake_forge import FakeForge

from mity.command import Command, Outcome
from mity.errors import UsageError
from mity.forge.connect import Host, connect_owner
from mity.forge.errors import ForgeMissing
from mity.forge.http import Patience
from mity.forge.model import Owned, Product
from mity.forge.owned import read_owner
from rows import each


class Listing(FakeForge):
    """A forge that answers the paths of `lists` alone, in pages of two; each path that was asked is in `seen`."""

    def __init__(self) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {}
        super().__init__()

    def carry_out(self, method: str, url: str, body: Any, accept: str) -> tuple[int, Any, dict[str, str]]:
        """A page of a list."""
        path, _, query = url.partition("?")
        rows = next((rows for end, rows in self.lists.items() if path.endswith(end)), None)
        if rows is None:
            return 404, {"message": "Not Found"}, {}
        page = int(dict(pair.split("=") for pair in query.split("&"))["page"])
        more = {"Link": f'<{self.base}{path}?page={page + 1}>; rel="next"'} if len(rows) > page * 2 else {}
        return 200, rows[(page - 1) * 2 : page * 2], more


@pytest.fixture
def server() -> Iterator[Listing]:
    """A forge on loopback."""
    made = Listing()
    yield made
    made.close()


def listed(server: Listing, product: Product, path: str) -> list[Owned]:
    """What the owner at a path has."""
    hosts = {server.base.partition("//")[2]: Host(product, "T")}

    def no_helper(command: Command) -> Outcome:
        return Outcome(command, None, "not there", 0.0, not_found=True)

    patience = Patience(30, lambda seconds: None, chance=lambda: 0.0)
    return connect_owner(f"{server.base}/{path}", {"T": "token-0123456789"}, no_helper, hosts, patience)


@each("product, owner", [(Product.GITHUB, "/orgs/team/repos"), (Product.GITEA, "/users/team/repos")])
def test_all_pages_of_an_organization_or_a_person(server: Listing, product: Product, owner: str) -> None:
    server.lists[owner] = [
        {"html_url": "https://x.example/team/one"},
        {"html_url": "https://x.example/team/old", "archived": True},
        {"html_url": "https://x.example/team/fork", "fork": True, "empty": True},
    ]
    assert listed(server, product, "team") == [
        Owned("https://x.example/team/one"),
        Owned("https://x.example/team/old", archived=True),
        Owned("https://x.example/team/fork", fork=True, empty=True),
    ]


def test_a_group_of_gitlab_with_those_below_it(server: Listing) -> None:
    row = {"web_url": "https://x.example/team/web/one", "empty_repo": True, "forked_from_project": {"id": 1}}
    server.lists["/groups/team%2Fweb/projects"] = [row]
    assert listed(server, Product.GITLAB, "groups/team/web") == [Owned(row["web_url"], fork=True, empty=True)]
    assert "include_subgroups=true" in server.asked[-1][1]


def test_an_owner_whom_the_forge_does_not_know(server: Listing) -> None:
    with pytest.raises(ForgeMissing):
        listed(server, Product.GITHUB, "nobody")


@each("url", ["https://github.com", "ftp://github.com/team", "https://a:b@github.com/team", "https://github.com/a b"])
def test_what_is_no_owner(url: str) -> None:
    with pytest.raises(UsageError):
        read_owner(url)
