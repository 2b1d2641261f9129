"""Lists of repositories that mislead: lines in comments, addresses of others, forges that list what is elsewhere."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from mity.errors import UsageError
from mity.fleet.consent import is_trusted
from mity.fleet.member import Member
from mity.fleet.repositories import Entry, distinct, listed, read_file
from rows import each

HOSTILE = {
    "a password of SSH": "ssh://git:secret1234@h.example/a/x",
    "an option in the place of a host": "ssh://-oProxyCommand=touch/x",
    "an option behind a user": "git@-oProxyCommand:x",
    "upwards": "https://h.example/acme/../evil/x",
    "upwards in percent signs": "https://h.example/acme/%2e%2E/evil/x",
    "upwards by SSH": "ssh://git@h.example/acme/../evil/x",
    "upwards behind a colon": "git@h.example:acme/../evil/x",
    "this folder": "https://h.example/acme/./x",
    "a token in a question": "https://h.example/a/x?private_token=secret1234",
    "no port": "https://h.example:99999/x",
    "words for a port": "https://h.example:x/x",
    "a backslash in the host": "'https://h.example\\.evil.example/x'",
    "a branch that is written backwards": "https://h.example/a/x ma\u202ein",
    "a branch with a sign that nobody sees": "https://h.example/a/x ma\u200bin",
    "an address with a sign that nobody sees": "https://h.example/a/x\u200b",
    "an option behind a colon": "git@h.example:--upload-pack=touch",
    "a token behind a sign": "https://h.example/a/x#token=secret1234",
    "a token behind a semicolon": "https://h.example/a/x;token=secret1234",
    "a letter of another alphabet": "https://h.ex\u0430mple/a/x",
    "a host and nothing else": "https://h.example",
    "a number for a host": "https://2130706433/a/x",
    "a host in octal": "https://0177.0.0.1/a/x",
    "a folder of another machine": "file://evil.example/share/x",
    "a folder upwards": "file:///srv/../etc/x",
    "an option for a user of SSH": "ssh://-oProxyCommand=x@h.example/a",
    "a password behind capitals": "HTTPS://a:secret1234@h.example/x",
    "a line end in percent signs": "https://h.example/a/x%0d%0aHost:evil",
    "an end of a text in percent signs": "https://h.example/a/x%00.git",
    **{
        f"a branch {name}": f"https://h.example/a/x {name}"
        for name in ("refs/heads/../x", "@{-1}", "main.lock", "a..b", "/main", "HEAD", "@", "a//b", "a/", ".a", "a.")
    },
    "a home that nobody has": "~nobody_has_this_name/x",
    "a circle of links": "circle/x",
}
HONEST = [
    "ssh://git@h.example:2222/a/x.git",
    "https://h.example:8443/group/sub/x.git",
    "https://[2001:db8::1]/a/x",
    "https://h.example/a/x..y",
    "git@work_host:a/x.git",
    "../a/../b",
    "https://h.example/~ada/x.git",
    "https://bücher.example/a/x",
    "https://h.example/a/x release/1.x",
    "https://例え.example/a/x",
    "https://192.0.2.7:3000/a/x fix/a.b@c",
    "file:///srv/git/x.git",
    "https://h.example/a/x#b",
]


@each("line", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_plain_address_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "list").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=":1: ") as told:
        read_file(tmp_path / "list")
    assert "secret1234" not in str(told.value)


@each("line", HONEST)
def test_an_honest_address_is_taken(tmp_path: Path, line: str) -> None:
    (tmp_path / "list").write_text(f"{line}\n", encoding="utf-8")
    (one,) = read_file(tmp_path / "list")
    assert one.local or one.address == line.split()[0]


@each("sign", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"])
def test_nothing_in_a_comment_begins_a_line(tmp_path: Path, sign: str) -> None:
    (tmp_path / "list").write_text(f"https://h.example/a/x # fine{sign}https://evil.example/a/y\n", encoding="utf-8")
    assert [one.address for one in read_file(tmp_path / "list")] == ["https://h.example/a/x"]


PAGE = "https://forge.example/ada"
ELSEWHERE = [
    "/srv/private",
    "file:///srv/private",
    "https://evil.example/ada/x",
    "https://forge.example.evil.example/ada/x",
    "https://forge.example:8443/ada/x",
    "git@evil.example:ada/x.git",
    "https://forge.example/ada/../eve/x",
    "https://ada:secret1234@forge.example/ada/x",
    "ext::sh -c id",
    "../x",
    "",
]


@each("url", ELSEWHERE)
def test_a_forge_lists_what_is_on_it_alone(url: str) -> None:
    with pytest.raises(UsageError):
        listed(url, PAGE)


def test_what_is_on_it_is_taken_whatever_its_case() -> None:
    for url in (f"{PAGE}/x", "https://Forge.example/group/sub/x.git"):
        assert listed(url, "https://FORGE.example/ada") == Entry(url)


def test_no_pattern_of_trust_is_met_from_above() -> None:
    assert is_trusted("https://h.example/acme/x", ["https://h.example/acme/*"])
    with pytest.raises(UsageError, match="upwards"):
        listed("https://h.example/acme/../evil/x", "https://h.example/acme")


def test_two_repositories_that_were_named_for_it_share_no_clone(tmp_path: Path) -> None:
    """Their names are alike where they are cut, and so are the first eight digits of their digests."""
    one, other = (Entry(f"https://h.example/eve/{'a' * 40}{number}") for number in (18076, 25825))
    begins = {hashlib.sha256(each.address.encode()).hexdigest()[:8] for each in (one, other)}
    assert len(begins) == 1, "the two do not collide any more: look for others"
    assert Member(tmp_path, "w", one).clone != Member(tmp_path, "w", other).clone
    assert distinct([one, other]) == [one, other]


def test_a_list_without_end_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("".join(f"r{number}\n" for number in range(100_000)))
    began = time.process_time()
    with pytest.raises(UsageError, match="more than 5,000 repositories"):
        read_file(tmp_path / "list")
    assert time.process_time() - began < 2
    (tmp_path / "list").write_text("one\n" * 20_000)
    assert len(distinct(read_file(tmp_path / "list"))) == 1
