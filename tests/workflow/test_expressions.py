"""Expressions: what they give, what is missing, what they refuse and where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from mity.workflow.expressions import evaluate, fill, truth
from mity.workflow.lexer import LONGEST, ExpressionError
from rows import each

NAMES: dict[str, Any] = {
    "parameters": {"n": 3, "s": "text", "list": ["a", "b"], "nothing": None, "flag": False},
    "steps": {"run-tests": {"status": "success", "outputs": {"score": "10", "version": "1.10", "deep": {"k": [1, 2]}}}},
    "outputs": {"msg": 'it\'s "quoted" $(touch x)'},
}


@each(
    ("expression", "value"),
    [
        *(("1", 1), ("1.5", 1.5), ("'a'", "a"), ('"a"', "a"), ("true", True), ("null", None), ("80%", 80)),
        *(("parameters.n", 3), ("parameters['s']", "text"), ("parameters.list[1]", "b"), ("parameters.list[7]", None)),
        ("steps.run-tests.status", "success"),
        ("steps.run-tests.outputs.deep.k[0]", 1),
        *(("parameters.missing", None), ("parameters.missing.more[3].x", None), ("parameters.n.x", None)),
        *(("steps.run-tests.outputs.score > 8", True), ("steps.run-tests.outputs.version == '1.10'", True)),
        ("steps.run-tests.outputs.version == 1.1", True),
        *(("'9' > '8'", True), ("'10' == 10", True), ("'a' == 1", False), ("1 == true", False), ("1 == 1.0", True)),
        *(("null < 1", False), ("null == null", True), ("parameters.missing >= 0", False)),
        *(("!parameters.flag", True), ("!!1", True), ("1 && 0 || 'x'", "x"), ("parameters.flag ? 1 : 2", 2)),
        ("true ? false ? 1 : 2 : 3", 2),
        *(
            ("contains(parameters.list, 'a')", True),
            ("contains('text', 'ex')", True),
            ("contains(parameters, 'n')", True),
        ),
        *(("contains(parameters, parameters.list)", False), ("contains(null, 1)", False)),
        *(("startsWith('text', 'te')", True), ("endsWith('text', 'te')", False), ("length(parameters.list)", 2)),
        *(("join(parameters.list, '-')", "a-b"), ("default(parameters.nothing, 7)", 7), ("fromJson('[1]')[0]", 1)),
        *(("json(parameters.list)", '["a", "b"]'), ("success()", True), ("(1 < 2) == true", True)),
    ],
)
def test_values(expression: str, value: object) -> None:
    found = evaluate(expression, NAMES)
    assert found == value
    assert type(found) is type(value)


@each(
    ("expression", "at", "said"),
    [
        ("", 0, "a value was expected here, not the end"),
        ("1 +", 2, "'+' is not part of the language"),
        ("a = 1", 2, "write '=='"),
        ("'open", 0, "the text has no end"),
        ("parameters.", 11, "a name was expected"),
        ("(1", 2, "')' was expected"),
        ("1 2", 2, "an operator or the end was expected here, not '2'"),
        ("a and b", 2, "not 'and': write && for 'and'"),
        ("a == 1 OR b", 7, "not 'OR': write || for 'or'"),
        ("a && not b", 9, "not 'b': write ! for 'not'"),
        ("a in b", 2, "write contains(list, x) for 'in'"),
        ("x if a", 2, "write condition ? this : that for 'if'"),
        ("a + 1", 2, "there is no arithmetic"),
        ("$a", 0, "names stand alone"),
        ("a ? 1", 5, "':' was expected"),
        ("nonsense()", 0, "unknown function 'nonsense'"),
        ("1 == length()", 5, "length takes 1 argument, not 0"),
        ("allways()", 0, "unknown function 'allways'"),
        ("always(1)", 0, "always takes 0 arguments, not 1"),
        ("1 < 'a'", 2, "a number and a text have no order"),
        ("parameters.list > 1", 16, "a list and a number have no order"),
        ("fromJson('{')", 0, "not JSON"),
        ("(" * 60 + "1" + ")" * 60, 51, "nested more than 50 levels"),
        ("!" * 60 + "1", 51, "nested more than 50 levels"),
        ("1" * (LONGEST + 1), 0, f"longer than {LONGEST}"),
    ],
)
def test_what_is_refused_and_where(expression: str, at: int, said: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        evaluate(expression, NAMES)
    assert said in str(raised.value)
    if "fromJson" not in expression:
        assert raised.value.at == at


def test_texts_are_filled_and_a_whole_expression_keeps_its_kind() -> None:
    assert fill("${{ parameters.list }}", NAMES) == ["a", "b"]
    assert fill({"a": ["n=${{ parameters.n }}!"], "b": 7}, NAMES) == {"a": ["n=3!"], "b": 7}
    assert fill("${{ outputs.msg }}.", NAMES) == 'it\'s "quoted" $(touch x).'
    assert fill("${{ steps.run-tests.outputs.version }}", NAMES) == "1.10"
    said = r"has no value here: the parameter 'nothing' was not given; write default\(parameters.nothing, ''\)"
    with pytest.raises(ExpressionError, match=said):
        fill("x${{ parameters.nothing }}", NAMES)


def test_a_condition_may_leave_its_braces_out_and_what_is_missing_is_false() -> None:
    assert truth("${{ parameters.n == 3 }}", NAMES)
    assert truth("parameters.n == 3", NAMES)
    assert not truth("parameters.missing", NAMES)
    assert not truth("'false'", NAMES), "a text that is a JSON value is that value"


@pytest.mark.slow
@examples(300)
@given(st.text(alphabet="ab1'\".()[]!&|=<>?:,% _-$\n", max_size=40))
def test_any_text_gives_a_value_or_a_place(text: str) -> None:
    try:
        evaluate(text, NAMES)
    except ExpressionError as error:
        assert 0 <= error.at <= len(text)
