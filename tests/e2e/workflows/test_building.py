"""feature-implementation, refactor and api-integration: plans that a person looks at, and work in many small steps."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Mity
from told_work import CALC, ToldWork, results, test_file

pytestmark = pytest.mark.rotation("workflows", of=3)

Scenario = dict[str, list[dict[str, Any]]]


@pytest.fixture
def work(mity: Mity) -> ToldWork:
    return ToldWork(mity)


def function(name: str, sign: str, module: str = "more.py") -> dict[str, Any]:
    test = f'import runpy\n\nmore = runpy.run_path("{module}")\nassert more["{name}"](6, 3) == 6 {sign} 3\n'
    return {
        "write": {f"tests/features/test_{name}.py": test},
        "replace": {module: ["# next\n", f"def {name}(a, b):\n    return a {sign} b\n\n\n# next\n"]},
    }


TASKS = [
    {"id": "mul", "title": "multiply", "depends_on": []},
    {"id": "sub", "title": "subtract", "depends_on": ["mul"]},
]
FEATURE: Scenario = {
    "repair": [{}],
    "Derive requirements": [{"print": {"title": "More of calc", "slug": "more", "requirements": ["mul", "sub"]}}],
    "Write the technical design": [
        {"write": {"docs/plans/more.md": "# More\n"}, "print": {"design": "docs/plans/more.md"}}
    ],
    "Break the design": [{"print": {"tasks": TASKS}}],
    "Create the files and folders": [{"write": {"more.py": '"""More."""\n\n# next\n'}}],
    "Carry out the task": [function("mul", "*"), function("sub", "-")],
    "The requirements given below are met": [
        {"write": {"tests/features/test_zero.py": test_file('assert calc["add"](0, 0) == 0')}}
    ],
    "Describe the feature": [{"write": {"README.md": "# Demo\n\nIt multiplies.\n"}}],
}


def test_a_feature_is_planned_built_task_by_task_and_committed(work: ToldWork) -> None:
    first = work.run("feature-implementation", FEATURE, spec="let it multiply and subtract", branch="more")
    shown = "design-review: The design is in docs/plans/more.md; it takes 2 tasks. Is it to be built?"
    assert first.json["needs_input"]["question"].startswith(shown)
    second = work.approve(first)
    assert second.json["needs_input"]["question"].startswith("look: "), second.text
    done = work.approve(second)
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert [inputs["task"]["id"] for part, inputs in work.asked() if "task" in inputs] == ["mul", "sub"]
    assert work.git("branch", "--show-current") == "more"
    assert work.subjects() == ["More of calc"]
    assert work.git("show", "--name-only", "--format=", "HEAD").splitlines() == [
        *("README.md", "docs/plans/more.md", "more.py"),
        *(f"tests/features/test_{name}.py" for name in ("mul", "sub", "zero")),
    ]
    found = results(done)
    assert [found[f"check[{number}]"]["evidence"]["tests"]["collected"] for number in (0, 1)] == [2, 3]


def test_a_task_that_does_not_pass_waits_for_a_person_and_goes_on_when_it_is_mended(work: ToldWork) -> None:
    wrong = function("mul", "*")
    wrong["replace"] = {"more.py": ["# next\n", "def mul(a, b):\n    return a / b\n\n\n# next\n"]}
    scenario = {**FEATURE, "Carry out the task": [wrong, function("sub", "-")]}
    first = work.run("feature-implementation", scenario, spec="more", confirm="false")
    assert first.code == 3, first.text
    assert first.json["needs_input"]["station"] == "check[0]", first.text
    assert any("AssertionError" in line for line in first.json["needs_input"]["cause"])
    assert work.subjects() == []
    path = work.root / "more.py"
    path.write_text(path.read_text().replace("a / b", "a * b"))
    done = work("resume", first.json["run_id"], "--choose", "retry")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert work.subjects() == ["More of calc"]


ONE = "def add(a, b):\n    return total([a, b])\n\n\ndef total(values):\n    return sum(values)\n"
REFACTOR: Scenario = {
    "repair": [{}],
    "Analyze how the code": [{"print": {"structure": ["one function"], "public": ["add"]}}],
    "Find what must change": [{"print": {"steps": ["part the sum", "say what it is"], "performance": True}}],
    "Add a new test file that holds": [
        {"write": {"tests/features/test_add.py": test_file('assert calc["add"](2, 3) == 5')}}
    ],
    "Carry out the one step": [
        {"write": {"calc.py": ONE}},
        {"replace": {"calc.py": ["def total", "# what everything is made of\ndef total"]}},
    ],
    "The target given below was refactored": [{"replace": {"calc.py": ["total([a, b])", "total((a, b))"]}}],
    "Describe the new structure": [{"write": {"docs/structure.md": "# Structure\n"}}],
}


def test_code_is_refactored_in_steps_each_with_a_commit(work: ToldWork) -> None:
    first = work.run("refactor", REFACTOR, target="calc.py", pattern="totals")
    assert "by these steps: part the sum; say what it is. Is that right?" in first.json["needs_input"]["question"]
    done = work.approve(work.approve(first))
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert work.subjects() == [
        "Tests of calc.py before it is refactored",
        *("Refactor: part the sum", "Refactor: say what it is", "Refactor calc.py: totals"),
    ]
    assert work.git("show", "--name-only", "--format=", "HEAD~2").splitlines() == ["calc.py"]
    assert "total((a, b))" in work.read("calc.py")


def test_a_step_that_changes_behaviour_is_never_committed(work: ToldWork) -> None:
    scenario = {**REFACTOR, "Carry out the one step": [{"write": {"calc.py": ONE.replace("sum", "max")}}]}
    done = work.run("refactor", scenario, target="calc.py", pattern="totals", confirm="false")
    assert done.code == 3, done.text
    assert done.json["needs_input"]["station"] == "preserved[0]"
    assert work.subjects() == ["Tests of calc.py before it is refactored"]
    assert work.git("show", "HEAD:calc.py") + "\n" == CALC


CLIENT = '"""Pays."""\n\n# next\n'
TYPED = {"replace": {"stripe.py": ["# next\n", "Amount = int\n\n\n# next\n"]}}


def wrapped(name: str) -> dict[str, Any]:
    code = f"def {name}(amount):\n    return {{'{name}': amount}}\n\n\n# next\n"
    return {"replace": {"stripe.py": ["# next\n", code]}}


def proof_of(name: str) -> dict[str, Any]:
    test = f'import runpy\n\nassert runpy.run_path("stripe.py")["{name}"](3) == {{"{name}": 3}}\n'
    return {"write": {f"tests/features/test_{name}.py": test}}


def limited(name: str) -> dict[str, Any]:
    old = f"    return {{'{name}': amount}}\n"
    return {"replace": {"stripe.py": [old, f"    if amount < 0:\n        raise ValueError(amount)\n{old}"]}}


def test_an_api_is_integrated_operation_by_operation(work: ToldWork) -> None:
    work.begin = work.commit(**{"specs/stripe.yaml": "openapi: 3.1.0\n"})
    scenario: Scenario = {
        "repair": [{}],
        "Write a client": [{"write": {"stripe.py": CLIENT}, "print": {"client": "stripe.py"}}],
        "Define types": [TYPED],
        "Write what the application calls": [wrapped("payment"), wrapped("subscription")],
        "Give the operation": [limited("payment"), limited("subscription")],
        "Add a new test file for the operation": [proof_of("payment"), proof_of("subscription")],
        "Log each call": [{"replace": {"stripe.py": ["# next\n", "LOGS = True\n"]}}],
        "Document the integration": [{"write": {"docs/stripe.md": "# Stripe\n"}}],
    }
    given = {"service": "stripe", "operations": "payment, subscription", "specification": "specs/stripe.yaml"}
    first = work.run("api-integration", scenario, **given)
    assert "The client of stripe is in stripe.py. Is it to be built in?" in first.json["needs_input"]["question"]
    done = work.approve(work.approve(first))
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert work.subjects() == ["Integrate stripe: payment, subscription"]
    assert results(done)["validate"]["evidence"]["tests"]["collected"] == 3
    wrapper = [inputs["operation"] for part, inputs in work.asked() if part == "Write what the application calls"]
    assert wrapper == ["payment", "subscription"]


def test_a_specification_that_is_not_there_is_told_before_the_agent_is_asked(work: ToldWork) -> None:
    done = work.run("api-integration", {}, service="s", operations="a", specification="none.yaml")
    assert done.code == 1
    assert work.asked() == []
