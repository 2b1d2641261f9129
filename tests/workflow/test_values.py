"""Values of expressions: texts that are JSON values too, what is equal, what has an order, what is true."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from mity.workflow.expressions import bare, evaluate, fill, fill_text, holes, truth
from mity.workflow.lexer import LONGEST, ExpressionError
from rows import each

OUTPUTS: dict[str, Any] = {
    "outputs": {
        "score": "10",
        "version": "1.10",
        "zero": "007",
        "yes": "true",
        "no": "false",
        "none": "null",
        "list": '["a", "b", 3]',
        "map": '{"k": {"deep": [1, 2]}}',
        "text": "plain",
        "empty": "",
        "nan": "NaN",
        "huge": "1e999",
        "deep": "[" * 5000 + "]" * 5000,
        "broken": "[1",
        "spaced": " 10",
        "native": [1, {"k": True}],
        "missing": None,
        "flag": False,
        "five": 5,
    }
}


@each(
    ("expression", "value"),
    [
        # beside a number, a boolean, a list or an object a text is the JSON value that it is
        *(("o.score > 8", True), ("8 < o.score", True), ("o.score == 10", True), ("o.score == 10.0", True)),
        *(("o.yes == true", True), ("o.no == true", False), ("o.no == false", True), ("o.zero == 7", False)),
        *(("o.list == fromJson(o.list)", True), ("o.map == fromJson(o.map)", True), ("o.text == 1", False)),
        # beside a text it is only its text
        *(("o.score == '10'", True), ("o.score == '10.0'", False), ("o.version == '1.1'", False)),
        *(("o.score < '9'", True), ("'9' > o.score", True)),
        # null is null alone
        *(("o.none == null", False), ("o.missing == null", True), ("o.other == null", True)),
        *(("o.empty == null", False), ("null == null", True)),
        *(("null < 1", False), ("null >= null", False), ("o.missing > 'a'", False), ("null != 0", True)),
        # kinds do not mix
        *(("true == 1", False), ("'true' == 1", False), ("o.native == fromJson('[1, {\"k\": 1}]')", False)),
        *(("o.native == fromJson('[1.0, {\"k\": true}]')", True), ("fromJson('[1]') == fromJson('[1, 1]')", False)),
        *(("fromJson('{\"a\": 1}') == fromJson('{\"b\": 1}')", False), ("0 == false", False), ("'' == 0", False)),
        # members of texts that are JSON
        *(("o.map.k.deep[1]", 2), ("o.list[2]", 3), ("o.list[3]", None), ("o.list['0']", "a"), ("o.list['k']", None)),
        *(("o.text.k", None), ("o.five.k", None), ("o.map[1]", None), ("o['map']['k']['deep'][0]", 1)),
        *(("o.native[-1]", None), ("o.native[true]", None), ("o.map[o.missing]", None)),
        # what is no JSON is text
        *(("o.nan == 'NaN'", True), ("o.huge == 'x'", False), ("o.broken[0]", None), ("o.spaced == 10", False)),
        *(("o.deep == 1", False), ("length(o.deep)", 10000), ("o.deep[0]", None)),
        # functions
        *(("contains(o.list, 'a')", True), ("contains(o.list, 3)", True), ("contains(o.list, '3')", True)),
        *(("contains(o.native, true)", False), ("contains(o.native, o.native[1])", True)),
        *(("contains(o.map, 'k')", True), ("contains(o.map, 'deep')", False)),
        *(("contains(o.text, 'lai')", True), ("contains(o.text, null)", False), ("contains('true', true)", True)),
        *(("contains(o.missing, 'a')", False), ("contains(o.five, 5)", False), ("contains(o.score, 1)", True)),
        *(("startsWith(null, 'N')", False), ("startsWith(o.five, 5)", True), ("endsWith(o.text, null)", False)),
        *(("length(o.list)", 3), ("length(o.map)", 1), ("length(o.text)", 5), ("length(null)", 0)),
        *(("length(o.score)", 2), ("length('')", 0)),
        *(("join(o.list, '+')", "a+b+3"), ("join(o.native)", '1,{"k": true}'), ("join(null, '-')", None)),
        *(("join(fromJson('[null, 1]'), '-')", "-1"), ("default(o.missing, 'x')", "x"), ("default(o.empty, 'x')", "")),
        *(("json(o.text)", '"plain"'), ("json('ä\"')", '"ä\\""'), ("json(null)", "null"), ("fromJson(o.five)", 5)),
        # brackets, quotes, signs
        *(('"it\'s"', "it's"), ("-5 < 3", True), ("-1.5 == fromJson('-1.5')", True)),
        *(("80% == 80", True), ("!o.flag == true", True), ("(!o.flag) == true", True), ("o.a-b.c", None)),
    ],
)  # fmt: skip
def test_values(expression: str, value: Any) -> None:
    written = expression.replace("o.", "outputs.").replace("o[", "outputs[")
    found = evaluate(written, OUTPUTS)
    assert found == value
    assert type(found) is type(value)


@each(
    ("expression", "at", "said"),
    [
        ("1 < 'a'", 2, "a number and a text have no order"),
        ("x < true", 2, None),
        ("1 < true", 2, "a number and a boolean have no order"),
        ("fromJson('[1]') < fromJson('[2]')", 16, "a list and a list have no order"),
        ("1 + 1", 2, "'+' is not part of the language"),
        ("1 -1", 2, "not '-1'"),
        ("1 < 2 < 3", 6, "not '<'"),
        ("length(5)", 0, "length takes a text, a list or an object"),
        ("1 == join('a')", 5, "join takes a list"),
        ("fromJson('[NaN]')", 0, "not JSON: NaN is not JSON"),
        ("fromJson('1e999')", 0, "too large"),
        ("fromJson(outputs.deep)", 0, "nested too deep"),
        ("contains('a')", 0, "contains takes 2 arguments, not 1"),
        ("join('a', 'b', 'c')", 0, "join takes 1 to 2 arguments, not 3"),
        ("a..b", 2, "a name was expected"),
        ("a.'b'", 2, "a name was expected"),
        ("f(1", 3, "')' was expected"),
        ("a[1", 3, "']' was expected"),
        ("a ? b", 5, "':' was expected"),
        ("'it''s'", 4, "not ''s''"),
        ("&& a", 0, "a value was expected"),
        ("ä", 0, "is not part of the language"),
    ],
)
def test_mistakes_have_their_character(expression: str, at: int, said: str | None) -> None:
    if said is None:
        assert evaluate(expression, OUTPUTS) is False
        return
    with pytest.raises(ExpressionError, match=None) as raised:
        evaluate(expression, OUTPUTS)
    assert said in str(raised.value)
    assert raised.value.at == at


@pytest.mark.parametrize("part", ["&&a", "||a", ".a", "[0]", " == a || a"])
def test_long_chains_are_not_deep(part: str) -> None:
    expression = "a" + part * ((LONGEST - 1) // len(part))
    assert evaluate(expression, {"a": None}) in (None, True)
    with pytest.raises(ExpressionError, match=f"longer than {LONGEST}"):
        evaluate(expression + part * 2, {})


@each(("opening", "closing"), [("(", ")"), ("!", ""), ("a[", "]"), ("fromJson(", ")"), ("a ? b : ", "")])
def test_fifty_levels_are_read_and_no_more(opening: str, closing: str) -> None:
    assert evaluate(opening * 50 + "'1'" + closing * 50, {}) in ("1", 1, True, False, None)
    with pytest.raises(ExpressionError, match="more than 50 levels"):
        evaluate(opening * 52 + "'1'" + closing * 52, {})


@each(
    ("condition", "holds"),
    [
        *(("true", True), ("'false'", False), ("'0'", False), ("0", False), ("'null'", False), ("''", False)),
        *(("fromJson('[]')", False), ("'[]'", False), ("'{}'", False), ("'no'", True), ("'x'", True), ("1", True)),
        *(("missing", False), (" ${{ true }} \n", True), ("${{ 'a' == \"}}\" }}", False), ("'}}' == '}}'", True)),
    ],
)
def test_what_is_true(condition: str, holds: bool) -> None:
    assert truth(condition, {}) is holds


def test_holes_end_where_they_end() -> None:
    assert [one.expression for one in holes("a ${{ '}}' }} b ${{x}}")] == [" '}}' ", "x"]
    assert fill("${{ '}}' }}!", {}) == "}}!"
    assert fill("${{ 1 }}${{ 2 }}", {}) == "12"
    assert bare("${{ a }} ${{ b }}") == "${{ a }} ${{ b }}"
    for text, at in (("a ${{ b", 2), ("${{ 'a }}", 0), ('${{ a }} ${{ "', 9)):
        with pytest.raises(ExpressionError, match="has no") as raised:
            fill(text, {})
        assert raised.value.at == at


def test_a_text_is_written_out_as_json_and_null_is_refused() -> None:
    names = {"v": {"t": True, "n": 1.5, "l": [1, "ä"], "s": "1.10"}}
    assert fill_text("${{ v.t }} ${{ v.n }} ${{ v.l }} ${{ v.s }}", names) == 'true 1.5 [1, "ä"] 1.10'
    assert fill_text("${{ v.t }}", names) == "true"
    assert fill("${{ v.t }}", names) is True
    with pytest.raises(ExpressionError, match=r"v\.x has no value here: write default\(v\.x, ''\)"):
        fill_text("${{ v.x }}", names)


@pytest.mark.parametrize(
    "expression",
    [
        "json(" * 49 + "'\"'" + ")" * 49,
        "join(outputs.many, outputs.long)",
        "join(outputs.many, json(" * 20 + "outputs.many" + "))" * 20,
    ],
    ids=["json", "join", "both"],
)
def test_no_expression_grows_without_bounds(expression: str) -> None:
    names = {"outputs": {"many": ["x"] * 10_000, "long": "y" * 10_000}}
    began = time.process_time()
    with pytest.raises(ExpressionError, match="makes a text of more than 10,000,000 characters"):
        evaluate(expression, names)
    with pytest.raises(ExpressionError, match="are longer than 10,000,000 characters"):
        fill("${{ outputs.long }}" * 3_000, names)
    assert time.process_time() - began < 5


def test_many_openings_take_no_time() -> None:
    with pytest.raises(ExpressionError):
        list(holes("${{ '" * 20_000))
    assert len(list(holes("${{a}}" * 10_000))) == 10_000


NUMBERS = st.sampled_from(["0", "1", "2", "-3", "1.5", "10"])
COMPARED = st.tuples(NUMBERS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), NUMBERS).map(" ".join)
Both = tuple[str, str]


def joined(parts: tuple[Both, str, Both]) -> Both:
    """Two operands with an operator, in this language and in Python."""
    (mine, its), sign, (mine2, its2) = parts
    return f"{mine} {sign} {mine2}", f"({its} {'and' if sign == '&&' else 'or'} {its2})"


CONJUNCTIONS = st.recursive(
    COMPARED.map(lambda text: (text, f"({text})")) | st.sampled_from([("true", "True"), ("false", "False")]),
    lambda one: st.one_of(
        one.map(lambda both: (f"!({both[0]})", f"(not {both[1]})")),
        st.tuples(one.map(lambda both: (f"({both[0]})", both[1])), st.sampled_from(["&&", "||"]), one).map(
            lambda parts: (f"{parts[0][0]} {parts[1]} ({parts[2][0]})", joined(parts)[1])
        ),
        st.tuples(one, one, one).map(
            lambda parts: (
                f"({parts[0][0]}) ? {parts[1][0]} : {parts[2][0]}",
                f"({parts[1][1]} if {parts[0][1]} else {parts[2][1]})",
            )
        ),
    ),
    max_leaves=12,
)
FLAT = st.lists(st.tuples(COMPARED, st.sampled_from(["&&", "||"])), min_size=1, max_size=8)


@examples(150)
@given(CONJUNCTIONS)
def test_expressions_of_numbers_and_booleans_are_as_in_python(both: Both) -> None:
    assert evaluate(both[0], {}) is eval(both[1])  # made above of numbers and operators alone


@examples(120)
@given(FLAT)
def test_and_binds_more_tightly_than_or(parts: list[tuple[str, str]]) -> None:
    mine = " ".join(f"{text} {sign}" for text, sign in parts).rsplit(" ", 1)[0]
    python = mine.replace("&&", "and").replace("||", "or")
    assert evaluate(mine, {}) is eval(python)


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.floats(-9, 9) | st.text(max_size=5),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=3), one, max_size=3),
    max_leaves=8,
)


@examples(120)
@given(TREES, TREES)
def test_json_goes_there_and_back_and_equality_is_that_of_the_written_values(one: Any, other: Any) -> None:
    names = {"one": one, "other": other}
    assert evaluate("json(fromJson(json(one)))", names) == json.dumps(one, ensure_ascii=False)
    if not isinstance(one, str) and not isinstance(other, str):
        assert evaluate("one == json(one)", names) is (one is not None), "its JSON text is that value too"
    assert evaluate("one == one", names) is True
    assert evaluate("one == other", names) is evaluate("other == one", names)
