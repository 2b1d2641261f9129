"""`proof: required` makes a run unproven whose steps show nothing; types of outputs are kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness import Done, Mity
from mity.workflow.parameters import fits
from rows import each

SHOWN = "{name: shown, command: echo x > made, evidence: {artefacts: [made]}}"
KID = '{"name": "kid", "steps": [{"name": "born", "command": "true"}, {"name": "call", "workflow": "child"}]}'
CALLED = "name: child\nsteps: [{name: inner, command: 'true'}]\n"


def run(mity: Mity, text: str) -> Done:
    (mity.workspace / "flow.yaml").write_text(text)
    return mity("run", "flow.yaml", "--trust", "--json")


def child(mity: Mity, text: str = CALLED) -> None:
    folder = mity.workspace / ".mity" / "workflows"
    folder.mkdir(parents=True)
    (folder / "child.yaml").write_text(text)


def test_a_command_that_shows_nothing_is_no_proof_where_one_is_required(mity: Mity) -> None:
    steps = f"steps: [{SHOWN}, {{name: plain, command: 'true'}}]"
    done = run(mity, f"name: flow\nproof: required\n{steps}")
    assert (done.code, done.json["verdict"]) == (4, "unproven"), done.text
    assert done.json["doubts"] == ["plain shows no evidence, and a proof is required"]
    assert run(mity, f"name: flow\n{steps}").json["verdict"] == "proven"


@pytest.mark.slow
def test_what_shows_something_or_was_not_due_is_a_proof(mity: Mity) -> None:
    ask = "{name: note, if: 'false', command: 'true'}"
    done = run(mity, f"name: flow\nproof: required\nsteps: [{SHOWN}, {ask}]")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text


@pytest.mark.slow
def test_it_holds_for_items_and_for_called_and_generated_workflows(mity: Mity) -> None:
    child(mity)
    (mity.workspace / "kid.json").write_text('{"workflow": ' + KID + "}")
    done = run(
        mity,
        f"""
name: flow
proof: required
steps:
  - {SHOWN}
  - {{name: each, for_each: [1, 2], command: 'true'}}
  - {{name: call, workflow: child}}
  - {{name: make, type: generate, command: cat kid.json > $MITY_OUTPUT}}
""",
    )
    names = ["each[0]", "each[1]", "call>inner", "make>born", "make>call>inner"]
    assert done.json["doubts"] == [f"{name} shows no evidence, and a proof is required" for name in names]


@pytest.mark.slow
def test_a_called_workflow_may_require_it_for_itself(mity: Mity) -> None:
    child(mity, f"proof: required\n{CALLED}")
    done = run(mity, f"name: flow\nsteps: [{SHOWN}, {{name: plain, command: 'true'}}, {{name: call, workflow: child}}]")
    assert done.json["doubts"] == ["call>inner shows no evidence, and a proof is required"]


@each(
    ("kind", "given", "good"),
    [
        ("integer", "3", True),
        ("integer", "3.5", False),
        ("integer", "many", False),
        ("boolean", "true", True),
        ("boolean", "1", False),
        ("list", "[1,2]", True),
        ("list", "a,b", False),
        ("string", "007", True),
        ("object", {"a": 1}, True),
        ("string", 3, False),
        ("number", True, False),
    ],
)
def test_a_value_is_of_a_type(kind: str, given: Any, good: bool) -> None:
    assert fits(kind, given) is good


def test_an_output_that_is_not_of_its_type_fails_the_step(mity: Mity) -> None:
    step = "{name: a, command: 'echo count=many > $MITY_OUTPUT', outputs: {count: integer}}"
    done = run(mity, f"name: flow\nsteps: [{step}]")
    assert done.code == 1
    assert "its output 'count' must be an integer, not many" in done.json["error"]


def test_an_output_is_a_value_of_its_type_and_a_list_of_items_too(mity: Mity) -> None:
    done = run(
        mity,
        r"""
name: flow
steps:
  - name: each
    for_each: ["3", "", "4"]
    command: '[ -z "${{ item }}" ] || echo "n=${{ item }}" >> "$MITY_OUTPUT"'
    outputs: {n: integer}
  - name: one
    command: |
      printf 'v=1.50\nlist=["a",{"b":1}]\nyes=true\ntext=5\nw=  7\nplain=8\n' >> "$MITY_OUTPUT"
    outputs: {v: number, list: list, yes: boolean, text: string, w: integer}
  - name: told
    command: echo "${{ json(steps.each.outputs.n) }} ${{ json(steps.one.outputs) }} ${{ steps.one.outputs.v }}" > told
""",
    )
    assert done.code == 0, done.text
    numbers, _, rest = (mity.workspace / "told").read_text().partition("] ")
    assert f"{numbers}]" == "[3, null, 4]"
    outputs = {"v": "1.50", "list": ["a", {"b": 1}], "yes": True, "text": "5", "w": 7, "plain": "8"}
    assert json.loads(rest.removesuffix(" 1.50\n")) == outputs, "what JSON writes in another way stays as it came"
