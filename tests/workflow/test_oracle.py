"""Expressions that Google's CEL reads too have the same value there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from mity.workflow.expressions import evaluate

pytestmark = pytest.mark.slow
cel = pytest.importorskip("cel_expr_python.cel")
DATA: dict[str, Any] = {"n": 3, "t": "ab", "yes": True, "l": [1, 2, 3], "m": {"k": "v", "n": 7}}
NUMBERS = st.one_of(
    st.integers(-9, 9).map(str), st.just("d.n"), st.just("d.m.n"), st.integers(0, 2).map("d.l[{}]".format)
)
TEXTS = st.sampled_from(["'ab'", '"b"', "''", "d.t", "d.m.k", "d.m['k']"])
COMPARED = st.one_of(
    st.tuples(NUMBERS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), NUMBERS),
    st.tuples(TEXTS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), TEXTS),
).map(lambda one: "({} {} {})".format(*one))
TRUTHS = st.recursive(
    st.one_of(COMPARED, st.sampled_from(["true", "false", "d.yes"])),
    lambda one: st.one_of(
        st.tuples(one, st.sampled_from(["&&", "||"]), one).map(lambda each: "({} {} {})".format(*each)),
        one.map("!{}".format),
        st.tuples(one, one, one).map(lambda each: "({} ? {} : {})".format(*each)),
    ),
    max_leaves=8,
)


@examples(600)
@given(st.one_of(TRUTHS, st.tuples(TRUTHS, NUMBERS, NUMBERS).map(lambda one: "{} ? {} : {}".format(*one))))
def test_the_same_value(expression: str) -> None:
    env = cel.NewEnv(variables={"d": cel.Type.DYN})
    found = env.compile(expression).eval(data={"d": DATA}).value()
    assert json.dumps(evaluate(expression, {"d": DATA})) == json.dumps(found)
