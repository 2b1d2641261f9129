"""Expressions that ask how the run goes, what they read, and why something has no value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from definition import read
from mity.workflow.absent import PRODUCERS
from mity.workflow.contexts import CONTEXTS
from mity.workflow.expressions import STATUS, asks_status, evaluate, fill, reads, truth
from mity.workflow.functions import ABOUT
from mity.workflow.lexer import ExpressionError
from rows import each

NAMES: dict[str, Any] = {
    "parameters": {"n": 3, "list": ["a", "b"]},
    "outputs": {"score": "10", "map": '{"k": [1, 2]}'},
    "steps": {
        "draft": {"status": "skipped", "outputs": {}},
        "made": {"status": "success", "outputs": {"v": "1.10"}},
        "broken": {"status": "failure", "outputs": {}},
    },
    PRODUCERS: {"msg": "draft", "old": "made", "never": "later"},
}
CALLS = {
    "contains": ("contains(parameters.list, 'a')", True),
    "startsWith": ("startsWith(outputs.score, '1')", True),
    "endsWith": ("endsWith(outputs.score, '1')", False),
    "length": ("length(outputs.map.k)", 2),
    "join": ("join(parameters.list, '-')", "a-b"),
    "default": ("default(outputs.none, 'x')", "x"),
    "json": ("json(parameters.list)", '["a", "b"]'),
    "fromJson": ("fromJson('[1]')[0]", 1),
    "success": ("success()", True),
    "failure": ("failure()", False),
    "always": ("always()", True),
    "cancelled": ("cancelled()", False),
}


@each("function", ABOUT)
def test_a_function(function: str) -> None:
    expression, value = CALLS[function]
    assert evaluate(expression, NAMES) == value


@each(
    ("status", "holding"),
    [
        ("", "success always"),
        ("success", "success always"),
        ("failure", "failure always"),
        ("cancelled", "always cancelled"),
    ],
)
def test_status_functions_follow_the_run(status: str, holding: str) -> None:
    names = {STATUS: status} if status else {}
    found = [name for name in ("success", "failure", "always", "cancelled") if truth(f"{name}()", names)]
    assert found == holding.split()


def test_which_conditions_ask_for_the_status() -> None:
    for condition in ("failure()", "${{ always() }}", "run.id == 'x' && (a || !cancelled())", "x ? success() : y"):
        assert asks_status(condition)
    for condition in ("steps.a.status == 'failure'", "contains(outputs.x, 'always()')", "true"):
        assert not asks_status(condition)


def test_what_a_condition_reads() -> None:
    condition = "steps.made.outputs.v == '1.10' && parameters['list'][1] == outputs.map.k[0] || steps.broken.error"
    assert reads(condition, NAMES) == {
        "outputs.map.k[0]": 1,
        "parameters.list[1]": "b",
        "steps.broken.error": None,
        "steps.made.outputs.v": "1.10",
    }
    assert reads("${{ parameters.list[parameters.n] == null && always() }}", NAMES) == {
        "parameters.list[3]": None,
        "parameters.n": 3,
    }
    with pytest.raises(ExpressionError):
        reads("a ==", NAMES)


@each(
    ("expression", "why"),
    [
        ("outputs.msg", "step 'draft' was skipped; write default(outputs.msg, '')"),
        ("outputs.old", "step 'made' gave no output 'old'; write default(outputs.old, '')"),
        ("outputs.never", "step 'later' has not run; write default(outputs.never, '')"),
        ("outputs.some", "no step has given the output 'some'; write default(outputs.some, '')"),
        ("steps.draft.outputs.x", "step 'draft' was skipped; write default(steps.draft.outputs.x, '')"),
        ("steps.broken.outputs.x", "step 'broken' did not succeed: failure; write"),
        ("steps.made.outputs.x", "step 'made' gave no output 'x'"),
        ("parameters.none", "the parameter 'none' was not given"),
        ("spec.name", "the run has no specification that says it"),
        ("event.data.ref", "the run was not started by an event that says it"),
        ("parameters.list[7]", "write default(…, '')"),
        ("failed_stage", "write default(failed_stage, '')"),
    ],
)
def test_why_there_is_no_value(expression: str, why: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        fill(f"a ${{{{ {expression} }}}}", NAMES)
    assert str(raised.value).startswith(f"{expression} has no value here: {why}")


PLACES = {
    "parameters": "parameters.n",
    "env": "env.X",
    "spec": "spec.tags[0]",
    "event": "event.data.number",
    "project": "project.name",
    "steps": "steps.a.items[0].outputs.k == steps.a.evidence.tests.passed",
    "stages": "stages.one.total > stages.one.failed",
    "outputs": "outputs.k",
    "item": "item.name",
    "index": "index > 0",
    "checkpoint": "checkpoint.approved_with_changes",
    "checkpoints": "checkpoints.ask.inputs.k",
    "failed_stage": "failed_stage == null",
    "failed_step": "failed_step == 'a'",
    "error": "contains(error, 'x')",
    "run": "run.mode == 'hybrid' && run.attempt > 1",
    "metrics": "metrics.tests.passed > 1",
}


@each("context", CONTEXTS)
def test_a_context(tmp_path: Path, context: str) -> None:
    flow = read(
        tmp_path,
        f"""
        parameters: {{n: {{}}}}
        stages:
          - name: one
            steps:
              - {{name: a, command: x, outputs: [k], evidence: {{junit: r.xml}}}}
              - {{name: ask, type: checkpoint, message: m}}
          - name: two
            for_each: [1]
            steps: [{{name: b, command: y, if: "{PLACES[context]}"}}]
        """,
    )
    assert list(flow.steps())[-1].condition == PLACES[context]
