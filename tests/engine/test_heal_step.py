"""Commands that are healed: by the rules of stations, within what their definition says of repairs."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from harness import SAMPLES
from mity import ExecutionLog, RunState, Stage, Step, Verdict, Workflow, WorkflowContext, WorkflowExecutor
from mity.app import App
from mity.changes.policy import violation
from mity.command import Command, Outcome
from mity.engine.scope import RunScope
from mity.errors import UsageError
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.healing.scopes import HealingTerms, fix_policy
from mity.runs.result import Execution
from mity.services.healing_terms import services_of, stage_of
from mity.services.repairs import Repairs
from mity.services.step_services import BodyServices
from mity.stacks.counts import Counts
from mity.workflow.core import Handler, Policy
from mity.workflow.parts import Evidence
from rows import each

CHAIN = (Handler(Policy.HEAL), Handler(Policy.ABORT))
CALC = "def add(a, b):\n    return int(json.loads(str(a + b)))\n"
TESTS = """from calc import add


def test_add():
    assert add(2, 3) == 5


def test_zero():
    assert add(0, 0) == 0
"""
RUN_TESTS = """
import pathlib, sys, traceback
sys.path[:0] = [".", "tests"]
import test_calc
rows, failed = "", 0
for name in ("test_add", "test_zero"):
    try:
        getattr(test_calc, name)()
        rows += f'<testcase name="{name}"/>'
    except Exception:
        failed += 1
        traceback.print_exc()
        rows += f'<testcase name="{name}"><failure/></testcase>'
pathlib.Path("junit.xml").write_text(f'<testsuite tests="2">{rows}</testsuite>')
sys.exit(1 if failed else 0)
"""
JUNIT = Evidence(junit=("junit.xml",))
OWN = f"{shlex.quote(sys.executable)} -B run_tests.py"
PYTEST = f"{shlex.quote(sys.executable)} -B -m pytest -q -p no:cacheprovider --junit-xml=junit.xml"


@pytest.fixture
def project(workspace: Path) -> Path:
    """A project whose tests fail because of an import that is missing."""
    files = {"calc.py": CALC, "tests/test_calc.py": TESTS, "run_tests.py": RUN_TESTS, "requirements.txt": ""}
    for name, text in files.items():
        path = workspace / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return workspace


def run(project: Path, *steps: Step, agent: str = "off", **limits: Any) -> ExecutionLog:
    """Runs steps in a project, with all that heals."""
    app = App(project, agent=agent, limits=limits)
    workflow = Workflow("flow", "Flow")
    for step in steps:
        workflow.add(Stage((step,)))
    context = WorkflowContext(project, "demo", output_path=project)
    healing, bodies = Repairs(app.services), BodyServices(app.services)
    executor = WorkflowExecutor(app.registry, scope=lambda one: RunScope(healing=healing, services=bodies))
    return executor.execute(workflow, context)


def agent(role: str) -> str:
    """A coding agent that plays a role."""
    return shlex.join([sys.executable, str(SAMPLES / "scripted_agent.py"), role])


def tried(log: ExecutionLog) -> list[tuple[str, str, str]]:
    """The rule, verdict and reason of each repair that was tried."""
    healing = log.results["check"].healing or {}
    return [(one["rule"], one["verdict"], one["why"]) for one in healing["attempts"]]


@pytest.mark.parametrize("command", [OWN, pytest.param(PYTEST, marks=pytest.mark.slow)], ids=["own", "pytest"])
def test_a_command_is_healed_by_a_rule_runs_again_and_the_run_goes_on(project: Path, command: str) -> None:
    step = Step("check", command=command, evidence=JUNIT, on_failure=CHAIN, healing={"scopes": ["*.py"]})
    log = run(project, step, Step("last", command="touch last"))
    assert tried(log) == [("missing-import", "kept", "the failure is gone")]
    result = log.results["check"]
    assert (log.state, log.verdict, result.attempts) == (RunState.COMPLETED, Verdict.PROVEN, 1)
    assert result.evidence == {"exit_code": 0, "tests": {"collected": 2, "passed": 2, "failed": 0, "skipped": 0}}
    assert (project / "calc.py").read_text().startswith("import json\n")
    assert (project / "last").exists()


@pytest.mark.slow
def test_a_verification_is_healed_like_a_command(project: Path) -> None:
    python = project / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -B "$@"\n')
    python.chmod(0o755)
    log = run(project, Step("check", verify=("test",), on_failure=CHAIN))
    assert tried(log) == [("missing-import", "kept", "the failure is gone")]
    result = log.results["check"]
    assert (log.verdict, result.outputs["passed"]) == (Verdict.PROVEN, True)
    assert result.evidence["tests"]["passed"] == 2


@pytest.mark.slow
def test_what_a_step_rules_out_is_not_repaired_and_its_own_failure_is_left(project: Path) -> None:
    step = Step("check", command=OWN, evidence=JUNIT, on_failure=CHAIN, healing={"never": ["calc.*"]})
    log = run(project, step)
    reason = "it changed calc.py, which the step never lets anybody change"
    assert tried(log) == [("missing-import", "rejected", reason)]
    assert (log.state, (project / "calc.py").read_text()) == (RunState.FAILED, CALC)
    assert log.results["check"].execution is not None and "calc.py" in log.results["check"].execution.tried[0]


@pytest.mark.slow
def test_scopes_narrow_what_a_repair_may_touch(project: Path) -> None:
    step = Step("check", command=OWN, on_failure=CHAIN, healing={"scopes": ["src/**"]})
    assert tried(run(project, step))[0][1:] == (
        "rejected",
        "it changed calc.py, which is outside the scopes of the step",
    )


@pytest.mark.slow
def test_a_coding_agent_may_not_touch_a_test_of_a_command(project: Path) -> None:
    (project / "calc.py").write_text("def add(a, b):\n    return a - b\n")
    step = Step("check", command=OWN, evidence=JUNIT, on_failure=CHAIN, healing={"agent": agent("edits-test")})
    log = run(project, step)
    reason = "it changed tests/test_calc.py, which coding agents may not edit"
    assert tried(log) == [("coding-agent", "rejected", reason)]
    assert ((project / "tests" / "test_calc.py").read_text(), log.state) == (TESTS, RunState.FAILED)


@pytest.mark.slow
def test_the_limits_of_a_step_hold_for_it(project: Path) -> None:
    step = Step("check", command=OWN, on_failure=CHAIN, healing={"limits": {"max_total_iterations": 0}})
    log = run(project, step)
    assert tried(log) == []
    assert log.results["check"].healing is not None
    assert log.results["check"].healing["guardrails"]["max_total_iterations"] == 0
    assert run(project, Step("check", command=OWN, on_failure=CHAIN), enabled=False).results["check"].healing is None


@pytest.mark.parametrize(
    ("healing", "said"),
    [
        (
            {"limits": {"max_fixes": 1}},
            "heal: limits: max_fixes: 1 is no limit; give a number for max_attempts_per_error",
        ),
        ({"limits": {"max_total_iterations": "many"}}, "heal: limits: max_total_iterations: many is no limit"),
        ({"limits": {"max_total_iterations": -1}}, "heal: limits: max_total_iterations is -1: use 0 or more"),
        ({"agent": "no-such-agent"}, "there is no agent 'no-such-agent'"),
    ],
)
def test_terms_that_mean_nothing_are_told(project: Path, healing: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        services_of(healing, App(project, agent="off").services)
    assert str(caught.value).startswith(said)


@pytest.mark.slow
def test_with_terms_that_mean_nothing_nothing_is_repaired(project: Path) -> None:
    log = run(project, Step("check", command=OWN, on_failure=CHAIN, healing={"limits": {"max_fixes": 1}}))
    assert "exited with 1; it was not healed: heal: limits: max_fixes: 1 is no limit" in log.results["check"].message
    assert (project / "calc.py").read_text() == CALC


@each(
    ("scopes", "path", "refused"),
    [
        ((), "tests/test_a.py", "which holds tests or gates"),
        (("**",), "tests/test_a.py", "which holds tests or gates"),
        (("src/**",), "src/tests/test_a.py", "which holds tests or gates"),
        (("tests/**",), "tests/test_a.py", ""),
        (("src/**", "tests/test_a.py"), "tests/test_a.py", ""),
        (("tests/test_a.py",), "tests/test_b.py", "outside the scopes"),
        ((".github/**",), ".github/workflows/ci.yml", ""),
        (("**/.git/**", "**/test_*.py"), ".git/test_hook.py", "never lets anybody change"),
        ((".mity/**", "tests/**"), ".mity/stack.yaml", "never lets anybody change"),
    ],
)
def test_only_a_scope_that_names_tests_and_gates_frees_them(scopes: tuple[str, ...], path: str, refused: str) -> None:
    fix = Fix("a-rule", "a fix", scope=(path,))
    policy = HealingTerms(scopes).applied_to(fix_policy(Diagnosis(ErrorType.BUILD), fix))
    reason = violation(policy, {path: (b"a = 1\n", b"a = 2\n")})
    assert (refused in reason) if refused else not reason, reason


@each(
    ("scopes", "never", "shown"),
    [
        ((), (), (("src/**",), (".github/**", "tests/**"))),
        (("app/**",), (), (("app/**",), (".github/**", "tests/**"))),
        (("tests/**", "app/**"), (), (("tests/**", "app/**"), (".github/**",))),
        (("tests/**",), ("app/secret.py",), (("tests/**",), ("app/secret.py", ".github/**"))),
    ],
)
def test_an_agent_is_told_what_it_may_change_by_the_scopes(
    scopes: tuple[str, ...], never: tuple[str, ...], shown: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    assert HealingTerms(scopes, never).shown(("src/**",), (".github/**", "tests/**")) == shown


def test_no_scope_lets_a_test_be_deleted() -> None:
    policy = HealingTerms(("tests/**",)).applied_to(fix_policy(Diagnosis(ErrorType.BUILD), Fix("r", "t")))
    assert violation(policy, {"tests/test_a.py": (b"a\n", None)}) == "it deleted tests/test_a.py"


@each(
    ("key", "command", "counts", "stage"),
    [
        ("build", "make", None, "build"),
        ("call>test", "make", None, "test"),
        ("check", "npm test", None, "test"),
        ("check", "python -m pytest -x", None, "test"),
        ("check", "make", Counts(1), "test"),
        ("check", "make latest", None, "check"),
    ],
)
def test_what_runs_tests_is_known_as_a_test(key: str, command: str, counts: Counts | None, stage: str) -> None:
    outcome = Outcome(Command(("/bin/sh", "-e", "-c", command)), 1)
    assert stage_of(key, Execution(outcome, counts=counts)) == stage
