"""Which names mean a secret, and every form in which its value may turn up in a text."""

from __future__ import annotations

import json

import pytest

from mity.redaction import Redactor, hide, is_secret_name, unmask
from rows import each

TOKENS = (
    *("ghp_" + "a1" * 15, "github_pat_" + "a_1" * 10, "glpat-" + "a-1" * 6, "xoxb-" + "1234567890"),
    *("AKIA" + "ABCD1234" * 2, "sk-" + "a_1-" * 5, "eyJ" + "a1" * 5 + "." + "b2" * 5 + "." + "c3" * 5),
)
"""Forms of well-known tokens, put together here so that no scanner takes this file for a leak."""


@each("name", ["API_KEY", "apikey", "DB_PASSWORD", "npm_token", "AUTH", "MY_PAT", "SENTRY_DSN"])
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@each("name", ["PWD", "OLDPWD", "SSH_AUTH_SOCK", "TOKEN_FILE", "AUTH_TYPE", "PATH", "AUTHOR", "KEY"])
def test_names_that_hold_none(name: str) -> None:
    assert not is_secret_name(name)


@each("value", ['say "friend"', "back\\slash", "tab\tbed", 'all "of\\it\t"'])
def test_a_secret_is_found_inside_json_text(value: str) -> None:
    redactor = Redactor({"API_KEY": value})
    assert redactor.text(value) == "***"
    assert redactor.text(json.dumps({"a": value}, ensure_ascii=False)) == '{"a": "***"}'


@pytest.mark.parametrize("names", [("A_TOKEN", "B_TOKEN"), ("B_TOKEN", "A_TOKEN")])
def test_a_secret_that_begins_with_another_one_is_hidden_as_a_whole(names: tuple[str, str]) -> None:
    short, long = names
    redactor = Redactor({short: "secret", long: "secret-and-more"})
    assert redactor.text("secret-and-more, secret") == "***, ***"


def test_a_line_that_ends_within_the_longest_secret_waits() -> None:
    long = "".join(f"part-{number}-of-it." for number in range(9))
    redactor = Redactor({"A_TOKEN": "short-one", "B_TOKEN": long})
    assert redactor.pending(f"say {long[:90]}") <= len("say ")
    assert redactor.pending("say nothing") == len("say nothing")


def test_each_line_of_a_secret_of_many_lines_is_hidden() -> None:
    redactor = Redactor({"PRIVATE_KEY": "-----BEGIN-----\nfirst-line-of-it\nshort\n"})
    assert redactor.text("first-line-of-it and short") == "*** and short"


@each(
    ("text", "shown"),
    [
        ("password=48151623", "password=***"),
        ("db_passwd: 48151623", "db_passwd: ***"),
        ("session=48151623", "session=48151623"),
        ("max_tokens=48151623", "max_tokens=48151623"),
    ],
)
def test_digits_alone_are_a_secret_where_the_name_says_password(text: str, shown: str) -> None:
    assert Redactor().text(text) == shown


@each(("value", "hidden"), [("sixsix", True), ("five5", False), ("***", False), ("", False)])
def test_a_value_must_be_long_enough_to_be_told_from_a_word(value: str, hidden: bool) -> None:
    assert (Redactor({"API_KEY": value}).text(f"<{value}>") == "<***>") is (hidden or value == "***")


def test_letters_that_are_longer_in_lower_case_move_no_value() -> None:
    grown = "\u0130" * 30
    assert Redactor().text(f"{grown} password=hunter2-and-9") == f"{grown} password=***"


def test_a_value_under_a_harmless_name_stays() -> None:
    assert Redactor({"MODE": "production"}).text("production") == "production"


@each("token", TOKENS, ids=lambda token: token[:5])
def test_well_known_tokens_are_hidden_whoever_knows_them(token: str) -> None:
    assert Redactor().text(f"use {token} here") == "use *** here"


def test_a_password_in_an_address_is_hidden_and_its_user_stays() -> None:
    assert Redactor().text("postgres://joe:s3cret@db:5432/a") == "postgres://joe:***@db:5432/a"
    assert Redactor().text("http://joe@db:5432/a") == "http://joe@db:5432/a"


def test_values_under_secret_names_are_hidden_at_any_depth() -> None:
    data = {"a": [{"token": "x", "plain": "y"}, [{"password": "z"}]], "api_key": "k", "secret": ["s"], "pat": ""}
    assert hide(data) == {
        "a": [{"token": "***", "plain": "y"}, [{"password": "***"}]],
        "api_key": "***",
        "secret": ["s"],
        "pat": "",
    }


def test_data_is_cleaned_at_any_depth_and_spared_keys_stay() -> None:
    redactor = Redactor({"API_KEY": "production"})
    data = {"a": ["production", ("in production",)], "id": "production", "run": {"id": "production"}, "n": 1}
    assert redactor.data(data, {"id"}) == {
        "a": ["***", ["in ***"]],
        "id": "production",
        "run": {"id": "production"},
        "n": 1,
    }
    assert redactor.data({"id": {"x": "production"}}, {"id"}) == {"id": {"x": "***"}}, "only plain texts are spared"


def test_masked_values_are_found_again_or_named() -> None:
    values = {"API_KEY": "***", "OTHER_KEY": "***", "MODE": "fast"}
    assert unmask(values, {"API_KEY": "k"}) == ["OTHER_KEY"]
    assert values == {"API_KEY": "k", "OTHER_KEY": "***", "MODE": "fast"}


@each(
    "value", ["s3cret-Val9x", "mixedCase-words", "12ab34CD56", "allsmallletters", "ALLLARGELETTERS", "Capitalletters"]
)
def test_a_secret_is_found_in_each_case_and_backwards(value: str) -> None:
    redactor = Redactor({"API_KEY": value})
    for form in (value.upper(), value.lower(), value.title(), value.capitalize(), value[::-1], value.encode().hex()):
        if form.isalpha() and form not in (value, value[::-1]):
            continue  # a word that many texts hold
        assert redactor.text(f"say {form}.") == "say ***.", form
    if not value.isalpha():
        assert redactor.text(f"say {value.swapcase()}.") == "say ***."


@pytest.mark.parametrize("before", ["", "said:\n"])
def test_a_secret_is_found_in_a_dump_of_several_rows_wherever_it_begins(before: str) -> None:
    value = "s3cret-Word9-of-many-rows"
    data = f"KEY={value} end".encode()
    rows = [data[at : at + 16] for at in range(0, len(data), 16)]
    dump = "".join(f"{16 * number:08x}: {row.hex(' ', 2)}\n" for number, row in enumerate(rows))
    assert Redactor({"API_KEY": value}).text(f"{before}{dump}and more") == f"{before}00000000: ***\nand more"
