"""What a foreign project may try while it is installed, tested and launched: open without a sandbox, shut within."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from escape_field import Field, plain_python
from escapes_of_projects import ATTEMPTS, INSTALL, LAUNCH, TEST, Attempt

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the mechanisms of Linux"),
    pytest.mark.timeout(120),
    pytest.mark.xdist_group("sandbox escapes"),  # they look at places and processes that the machine has once
]
USERS = ["root", "plain"] if os.geteuid() == 0 else ["plain"]
ROWS = [pytest.param(one, user, id=f"{one}-{user}") for user in USERS for one in ATTEMPTS]
CHEAP = {"is run by git later: .git/hooks/post-commit": INSTALL, "service on loopback": TEST, "datagram": LAUNCH}


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
    assert len({str(one) for one in ATTEMPTS}) == len(ATTEMPTS) >= 20


@pytest.mark.slow
@pytest.mark.rotation("escapes", of=4)
@pytest.mark.parametrize(("attempt", "user"), ROWS)
def test_it_is_open_without_a_sandbox_and_shut_under_each_verb(
    fields: dict[str, Field], attempt: Attempt, user: str
) -> None:
    field = field_of(fields, user)
    got_out, how = field.tried(attempt, "")
    assert got_out, how
    for verb in attempt.verbs:
        got_out, how = field.tried(attempt, "bubblewrap", verb)
        assert not got_out, f"{verb}: {how}"


@pytest.mark.slow
@pytest.mark.parametrize("name", CHEAP)
def test_the_usual_user_of_this_machine_is_confined(fields: dict[str, Field], name: str) -> None:
    attempt = next(one for one in ATTEMPTS if str(one) == name)
    got_out, how = field_of(fields, USERS[0]).tried(attempt, "bubblewrap", CHEAP[name])
    assert not got_out, how
