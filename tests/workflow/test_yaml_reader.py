"""YAML and JSON files: bounds, duplicate keys, aliases, several documents, and any text at all."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definition import KNOWN
from examples import examples
from mity.workflow.load import definitions, load
from mity.workflow.mistakes import MOST_SHOWN, InvalidDefinition, Mistake
from mity.workflow.nodes import BREAK
from mity.workflow.yaml_reader import LONGEST_SCALAR, MOST_BYTES, MOST_LEVELS, MOST_NODES, read_documents
from rows import each


def refused(text: str, file: str = "f.yaml") -> list[Mistake]:
    """What is wrong with a text that cannot be read."""
    with pytest.raises(InvalidDefinition) as raised:
        read_documents(text, file)
    return raised.value.mistakes


@pytest.mark.slow
def test_bounds_are_kept_exactly() -> None:
    room = MOST_NODES - 1
    assert len(read_documents("- 1\n" * room, "f.yaml")[0].node.value) == room
    [one] = refused("- 1\n" * (room + 1))
    assert (one.line, one.column, one.code) == (room + 1, 3, "too-large")
    assert read_documents("[" * MOST_LEVELS + "]" * MOST_LEVELS, "f.yaml")
    [one] = refused("[" * (MOST_LEVELS + 2) + "]" * (MOST_LEVELS + 2))
    assert (one.line, one.column, one.code) == (1, MOST_LEVELS + 2, "too-large")
    assert read_documents(f"a: {'x' * LONGEST_SCALAR}", "f.yaml")
    [one] = refused(f"a: {'x' * (LONGEST_SCALAR + 1)}")
    assert (one.line, one.column, one.code) == (1, 4, "too-large")
    assert read_documents("#" + "x" * (MOST_BYTES - 6) + "\na: b", "f.yaml")
    [one] = refused("#" + "ä" * (MOST_BYTES // 2) + "\na: b")
    assert (one.line, one.column, one.code) == (1, 1, "too-large")


@each("opening", ["[", "- ", "{a: ", "? "])
def test_what_is_nested_without_end_is_refused_at_once(opening: str) -> None:
    began = time.process_time()
    [one] = refused(opening * 100_000)
    assert one.code == "too-large"
    assert time.process_time() - began < 2


def test_aliases_count_as_often_as_they_are_used() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    began = time.process_time()
    [one] = refused("\n".join(lines))
    assert (one.line, one.code) == (4, "too-large")
    assert time.process_time() - began < 1
    half = MOST_LEVELS // 2 + 1
    [one] = refused(f"a: &a {'[' * half}{']' * half}\nb: {'[' * half}*a{']' * half}")
    assert (one.line, one.code) == (2, "too-large")
    [document] = read_documents("a: &x {b: 1}\nc: *x\n", "f.yaml")
    assert document.node.data == {"a": {"b": 1}, "c": {"b": 1}}


@each(
    ("text", "places"),
    [
        ("a: 1\na: 2\nb: {c: 1, 'c': 2}", [(2, 1, "duplicate-key"), (3, 11, "duplicate-key")]),
        ("[a]: 1\nb: !python/name:x 2", [(1, 1, "syntax"), (2, 4, "syntax")]),
        ("a: *b", [(1, 4, "syntax")]),
        ("a: &a [*a]", [(1, 8, "syntax")]),
        ("a: 'b", [(1, 6, "syntax")]),
        ("a:\n\t- b", [(2, 1, "syntax")]),
        ("a: b: c", [(1, 5, "syntax")]),
        ("a: [1,\nb: c", [(2, 5, "syntax")]),
        ("a: \x07", [(1, 4, "syntax")]),
        ("a: b\nc: \ud800", [(2, 4, "syntax")]),
        ('{"a": "\\ud83d"}', [(1, 10, "syntax")]),
    ],
)
def test_what_is_not_yaml_is_told_with_its_place(text: str, places: list[tuple[int, int, str]]) -> None:
    assert [(one.line, one.column, one.code) for one in refused(text)] == places


def test_a_mistake_says_where_the_first_one_is() -> None:
    assert refused("a: 1\n\na: 2")[0].message == "the key 'a' is given twice: first in line 1"
    with pytest.raises(InvalidDefinition) as raised:
        read_documents("".join("{a: 1, a: 2}\n---\n" for _ in range(MOST_SHOWN + 7)), "f.yaml")
    assert len(raised.value.mistakes) == MOST_SHOWN + 7
    assert str(raised.value).endswith("\n… and 7 more mistakes")


@each(
    ("text", "names"),
    [
        ("steps: []", ["file"]),
        ("# A workflow for Mondays, see notes.yaml\nsteps: []", ["file"]),
        ("# .x/workflows/quick-fix.yaml\n\n---\nsteps: []", ["quick-fix"]),
        ("# quick.yml\nname: own\nsteps: []", ["own"]),
        ("steps: [] # not-this.yaml\n", ["file"]),
        ("# one.yaml\nsteps: []\n---\n# two.json\nsteps: []\n---\n# nothing here\n", ["one", "two"]),
        ("%YAML 1.2\n---\nname: a\n...\n---\nname: b.c-2_x\n", ["a", "b.c-2_x"]),
    ],
)
def test_names_of_documents(text: str, names: list[str]) -> None:
    assert [one.name for one in definitions(text, "folder/file.yaml")] == names


@each(
    ("text", "place"),
    [
        ("name: a\n---\nsteps: []", (3, 1, "missing-key")),
        ("name: ''", (1, 7, "missing-key")),
        ("name: ../up", (1, 7, "wrong-type")),
        ("name: .hidden", (1, 7, "wrong-type")),
        ("name: [a]", (1, 7, "wrong-type")),
        ("name: a\n---\nname: a\n", (3, 1, "duplicate-name")),
        ("# only a comment\n", (1, 1, "syntax")),
        ("", (1, 1, "syntax")),
    ],
)
def test_names_that_are_wrong(text: str, place: tuple[int, int, str]) -> None:
    with pytest.raises(InvalidDefinition) as raised:
        definitions(text, "file.yaml")
    assert place in [(one.line, one.column, one.code) for one in raised.value.mistakes]


WHOLE = """# base.yaml
abstract: true
defaults: {timeout: 5m, on_failure: [{command: fix}, {retry: 2}]}
common_steps: {lint: {command: make lint, env: {A: "${{ parameters.n }}"}}}
---
name: flow
extends: base
parameters: {n: {type: integer, default: 3, values: [1, 3]}, l: {type: list, default: [a]}}
stages:
  - name: one
    parallel: true
    if: "contains(parameters.l, 'a') && !(parameters.n > 2 ? true : false)"
    steps:
      - {use: common_steps.lint, heal: true, env: &e {B: b}}
      - {station: build, inputs: {t: ">${{ parameters.n }}"}, max_retries: 2, on_failure: retry}
      - {name: sub, workflow: flow2, env: *e}
---
name: flow2
steps: [{station: build}]
"""
SIGNS = [
    *("\n", "  ", "- ", ": ", "{", "}", "[", "]", "'", '"', "${{", "}}", "*e", "&e ", "#", ">\n", "!x ", "---\n"),
    *("\t", "\x85", "ä", "\\u", "<<: *e"),
]
WORDS = ["name", "steps", "stages", "extends", "flow", "retry", "null", "true", "7", "on_failure", "use"]
PIECES = st.sampled_from([*SIGNS, *WORDS, "", "|\n"])


def loaded(text: str, file: str = "f.yaml") -> None:
    """Reads every definition of a text with the others at hand; a mistake must have a place in the text."""
    lines = BREAK.split(text)
    try:
        found = {one.name: one for one in definitions(text, file)}
        for one in found.values():
            load(one, {file: text}, lambda name: found[name].node if name in found else None, KNOWN)
    except InvalidDefinition as error:
        assert error.mistakes
        for mistake in error.mistakes:
            assert mistake.file == file
            assert mistake.message
            assert 1 <= mistake.line <= len(lines), mistake
            assert 1 <= mistake.column <= len(lines[mistake.line - 1]) + 1, mistake


def test_the_text_that_is_changed_below_is_right() -> None:
    found = {one.name: one for one in definitions(WHOLE, "f.yaml")}
    for name in ("flow", "flow2"):
        load(found[name], {"f.yaml": WHOLE}, lambda name: found[name].node, KNOWN)


@examples(150)
@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 12), PIECES | st.text(max_size=3)), min_size=1, max_size=4
    )
)
def test_a_definition_changed_anywhere_is_read_or_refused_with_places(changes: list[tuple[int, int, str]]) -> None:
    text = WHOLE
    for start, length, piece in changes:
        text = text[:start] + piece + text[start + length :]
    loaded(text)


@examples(120)
@given(st.text(st.characters() | st.sampled_from("\n\t :-[]{}'\"|>&*!#%@$a1"), max_size=60))
def test_any_text_is_read_or_refused_with_places(text: str) -> None:
    loaded(text)
    loaded(text, "f.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=9),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=4), one, max_size=3),
    max_leaves=12,
)


@examples(100)
@given(JSON, st.booleans(), st.sampled_from([None, 2]))
def test_json_files_are_read_as_json(tree: object, ascii_only: bool, indent: int | None) -> None:
    if tree == "":
        return
    text = json.dumps([tree], ensure_ascii=ascii_only, indent=indent)
    if any(ord(sign) in range(0x7F, 0xA0) or sign in "\u2028\u2029\ufeff\ufffe\uffff" for sign in text):
        return
    [document] = read_documents(text, "f.json")
    assert document.node.data == [tree]


def test_a_tab_in_the_indentation_is_called_one() -> None:
    [one] = refused("a:\n\t- b\n")
    assert (one.line, one.column, one.message) == (2, 1, "not valid YAML: a tab in the indentation")
    assert one.hint == "indent with spaces"
    [other] = refused("a: 'b\n\n")
    assert "tab" not in other.message
