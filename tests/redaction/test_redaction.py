"""Secret values: found in every form that a log may hold, and nothing else masked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fake_stations import FakeStation, document_path, run
from mity import StationResult, WorkflowContext
from mity.redaction import Redactor, hide, is_secret_name
from rows import each

TOKEN = "gh" + "p_" + "a1B2" * 9


@each(
    "name",
    [
        "API_KEY",
        "apikey",
        "DB_PASSWORD",
        "db-password",
        "GITHUB_TOKEN",
        "NPM_AUTH",
        "AWS_SECRET_ACCESS_KEY",
        "PRIVATE_KEY_2",
        "SENTRY_DSN",
        "GH_PAT",
        "userpassword",
        "PASSPHRASE",
        "aws.credentials",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@each(
    "name", ["PATH", "PWD", "OLDPWD", "AUTHOR", "KEYBOARD", "TOKENIZER", "SSH_AUTH_SOCK", "SECRET_FILE", "TOKEN_TYPE"]
)
def test_names_of_other_things(name: str) -> None:
    assert not is_secret_name(name)


@each(
    ("value", "shown"),
    [
        ("abcdef", "is *** here"),
        ("abcde", "is abcde here"),
        ('with "quotes"', "is *** here"),
        ("back\\slash", "is *** here"),
    ],
)
def test_values_of_six_characters_and_more_are_masked(value: str, shown: str) -> None:
    assert Redactor({"API_KEY": value}).text(f"is {value} here") == shown


@each("value", ['say "hello" to me', "C:\\Users\\me", "two\nlines of text", "tab\there"])
def test_a_value_within_json_text_is_masked_too(value: str) -> None:
    text = json.dumps({"said": f"it is {value}!"}, ensure_ascii=False)
    assert json.loads(Redactor({"API_KEY": value}).text(text)) == {"said": "it is ***!"}


def test_each_long_line_of_a_secret_of_several_lines_is_one() -> None:
    redactor = Redactor({"PRIVATE_KEY": "-----BEGIN KEY-----\nMIIEowIBAAKC\nshort\n-----END KEY-----"})
    assert redactor.text("read MIIEowIBAAKC and short") == "read *** and short"


@pytest.mark.parametrize("names", [("A_TOKEN", "B_TOKEN"), ("B_TOKEN", "A_TOKEN")])
def test_of_two_secrets_that_begin_alike_nothing_of_the_longer_is_left(names: tuple[str, str]) -> None:
    values = dict(zip(names, ("opensesame", "opensesame-and-more"), strict=True))
    assert Redactor(values).text("opensesame-and-more, opensesame") == "***, ***"


def test_what_is_learnt_later_counts_as_well() -> None:
    redactor = Redactor({"A_TOKEN": "first-secret"})
    redactor.learn({"B_TOKEN": "second-secret", "MODE": "plain-value"})
    assert redactor.text("first-secret second-secret plain-value") == "*** *** plain-value"


@each(
    "token",
    [
        TOKEN,
        "github_pat_" + "a1B2_" * 8,
        "glpat-" + "a1B2" * 5,
        "xoxb-" + "1234567890-ab",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "sk-" + "a1B2" * 6,
        "eyJ" + "hbGciOiJIUzI1" + ".eyJzdWIiOiIxMjM0" + ".SflKxwRJSMeKKF2QT4",
    ],
)
def test_well_known_forms_are_masked_without_any_name(token: str) -> None:
    assert Redactor().text(f"with {token}, done") == "with ***, done"


def test_the_password_of_an_address_is_masked_and_its_user_is_not() -> None:
    assert Redactor().text("https://me:opensesame@example.com/x") == "https://me:***@example.com/x"


def test_named_values_are_hidden_wherever_they_are_in_data() -> None:
    data = {"list": [{"password": "a", "user": "me"}, ["x", {"api_key": "b"}]], "token": "", "secret": {"a": "b"}}
    assert hide(data) == {
        "list": [{"password": "***", "user": "me"}, ["x", {"api_key": "***"}]],
        "token": "",
        "secret": {"a": "b"},
    }


def test_data_are_cleaned_in_every_place_but_those_that_are_spared() -> None:
    redactor = Redactor({"API_KEY": "opensesame"})
    data = {"id": "opensesame", "deep": [("opensesame", 1)], "id2": {"id": ["opensesame"]}, "n": None}
    assert redactor.data(data, ("id",)) == {
        "id": "opensesame",
        "deep": [["***", 1]],
        "id2": {"id": ["opensesame"]},
        "n": None,
    }
    assert redactor.data({"id": {"inner": "opensesame"}}, ("id",)) == {"id": {"inner": "***"}}


def test_no_form_of_a_secret_reaches_a_log(tmp_path: Path) -> None:
    value = 'quoted "s3cret" \\ value'

    def tell(context: WorkflowContext) -> StationResult:
        context.set_output("said", [f"it is {value}"])
        return StationResult.done(f"used {value}", {"lines": [value], "deep": {"api_key": value}})

    def given(context: WorkflowContext) -> StationResult:
        context.env["API_KEY"] = value
        return StationResult.done("given", {"x": 1})

    run(
        tmp_path,
        FakeStation("one", given),
        FakeStation("two", lambda context: tell(context.with_env("K_TOKEN", value))),
    )
    text = document_path(tmp_path).read_text(encoding="utf-8")
    assert "s3cret" not in json.dumps(json.loads(text)["context"]["env"])
