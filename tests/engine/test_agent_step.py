"""A step that asks a coding agent: what it may change comes into the project, and its last object is the outputs."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from harness import SAMPLES
from mity import Stage, Workflow
from mity.agents.coding.answers import answered
from mity.agents.coding.presets import PRESETS
from mity.agents.coding.presets import Agent as Program
from mity.app import App
from mity.engine.kinds.agent import run_agent
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.services.step_services import BodyServices
from mity.system.trees import tree_digests
from mity.trust.project import workflow_lines
from mity.workflow.core import Step
from mity.workflow.parts import Agent, Evidence
from rows import each
from step_bench import StepBench

CALC = "def add(a, b):\n    return a - b\n"
TESTS = "from calc import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n    assert True\n"
ASKED = Agent(prompt="Let the numbers be added, and write a plan to docs/plan.md.")


@pytest.fixture
def bench(tmp_path: Path) -> StepBench:
    made = StepBench(tmp_path)
    made.write("calc.py", CALC)
    made.write("tests/test_calc.py", TESTS)
    made.write("README.md", "# Demo\n")
    return made


def agent(role: str) -> str:
    """The command line of an agent that plays a role."""
    return shlex.join([sys.executable, str(SAMPLES / "scripted_agent.py"), role])


def asked(
    bench: StepBench, role: str = "", work: Agent = ASKED, inputs: dict[str, Any] | None = None, **step: Any
) -> StationResult:
    """The result of a step that asks an agent in a role, which the settings name."""
    app = App(bench.root, agent=agent(role) if role else "off")
    bench.run_scope.services = BodyServices(app.services)
    result = run_agent(Step("plan", agent=work, **step), bench.context.for_step(inputs or {}), {}, bench.scope("plan"))
    json.dumps(result.to_json(), allow_nan=False)
    return result


def state(bench: StepBench) -> dict[str, str]:
    return tree_digests(bench.root, (".mity",))


def test_what_it_may_change_is_kept_and_its_last_object_is_the_outputs(bench: StepBench) -> None:
    inputs = {"issue": "a 'title' \"of\" $(x)", "labels": [1, {"k": None}]}
    done = asked(bench, "steps", inputs=inputs, outputs=("plan",), evidence=Evidence(changed=("docs/**",)))
    assert (done.status, done.outputs, done.claims) == (Status.DONE, {"plan": ["one", "two"]}, True)
    assert done.evidence["changed"] == ["docs/plan.md"]
    assert done.evidence["agent"]["changed"] == ["calc.py", "docs/plan.md"]
    assert (done.evidence["exit_code"], done.evidence["agent"]["cost_usd"]) == (0, 0.5)
    assert (bench.root / "calc.py").read_text() == CALC.replace("-", "+")
    assert json.loads((bench.root / "docs" / "plan.md").read_text()) == inputs
    assert not list((bench.root / ".mity").rglob("record*"))


@pytest.mark.slow
def test_an_answer_without_a_change_is_enough_and_claims_nothing(bench: StepBench) -> None:
    before = state(bench)
    done = asked(bench, "answers")
    assert (done.success, done.claims, done.evidence["changed"]) == (True, False, [])
    assert done.outputs == {"title": "A title", "parts": [{"n": 1}]}
    assert state(bench) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "work", "said"),
    [
        ("edits-test", ASKED, "it changed tests/test_calc.py, a test that was there before"),
        ("edits-test", Agent("x", scopes=("**",)), "it changed tests/test_calc.py, a test that was there before"),
        ("deletes-test", Agent("x", scopes=("tests/**",)), "it deleted tests/test_calc.py"),
        ("skips-test", ASKED, "it changed conftest.py, which no agent of a step may change"),
        ("silences", ASKED, "it silences a check in calc.py"),
        ("env-file", ASKED, "it wrote .env, which was kept from it"),
        ("steps", Agent("x", scopes=("docs/**",)), "it changed calc.py, which is outside the scopes of the step"),
        ("lying", ASKED, "changed nothing and answered with no JSON object"),
        ("crashing", ASKED, "exited with 1, and what it had done so far is discarded"),
        ("climbs", ASKED, "it wrote outside its folder"),
        ("answers-badly", ASKED, "the output `a title` has no name"),
    ],
)
def test_work_that_breaks_a_law_or_is_none_is_void(bench: StepBench, role: str, work: Agent, said: str) -> None:
    before = state(bench)
    done = asked(bench, role, work)
    assert done.status is Status.FAILED and said in done.message, done.message
    assert done.evidence["agent"]["name"] == "scripted_agent.py"
    assert state(bench) == before


@pytest.mark.slow
def test_a_scope_that_names_tests_lets_them_be_edited(bench: StepBench) -> None:
    done = asked(bench, "edits-test", Agent("x", scopes=("calc.py", "tests/**")))
    assert done.success, done.message
    assert "== -1" in (bench.root / "tests" / "test_calc.py").read_text()


@pytest.mark.slow
def test_declared_evidence_that_the_agent_did_not_leave_fails_the_step(bench: StepBench) -> None:
    done = asked(bench, "answers", evidence=Evidence(changed=("docs/**",)))
    assert done.message == "scripted_agent.py ended well, but it changed no file that matches docs/**"
    assert (done.status, done.claims) == (Status.FAILED, True)


@pytest.mark.slow
def test_a_step_names_its_own_agent_and_budget(bench: StepBench) -> None:
    named = Agent("x", name=agent("steps"), budget={"money_budget_usd": 0.1, "time_budget_secs": 60})
    done = asked(bench, work=named)
    assert (done.evidence["agent"]["money_budget_usd"], done.evidence["agent"]["time_budget_s"]) == (0.1, 60)


@pytest.mark.slow
def test_the_prompt_may_stand_in_a_file(bench: StepBench) -> None:
    bench.write("prompts/plan.md", "Let the numbers be added.\n")
    assert asked(bench, "steps", Agent(prompt_file="prompts/plan.md")).success


@pytest.mark.parametrize(
    ("role", "work", "said"),
    [
        ("", ASKED, "no coding agent is configured: name one under [agent] in .mity/config.toml"),
        ("", Agent("x", name="no-such-agent"), "there is no agent 'no-such-agent'"),
        ("steps", Agent(prompt_file="gone.md"), "prompt_file: gone.md cannot be read in "),
        ("steps", Agent(prompt_file="../out.md"), "prompt_file: ../out.md leads out of "),
        ("steps", Agent(prompt_file="way/out.md"), "prompt_file: way/out.md leads out of "),
        ("steps", Agent(prompt_file="pipe"), "it is no regular file"),
        ("steps", Agent(prompt_file="empty.md"), "prompt_file: empty.md is empty"),
        ("steps", Agent(prompt_file="latin.md"), "prompt_file: latin.md is not UTF-8"),
    ],
)
def test_without_an_agent_or_a_prompt_the_step_is_unavailable(
    bench: StepBench, role: str, work: Agent, said: str
) -> None:
    os.mkfifo(bench.root / "pipe")
    (bench.root.parent / "out.md").write_text("x")
    (bench.root / "way").symlink_to(bench.root.parent)
    bench.write("empty.md", " \n")
    bench.write("latin.md", b"\xe4")
    done = asked(bench, role, work)
    assert done.status is Status.UNAVAILABLE and said in done.message, done.message


def test_a_budget_that_is_none_fails_the_step(bench: StepBench) -> None:
    done = asked(bench, "steps", Agent("x", budget={"money_budget_usd": -1}))
    assert done.status is Status.FAILED and "agent: budget: money_budget_usd" in done.message
    for budget in ({"dollars": 1}, {"command": ["sh", "-c", "touch ran"]}, {"preset": "touch ran"}):
        done = asked(bench, "steps", Agent("x", budget=budget))
        assert f"agent: budget: {next(iter(budget))} is no budget" in done.message
        assert done.status is Status.FAILED
    assert not (bench.root / "ran").exists()


def test_the_programs_that_steps_name_are_shown_before_they_are_trusted() -> None:
    steps = (
        Step("a", agent=Agent("x", name="prog --all")),
        Step("b", agent=ASKED, undo="rm -r docs"),
        Step("c", verify=("test", "make check")),
        Step("d", command="make", healing={"agent": "mender"}, done_if="test -e out"),
    )
    assert workflow_lines(Workflow("flow").add(Stage(steps))) == [
        "flow/a: the coding agent prog --all",
        "flow/b: the coding agent of the settings",
        "flow/b: rm -r docs",
        "flow/c: verify test",
        "flow/c: verify make check",
        "flow/d: make",
        "flow/d: repairs by the coding agent mender",
        "flow/d: test -e out",
    ]


@pytest.mark.parametrize("step", [Step("a", agent=ASKED), Step("a", verify=("true",))], ids=["agent", "verify"])
def test_a_step_that_uses_what_came_with_the_project_waits_for_consent(bench: StepBench, step: Step) -> None:
    stack = {"schema": 1, "id": "own", "title": "Own", "language": "text", "commands": {"test": {"argv": ["true"]}}}
    bench.write(".mity/stack.yaml", json.dumps(stack))
    bench.write(".mity/config.toml", '[agent]\ncommand = ["make", "agent"]\n')
    gate = App(bench.root).gate
    workflow = Workflow("flow").add(Stage((step,)))
    asked_for = [one.title for one in gate.for_run(bench.context, workflow, {})]
    assert len(asked_for) == 2 and "coding agent" in asked_for[1], asked_for
    assert gate.for_run(bench.context, Workflow("flow").add(Stage((Step("a", command="true"),))), {}) == []


PLAIN = Program("plain", ("plain",))


@each(
    ("output", "program", "found"),
    [
        ("", PLAIN, {}),
        ('{"a": 1}\n{"b": 2}\nthe end', PLAIN, {"b": 2}),
        ('{"a": 1}\n{"total_cost_usd": 1}', PLAIN, {"a": 1}),
        ('text {"a": 1}', PLAIN, {}),
        ('{\n "a": {\n  "b": [\n   {"c": 1}\n  ]\n }\n}\n', PLAIN, {"a": {"b": [{"c": 1}]}}),
        ('{not json\n{"a": 1} tail', PLAIN, {"a": 1}),
        ('{"a": ' + "[" * 50_000 + "\n" + '{"b": 1}', PLAIN, {"b": 1}),
        (json.dumps({"type": "result", "result": 'Done.\n{"n": 1}', "total_cost_usd": 1}), PRESETS["claude"], {"n": 1}),
        (json.dumps({"type": "result", "result": "Done.", "total_cost_usd": 1}), PRESETS["claude"], {}),
        (
            "\n".join(json.dumps({"item": {"text": text}}) for text in ('{"n": 1}', "bye")) + '\n{"usage": 5}',
            PRESETS["codex"],
            {"n": 1},
        ),
    ],
    ids=range(10),
)
def test_the_last_object_of_an_answer_is_found_whatever_is_around_it(
    output: str, program: Program, found: dict[str, Any]
) -> None:
    assert answered(output, program) == found
