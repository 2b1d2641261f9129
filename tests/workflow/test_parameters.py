"""Parameters: what a definition may declare, and what a run may be given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definition import mistakes, read
from examples import examples
from mity.errors import UsageError
from mity.workflow.core import Parameter
from mity.workflow.model import Workflow
from mity.workflow.parameters import checked
from rows import each


def taken(kind: str, value: Any, **more: Any) -> Any:
    """What a parameter of a type takes a value as."""
    workflow = Workflow("w")
    workflow.parameters = (Parameter("p", kind, **more),)
    return checked(workflow, {"p": value})["p"]


@each(
    ("kind", "given", "value"),
    [
        *(("string", "1.10", "1.10"), ("string", "", ""), ("boolean", "true", True), ("boolean", False, False)),
        *(("number", "1.5", 1.5), ("number", "1e3", 1000.0), ("number", 3, 3), ("integer", "-7", -7)),
        *(("list", '["a", 1]', ["a", 1]), ("list", "a, b,c", ["a", "b", "c"]), ("list", "", []), ("list", [1], [1])),
        *(("object", '{"a": [1]}', {"a": [1]}), ("object", {}, {})),
    ],
)
def test_texts_and_data_are_taken(kind: str, given: Any, value: Any) -> None:
    found = taken(kind, given)
    assert found == value
    assert type(found) is type(value)


@each(
    ("kind", "given"),
    [
        *(("string", 7), ("string", None), ("boolean", "yes"), ("boolean", 1), ("boolean", "1"), ("number", "x")),
        *(("number", "NaN"), ("number", "1e999"), ("number", float("inf")), ("number", True), ("integer", "1.0")),
        *(("integer", 1.0), ("integer", True), ("integer", "9" * 5000), ("list", "[1"), ("list", "[" * 5000)),
        *(("list", {}), ("object", "[]"), ("object", "a"), ("object", '{"a": ' * 5000)),
    ],
)
def test_what_does_not_fit_is_refused_by_name(kind: str, given: Any) -> None:
    article = "an" if kind[0] in "aeiou" else "a"
    with pytest.raises(UsageError, match=f"parameter 'p' of workflow 'w' must be {article} {kind}, not "):
        taken(kind, given)


def test_a_value_must_be_one_of_those_declared() -> None:
    assert taken("integer", "2", values=(1, 2)) == 2
    with pytest.raises(UsageError, match="must be one of 1, 2, not '3'"):
        taken("integer", "3", values=(1, 2))


def test_declarations_are_read_by_their_type(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        parameters:
          text: {default: 1.10, values: [1.10, 2]}
          number: {type: number, default: 1e3}
          maybe: {type: integer, default: null}
          optional: {required: false}
          forced: {default: x, required: true}
          short: {type: list, default: [1, a]}
          empty:
        steps: [{station: build}]
        """,
    )
    assert [(one.name, one.default, one.required, one.values) for one in flow.parameters] == [
        *(("text", "1.10", False, ("1.10", "2")), ("number", 1000.0, False, ()), ("maybe", None, False, ())),
        *(("optional", None, False, ()), ("forced", "x", True, ()), ("short", [1, "a"], False, ())),
        ("empty", None, True, ()),
    ]
    assert checked(flow, {"forced": "y", "empty": "z"})["optional"] is None


@each(
    ("declared", "column", "code"),
    [
        ("{a: 5}", 17, "wrong-type"),
        ("{a: {type: strng}}", 24, "wrong-type"),
        ("{a: {typ: string}}", 18, "unknown-key"),
        ("{a: {type: integer, default: x}}", 42, "wrong-type"),
        ("{a: {type: integer, default: 010}}", 42, "wrong-type"),
        ("{a: {type: integer, default: 3, values: [1, 2]}}", 42, "wrong-type"),
        ("{a: {type: integer, values: [1, x]}}", 45, "wrong-type"),
        ("{a: {type: boolean, default: yes}}", 42, "wrong-type"),
        ("{a: {required: maybe}}", 28, "wrong-type"),
        ("{'a b': }", 14, "wrong-type"),
        ("{a.b: }", 14, "wrong-type"),
        ("[a]", 13, "wrong-type"),
    ],
)
def test_declarations_that_are_wrong(tmp_path: Path, declared: str, column: int, code: str) -> None:
    found = mistakes(tmp_path, f"parameters: {declared}\nsteps: [{{station: build}}]\n")
    assert [(one.line, one.column, one.code) for one in found] == [(1, column, code)]


@examples(100)
@given(st.sampled_from(["string", "boolean", "number", "integer", "list", "object"]), st.text(max_size=12))
def test_any_text_is_taken_or_refused(kind: str, text: str) -> None:
    try:
        value = taken(kind, text)
    except UsageError as error:
        assert "'p'" in str(error)
    else:
        kinds = {"string": str, "boolean": bool, "number": int | float, "integer": int, "list": list, "object": dict}
        assert isinstance(value, kinds[kind])
