"""A definition holds no secret: literals are mistakes with their place, references and made-up values are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from definition import mistakes, read, written
from harness import Mity
from mity.errors import EXIT_USAGE

TOKEN = "ghp_" + "a1B2" * 9
AWS = "AKIA" + "ABCDEFGH12345678"
KEY = "-----BEGIN RSA PRIVATE KEY-----"
STEP = "steps: [{name: a, command: make}]\n"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (f"steps: [{{name: a, command: 'echo {TOKEN}'}}]", 1, 34),
        (f"steps:\n  - name: a\n    command: |\n      set -u\n      echo {TOKEN}\n", 5, 12),
        (f"steps: [{{name: a, command: [echo, {AWS}]}}]", 1, 35),
        (f"env: {{GIVEN: {TOKEN}}}\n" + STEP, 1, 14),
        ("env: {API_TOKEN: k3kq-92lx-zz}\n" + STEP, 1, 18),
        ("steps:\n  - {name: a, command: make, env: {DB_PASSWORD: 'hunter2-22'}}\n", 2, 50),
        ("parameters: {api_key: {type: string, default: k3kq-92lx-zz}}\n" + STEP, 1, 47),
        ("steps: [{name: a, command: 'curl https://joe:s3cret99@example.com/x'}]", 1, 46),
        ("steps: [{name: a, command: 'curl -H \"Authorization: Bearer abcdefgh12345678ijk\"'}]", 1, 60),
        (f"steps:\n  - name: a\n    agent:\n      prompt: |\n        use\n        {KEY}\n        MIIEow\n", 6, 9),
        (f"steps: [{{type: checkpoint, name: a, message: 'is {AWS} right?'}}]", 1, 50),
        (f"common_steps: {{unused: {{command: 'echo {TOKEN}'}}}}\n" + STEP, 1, 40),
        (f"x-notes: {{mine: {TOKEN}}}\n" + STEP, 1, 17),
        ('env: {GIVEN: "\\x67hp_' + "a1B2" * 9 + '"}\n' + STEP, 1, 15),
    ],
)
def test_a_secret_literal_is_a_mistake_with_its_place(tmp_path: Path, text: str, line: int, column: int) -> None:
    found = [one for one in mistakes(tmp_path, text) if one.code == "secret-literal"]
    assert [(one.line, one.column) for one in found] == [(line, column)]
    assert "env: {NAME: null}" in found[0].hint


@pytest.mark.parametrize(
    "text",
    [
        "env: {API_TOKEN: null, DB_PASSWORD: null}\n" + STEP,
        "steps: [{name: a, command: make, env: {API_TOKEN: '${{ env.OTHER_TOKEN }}', KEY_FILE: keys/public.pem}}]\n",
        'steps: [{name: a, command: "curl https://joe:$PASSWORD@example.com https://x:${PW}@example.com"}]\n',
        "env: {PW: null}\nsteps: [{name: a, command: 'curl \"https://joe:${{env.PW}}@example.com\"'}]\n",
        "steps: [{name: a, command: 'curl -H \"Authorization: Bearer $API_TOKEN_1\" x'}]\n",
        "env: {DATABASE_URL: 'postgres://postgres:postgres@localhost/test'}\n" + STEP,
        "steps: [{name: a, command: make, env: {DB_PASSWORD: password, TOKEN_COUNT: '12', AUTH: 'true'}}]\n",
        "steps: [{name: a, command: 'echo token=1 password=changeme', outputs: {token: string, password: string}}]\n",
        "parameters: {password: {type: string, default: '', description: 'the password of the test user'}}\n" + STEP,
        "steps: [{name: a, command: 'echo \"-----BEGIN CERTIFICATE-----\"'}]\n",
    ],
)
def test_references_and_values_that_are_no_secret_are_none(tmp_path: Path, text: str) -> None:
    read(tmp_path, text)


def test_a_secret_of_a_base_is_told_at_the_place_of_the_base(tmp_path: Path) -> None:
    written(tmp_path, f"name: base\nabstract: true\nenv: {{A: {TOKEN}}}\n", ".mity/workflows/base.yaml")
    found = mistakes(tmp_path, "extends: base\n" + STEP)
    assert [(one.file, one.line, one.code) for one in found] == [(".mity/workflows/base.yaml", 3, "secret-literal")]


def test_what_shows_the_mistake_shows_no_secret(mity: Mity) -> None:
    text = (
        f"env: {{A: {TOKEN}, TOKEN: k3kq-92lx-zz}}\nsteps: [{{name: a, comand: 'echo {TOKEN}', on_failure: {TOKEN}}}]\n"
    )
    written(mity.workspace, text, ".mity/workflows/leaky.yaml")
    for words in (
        ("workflow", "validate"),
        ("workflow", "validate", "--json"),
        ("run", "leaky", "--trust"),
        ("run", ".mity/workflows/leaky.yaml", "--json"),
    ):
        done = mity(*words)
        assert done.code == EXIT_USAGE
        assert "secret-literal" in done.text
        assert TOKEN not in done.text and "k3kq-92lx-zz" not in done.text, done.text
    assert not (mity.workspace / ".mity/logs").exists()
