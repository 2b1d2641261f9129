"""What has passed beside a step that was repaired looks at the repaired files, too."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from mity import ExecutionLog, RunState, Stage, Step, Verdict, Workflow, WorkflowContext, WorkflowExecutor
from mity.app import App
from mity.engine.scope import RunScope
from mity.services.repairs import Repairs
from mity.services.step_services import BodyServices
from mity.workflow.core import Handler, Loop, Policy
from mity.workflow.parts import Evidence

CALC = "def add(a, b):\n    return int(json.loads(str(a + b)))\n"
CHECK = f"{shlex.quote(sys.executable)} -B -c 'import calc; print(calc.add(2, 3))'"
SUITE = "'<testsuite><testcase name=\"a\"/></testsuite>'"
LOOK = f'echo "$NAME" >> looks.txt; echo {SUITE} > "$NAME.xml"'
CHAIN = (Handler(Policy.HEAL), Handler(Policy.ABORT))


def look(name: str, report: str, **more: object) -> Step:
    """A step that takes note of its name and leaves a report of tests."""
    evidence = Evidence(junit=(report,)) if report else None
    return Step(name, command=LOOK, env={"NAME": name}, evidence=evidence, **more)  # type: ignore[arg-type]


def run(project: Path, stage: Stage) -> ExecutionLog:
    """Runs a stage in a project, with all that heals."""
    app = App(project, agent="off")
    healing, bodies = Repairs(app.services), BodyServices(app.services)
    executor = WorkflowExecutor(app.registry, scope=lambda one: RunScope(healing=healing, services=bodies))
    context = WorkflowContext(project, "demo", output_path=project)
    return executor.execute(Workflow("flow", "Flow").add(stage), context)


def broken(project: Path) -> None:
    for name, text in {"calc.py": CALC, "requirements.txt": "", "pyproject.toml": "[project]\nname = 'demo'\n"}.items():
        (project / name).write_text(text, encoding="utf-8")


def test_checks_beside_a_repaired_step_run_again_and_nothing_else_does(workspace: Path) -> None:
    broken(workspace)
    check = Step("check", command=CHECK, on_failure=CHAIN, healing={"scopes": ["*.py"]})
    steps = (look("unit", "unit.xml"), look("plain", ""), look("publish", "publish.xml", once=True), check)
    log = run(workspace, Stage(steps, 4, "all"))
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN), log.error
    assert sorted((workspace / "looks.txt").read_text().split()) == ["plain", "publish", "unit", "unit"]
    assert log.results["check"].attempts == 1
    assert (log.results["check"].healing or {})["attempts"][0]["verdict"] == "kept"


def test_checks_of_other_items_run_again_when_one_item_is_repaired(workspace: Path) -> None:
    broken(workspace)
    check = Step("check", command=CHECK, on_failure=CHAIN, healing={"scopes": ["*.py"]}, condition="item == 'b'")
    steps = (look("unit", "unit.xml", condition="item == 'a'"), check)
    log = run(workspace, Stage(steps, 2, "each", loop=Loop(["a", "b"])))
    assert (log.state, log.verdict) == (RunState.COMPLETED, Verdict.PROVEN), log.error
    assert (workspace / "looks.txt").read_text().split() == ["unit", "unit"]
