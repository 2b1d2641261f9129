"""Each way out of a sandbox is open where there is none, and shut within it, for root and for a plain user."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from escape_field import Field, plain_python
from escapes import ESCAPES, Escape

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the mechanisms of Linux"),
    pytest.mark.timeout(60),
    pytest.mark.xdist_group("sandbox escapes"),  # they look at places and processes that the machine has once
]
USERS = ["root", "plain"] if os.geteuid() == 0 else ["plain"]
ROWS = [
    pytest.param(escape, user, id=f"{escape}-{user}") for user in USERS for escape in ESCAPES if user in escape.users
]


OPEN_BY_LANDLOCK = {
    *("files: made writable for all", "processes: command line", "processes: listed", "processes: left running"),
    *("network: list of connections", "network: list of sockets", "network: other interfaces"),
    *("more: times of a file", "more: attribute of a file", "more: folder watched", "more: memory of the machine"),
}
"""What Landlock has no right for; its `not_held` says so of files and of processes."""
CHEAP = ("files: absolute path", "secrets: key in the environment", "network: service on loopback")


@pytest.fixture(scope="module")
def fields() -> Iterator[dict[str, Field]]:
    """A field for each user, made when first asked for."""
    made: dict[str, Field] = {}
    yield made
    for field in made.values():
        field.close()


def field_of(fields: dict[str, Field], user: str) -> Field:
    if user == "plain" and not plain_python():
        pytest.skip("no Python here that a plain user may start")
    if user not in fields:
        fields[user] = Field(user)
    return fields[user]


def test_there_are_enough_of_them() -> None:
    assert len({str(escape) for escape in ESCAPES}) == len(ESCAPES) >= 60


@pytest.mark.slow
@pytest.mark.rotation("escapes", of=4)
@pytest.mark.parametrize(("escape", "user"), ROWS)
def test_a_way_out_is_open_without_a_sandbox_and_shut_within(
    fields: dict[str, Field], escape: Escape, user: str
) -> None:
    field = field_of(fields, user)
    got_out, how = field.tried(escape, "")
    assert got_out, how
    got_out, how = field.tried(escape, "bubblewrap")
    assert not got_out, how


@pytest.mark.parametrize("name", CHEAP)
def test_the_usual_user_of_this_machine_is_confined(fields: dict[str, Field], name: str) -> None:
    escape = next(one for one in ESCAPES if str(one) == name)
    got_out, how = field_of(fields, USERS[0]).tried(escape, "bubblewrap")
    assert not got_out, how


@pytest.mark.slow
@pytest.mark.rotation("escapes", of=4)
@pytest.mark.parametrize(("escape", "user"), [row for row in ROWS if str(row.values[0]) not in OPEN_BY_LANDLOCK])
def test_landlock_alone_shuts_it_too(fields: dict[str, Field], escape: Escape, user: str) -> None:
    got_out, how = field_of(fields, user).tried(escape, "Landlock")
    assert not got_out, how
