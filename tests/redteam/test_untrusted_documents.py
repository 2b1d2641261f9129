"""Hostile YAML, JSON and TOML: one sentence, the right exit code, bounded time, never code, never exit 70."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from harness import LIGHT, Mity
from mity.errors import UsageError
from mity.features.specfile import parse_specs
from mity.operations.create_app import read_answers
from mity.projects.app_record import owned_digests, read_app
from mity.services.config import read_config
from mity.stacks.catalog import load
from mity.text.data import parse_json
from mity.text.toml_data import parse_toml
from mity.text.yaml_data import parse_yaml
from rows import each

BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{one}: &{one} [{', '.join([f'*{before}'] * 10)}]\n" for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "".join(f"k{n}: &k{n} {'[' * 90}{f'*k{n - 1}' if n else 'x'}{']' * 90}\n" for n in range(30))
HOSTILE = {
    "tag that calls": '!!python/object/apply:os.system ["touch pwned"]',
    "tag that names": "description: !!python/name:os.system",
    "tag of an object": "a: !!python/object/new:subprocess.Popen [[touch, pwned]]",
    "unknown tag": "a: !thing x",
    "aliases": BOMB,
    "aliases of aliases": CHAIN,
    "alias in itself": "&a [*a]",
    "mapping in itself": "a: &a {b: *a}",
    "alias without anchor": "a: *b",
    "merge of a number": "<<: 3",
    "merge bomb": "a: &a {x: 1}\nb:\n  <<: [" + ", ".join(["*a"] * 30_000) + "]",
    "deep list": "[" * 5000,
    "deep closed list": "[" * 3000 + "]" * 3000,
    "deep mapping": "".join(f"{' ' * n}a:\n" for n in range(300)),
    "list as key": "? [a]\n: b",
    "mapping as key": "? {a: b}\n: c",
    "number as key": "1: 2",
    "null as key": "null: x",
    "date as key": "2001-01-01: x",
    "yes as key": "yes: x",
    "binary": "a: !!binary aGk=",
    "bad binary": "a: !!binary '~'",
    "set": "a: !!set {x, y}",
    "ordered mapping": "a: !!omap [x: 1]",
    "pairs": "a: !!pairs [x: 1, x: 2]",
    "endless": "description: .inf",
    "minus endless": "description: -.inf",
    "no number": "description: .nan",
    "overflow": "description: 1e999999\nb: !!float 1e999999",
    "hexadecimal of nothing": "a: 0x_",
    "binary number of nothing": "a: 0b_",
    "sexagesimal": "a: 1:99999999999:2\nb: " + "1:" * 3000 + "1",
    "huge number": "a: " + "9" * 401,
    "enormous number": "a: " + "9" * 100_000,
    "impossible date": "a: 2001-99-99",
    "impossible time": "a: 2001-01-01T99:99:99Z",
    "integer by tag": "a: !!int x",
    "two documents": "--- a\n--- b",
    "newer YAML": "%YAML 9.9\n---\na: b",
    "half a character": 'a: "\\ud800"',
    "half a character as key": '"\\udfff": a',
    "control character": "a: \x07",
    "open list": "name: [1",
    "tab": "a:\n\t- b",
    "many values": "[" + "x," * 30_000 + "]",
    "large": "a: " + "x" * 1_100_000,
}
"""Documents by what is wrong with them. A few are plain data after all: they only must not harm."""
PLAIN = {"overflow", "sexagesimal", "impossible time", "impossible date", "newer YAML", "merge of a number"}
QUICK_S = 2.0


@each("kind", HOSTILE)
def test_a_document_is_data_or_one_line_of_why_not(kind: str) -> None:
    started = time.monotonic()
    try:
        parse_yaml(HOSTILE[kind])
    except ValueError as error:
        assert "\n" not in str(error) and 0 < len(str(error)) < 500
    else:
        assert kind in PLAIN
    assert time.monotonic() - started < QUICK_S
    assert not Path("pwned").exists()


@each("kind", HOSTILE)
@each("reader", ["answers", "stack", "feature"])
def test_no_reader_of_yaml_raises_anything_but_a_usage_error(tmp_path: Path, kind: str, reader: str) -> None:
    path = tmp_path / "document.yaml"
    path.write_text(HOSTILE[kind], encoding="utf-8", errors="surrogatepass")
    started = time.monotonic()
    with pytest.raises(UsageError) as caught:
        if reader == "answers":
            read_answers(path)
        elif reader == "stack":
            load(path)
        else:
            parse_specs(HOSTILE[kind], str(path))
    assert time.monotonic() - started < QUICK_S
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


@each("data", [b"a: \xff\xfe", b"\xff\xfea\0", b"\0", b""])
def test_bytes_that_are_no_text_are_a_usage_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "document.yaml"
    path.write_bytes(data)
    for read in (read_answers, load):
        with pytest.raises(UsageError):
            read(path)


@each("text", ["[" * 100_000, "9" * 10_000, '{"a":' * 50_000, "nonsense"])
def test_json_that_cannot_be_read_is_a_value_error_and_no_record(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError):
        parse_json(text)
    (tmp_path / ".mity").mkdir()
    for name in ("app.json", "ownership.json"):
        (tmp_path / ".mity" / name).write_text(text)
    assert (read_app(tmp_path), owned_digests(tmp_path)) == ({}, {})


@each("answers", ["[1]", '"x"', "7", '{"a": {"b": 1}}', '{"a": null}'])
def test_answers_of_a_record_are_plain_or_left_out(tmp_path: Path, answers: str) -> None:
    (tmp_path / ".mity").mkdir()
    (tmp_path / ".mity" / "app.json").write_text(f'{{"name": "x", "answers": {answers}}}')
    assert read_app(tmp_path)["answers"] == {}


@each(
    "text",
    ["a = " + "[" * 20_000, "[healing]\nmax_total_iterations = " + "9" * 5000, "[agent]\ncommand = 3", "[agent]\nx = 1",
     "[agent]\ntime_budget_secs = nan", "x", "a = 1979-05-27\na = 2"],
)  # fmt: skip
def test_settings_that_are_wrong_are_a_usage_error(tmp_path: Path, text: str) -> None:
    (tmp_path / ".mity").mkdir()
    (tmp_path / ".mity" / "config.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read_config(tmp_path)
    assert "config.toml" in str(caught.value)


def test_deep_toml_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        parse_toml("a = " + "[" * 20_000)


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_verb_ends_with_a_bug(mity: Mity, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "document.yaml"
    path.write_text(HOSTILE[kind], encoding="utf-8", errors="surrogatepass")
    project = mity.workspace / "project"
    (project / ".mity" / "workflows").mkdir(parents=True)
    for place in ("stack.yaml", "workflows/nightly.yaml"):
        (project / ".mity" / place).write_bytes(path.read_bytes())
    told = [
        mity("create-app", "demo", "--template", str(LIGHT), "--answers", str(path), "--dry-run"),
        mity("run", str(path), "--dry-run"),
        mity("heal", str(project)),
        mity("trust", str(project), "--dry-run"),
        mity("run", "nightly", "--output", str(project)),
    ]
    assert {done.code for done in told} <= {0, 2, 3}, [done.text[:300] for done in told]
    assert not list(mity.workspace.rglob("pwned"))
