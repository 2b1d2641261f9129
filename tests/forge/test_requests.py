"""How a forge is asked: again where that is safe, after a look where it is not, and never with another host's token."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fake_forge import FakeForge, fake_forge

from mity.command import Command, Outcome
from mity.errors import UsageError
from mity.forge.address import read_address
from mity.forge.connect import Connection, Host, api_of, connect
from mity.forge.errors import ForgeError, ForgeUnreachable
from mity.forge.http import Patience
from mity.forge.model import Product
from rows import each

TOKEN = "ghp_0123456789abcdefghij"


def no_helper(command: Command) -> Outcome:
    """No tool on this machine keeps a token."""
    return Outcome(command, None, "not there", 0.0, not_found=True)


class Clock:
    """A clock that only pauses move."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        """Lets the time pass."""
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def forge() -> Iterator[FakeForge]:
    """A forge on loopback."""
    with fake_forge() as made:
        yield made


def connected(forge: FakeForge, clock: Clock, held: dict[str, float] | None = None) -> Connection:
    """A connection to it, as its user; `held` is what others were told of limits."""
    address = read_address(f"{forge.base}/owner/name/issues/1")
    patience = Patience(60, clock.pause, lambda: clock.now, lambda: 1.0, {} if held is None else held)
    hosts = {forge.base.partition("//")[2]: Host(Product.GITHUB, "FORGE")}
    return connect(address, {"FORGE": TOKEN}, no_helper, hosts, patience)


@each(
    "why, misbehave, paused",
    [
        ("lost answer to the write", lambda count, method: "lost" if method == "POST" else "", 1),
        ("gateway out of order", lambda count, method: 502 if count == 2 else "", 1),
        ("lost answer to a look", lambda count, method: "lost" if count == 1 else "", 1),
        ("limited", lambda count, method: 429 if method == "POST" and count < 5 else "", 1),
        ("in order", lambda count, method: "", 0),
    ],
)
def test_a_comment_is_there_once_whatever_happens(
    why: str, misbehave: Callable[[int, str], str | int], paused: int
) -> None:
    clock = Clock()
    with fake_forge() as forge:
        forge.misbehave = misbehave
        made = connected(forge, clock).forge.say(1, "at work", "run-1")
        assert len(forge.comments) == 1
        assert made.body.startswith("at work")
        assert (len(clock.pauses) > 0) == (paused > 0), why


def test_a_later_process_finds_what_an_earlier_one_wrote_on_whichever_page(forge: FakeForge) -> None:
    clock = Clock()
    for index in range(5):
        connected(forge, clock).forge.say(1, f"text {index}", f"run-{index}")
    connected(forge, clock).forge.say(1, "changed", "run-3")
    assert [row["body"].splitlines()[0] for row in forge.comments] == [
        "text 0",
        "text 1",
        "text 2",
        "changed",
        "text 4",
    ]


def test_a_limit_is_waited_for_as_long_as_the_forge_says(forge: FakeForge) -> None:
    clock = Clock()
    forge.misbehave = lambda count, method: 403 if count == 1 else ""
    forge.heads = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1030"}
    connected(forge, clock).forge.user()
    assert clock.pauses == [30.0]


def test_what_one_call_is_told_of_a_limit_holds_for_all_others(forge: FakeForge) -> None:
    clock, held = Clock(), dict[str, float]()
    first, second = (connected(forge, clock, held).forge for _ in range(2))
    forge.misbehave = lambda count, method: 429
    forge.heads = {"Retry-After": "90"}
    with pytest.raises(ForgeUnreachable, match="asked again in 90 s"):
        first.user()
    asked = len(forge.asked)
    with pytest.raises(ForgeUnreachable, match=r"limits requests, and wants to be asked again in 90 s.*mity resume"):
        second.user()
    assert (len(forge.asked), clock.pauses) == (asked, [])
    forge.misbehave = lambda count, method: ""
    clock.now += 50
    assert (second.user(), clock.pauses) == ("mity", [41.0])


def test_more_than_there_is_patience_for_is_a_sentence(forge: FakeForge) -> None:
    clock = Clock()
    forge.misbehave = lambda count, method: 429
    forge.heads = {"Retry-After": "3600"}
    with pytest.raises(ForgeUnreachable, match=r"answered 429 .*asked again in 3600 s.*mity resume"):
        connected(forge, clock).forge.user()
    assert clock.pauses == []
    forge.misbehave = lambda count, method: 503
    forge.heads = {}
    with pytest.raises(ForgeUnreachable, match="tried 7 times"):
        connected(forge, clock).forge.user()
    forge.close()
    with pytest.raises(ForgeUnreachable, match="cannot be reached: Connection refused"):
        connected(forge, clock).forge.user()
    assert sum(clock.pauses) < 120


def test_another_host_never_gets_the_token(forge: FakeForge) -> None:
    with fake_forge() as other:
        forge.misbehave = lambda count, method: 302
        forge.heads = {"Location": f"{other.base}/api/v3/user"}
        with pytest.raises(ForgeError, match="on to another host"):
            connected(forge, Clock()).forge.user()
        assert other.asked == []
    assert {token for _, _, token in forge.asked} == {f"Bearer {TOKEN}"}


@each(
    "given, sent, why",
    [
        ({"GITHUB_TOKEN": TOKEN}, "", "github.com's token stays there"),
        ({"MITY_FORGE_TOKEN": TOKEN}, "", "a host must be named"),
        ({"MITY_FORGE_TOKEN": TOKEN, "MITY_FORGE_HOST": "https://git.example.com"}, "", "another host is named"),
        ({"MITY_FORGE_TOKEN": TOKEN, "MITY_FORGE_HOST": "HOST"}, TOKEN, "this one is named"),
        ({"GITHUB_TOKEN": TOKEN, "GITHUB_SERVER_URL": "http://HOST"}, TOKEN, "a runner names it"),
        ({"GH_ENTERPRISE_TOKEN": TOKEN, "GH_HOST": "HOST"}, TOKEN, "the forge's own tool names it"),
    ],
)
def test_a_token_goes_to_its_own_host(given: dict[str, str], sent: str, why: str) -> None:
    with fake_forge() as forge:
        host = forge.base.partition("//")[2]
        environment = {name: value.replace("HOST", host) for name, value in given.items()}
        made = connect(read_address(f"{forge.base}/owner/name"), environment, no_helper)
        made.forge.user()
        assert forge.asked[-1][2] == (f"Bearer {sent}" if sent else ""), why
        assert made.secret == sent


def test_no_token_is_sent_without_tls() -> None:
    address = read_address("http://git.example.com/owner/name")
    with pytest.raises(UsageError, match="without TLS"):
        connect(address, {"T": TOKEN}, no_helper, {"git.example.com": Host(Product.GITEA, "T")})


@each(
    "base, product, api",
    [
        ("https://github.com", Product.GITHUB, "https://api.github.com"),
        ("https://company.ghe.com", Product.GITHUB, "https://api.company.ghe.com"),
        ("https://git.example.com", Product.GITHUB, "https://git.example.com/api/v3"),
        ("https://example.com/git", Product.GITEA, "https://example.com/git/api/v1"),
        ("https://gitlab.com", Product.GITLAB, "https://gitlab.com/api/v4"),
    ],
)
def test_each_product_has_its_api_in_its_place(base: str, product: Product, api: str) -> None:
    assert api_of(base, product) == api


def test_what_is_no_forge_is_said(forge: FakeForge) -> None:
    forge.misbehave = lambda count, method: 404
    with pytest.raises(ForgeError, match=r"is no forge that mity knows .*config\.toml"):
        connect(read_address(f"{forge.base}/owner/name"), {}, no_helper)
