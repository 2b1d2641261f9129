"""Steps may be called like anything that a log has names for: a run with such a name does what it does with another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fake_stations import document_path, registry
from harness import Mity
from mity import ExecutionLog, RunState, Stage, Step, Workflow, WorkflowContext, WorkflowExecutor
from mity.errors import DefinitionError
from mity.runs.events import Event
from mity.workflow.library import Library
from rows import each

NAMES = (
    *("conditions", "condition", "condition-1", "recovery", "undo", "finally", "on_success", "on_failure", "rollback"),
    *("items", "item", "attempt", "actions", "next", "next-1", "parallel", "main", "main-2", "stages", "steps", "run"),
    *("document", "forget", "station", "stage", "_", "x-1"),
)
"""Parts of keys and addresses, members of the log and of its journal."""
FLOW = """
name: flow
conditions:
  - {if: "n > 0", then: {name: ruled, command: echo rule >> said}}
  - {if: "n > 1", then: {command: echo no >> said}}
stages:
  - name: NAME
    for_each: [1, 2]
    steps:
      - {name: each, command: 'true', if: "item > 0"}
      - {name: own, for_each: [3, 4], if: "item > 3", command: 'true'}
  - name: second
    steps:
      - name: NAME
        command: echo n=1 >> "$MITY_OUTPUT"
        outputs: [n]
        on_success: [{command: echo first >> said}, {command: echo second >> said}]
      - {name: call, workflow: inner}
  - name: third
    steps:
      - name: build
        for_each: [5]
        command: echo build >> said; test -e mended
        on_failure: [{name: NAME, command: 'echo mend >> said; touch mended'}, {retry: 1}]
on_success: [{command: echo good >> said}]
finally: [{name: NAME, command: echo last >> said}]
---
name: inner
conditions: [{if: "m == 2", then: {command: echo inner rule >> said}}]
steps:
  - {name: NAME, command: 'echo m=2 >> "$MITY_OUTPUT"', outputs: [m], on_success: [{command: echo inner >> said}]}
"""


KILLED_AT = (0, 7, 31, 37, 43, 49, 55)
"""Numbers of events, 0 for none: within a list, behind actions, a condition and a recovery."""


def ran(folder: Path, name: str, kill: int = 0) -> tuple[ExecutionLog, list[str]]:
    """The run of the workflow with steps of this name, and what it said; `kill` ends it at an event of this number."""
    (folder / "app").mkdir(parents=True)
    (folder / "flow.yaml").write_text(FLOW.replace("NAME", name))
    library = Library(folder)
    workflow = library.find("flow.yaml:flow")
    dies = _Dying(kill)
    executor = WorkflowExecutor(registry(), workflows=library.called(workflow), listeners=[dies])
    try:
        log = executor.execute(workflow, WorkflowContext(folder, "app"))
    except KeyboardInterrupt:
        log = executor.resume(executor.load_log(document_path(folder)))
    assert dies.died == bool(kill)
    return log, (folder / "app" / "said").read_text().splitlines()


class _Dying:
    def __init__(self, at: int) -> None:
        self._at, self.died = at, False

    def __call__(self, event: Event) -> None:
        if event.seq == self._at and not self.died:
            self.died = True
            raise KeyboardInterrupt


def comparable(log: ExecutionLog, said: list[str]) -> object:
    """What must be the same whatever a step is called."""
    results = [(result.status, result.reason, result.attempts) for result in log.results.values()]
    decided = [len(one) for one in (log.progress.conditions, log.progress.lists, log.progress.attempts)]
    return log.state, results, decided, len(log.stations), said


SAID = ["first", "second", "rule", "inner", "inner rule", "build", "mend", "build", "good", "last"]


def test_actions_of_a_step_named_conditions_and_those_of_conditions_are_done(tmp_path: Path) -> None:
    log, said = ran(tmp_path, "conditions")
    assert (log.state, said) == (RunState.COMPLETED, SAID)


@pytest.mark.slow
@pytest.mark.parametrize("kill", KILLED_AT)
def test_a_name_that_a_log_uses_too_is_a_name_like_others(tmp_path: Path, kill: int) -> None:
    """Also where the run is cut off and goes on."""
    usual = comparable(*ran(tmp_path / "usual", "plain", kill))
    for name in NAMES:
        assert comparable(*ran(tmp_path / name, name, kill)) == usual, name


@each("name", ["a>b", "a[0]", "a#2", "a~b", "on_success/1"])
def test_a_name_that_would_be_read_in_two_ways_is_refused(name: str) -> None:
    for build in (lambda flow: flow.station("x", id=name), lambda flow: flow.add(Stage((Step(name, command="true"),)))):
        with pytest.raises(DefinitionError, match="a name has none of"):
            build(Workflow("flow"))


def test_a_condition_that_fired_in_an_older_log_does_not_fire_again(tmp_path: Path) -> None:
    """Older logs have conditions at `conditions[0]`, and what they led to as `on_success/conditions.1`."""
    log, said = ran(tmp_path, "plain")
    text = re.sub(r"#condition-1", "conditions.1", document_path(tmp_path).read_text())
    text = text.replace('"conditions.1":{"text"', '"conditions[0]":{"text"', 1)
    document_path(tmp_path).write_text(text)
    executor = WorkflowExecutor(registry(), workflows=log.workflows)
    old = executor.load_log(document_path(tmp_path))
    assert "conditions[0]" in old.progress.conditions and "on_success/conditions.1" in old.results
    executor.resume(old, from_station="build")
    assert (tmp_path / "app" / "said").read_text().splitlines().count("rule") == said.count("rule") == 1


def test_steps_deep_within_workflows_have_transcripts_and_answers_whatever_they_are_called(mity: Mity) -> None:
    """The key of a step is longer than any name of a file may be where workflows with long names call each other."""
    a, b, c, d = (sign * 100 for sign in "abcd")
    (mity.workspace / "flow.yaml").write_text(
        f"name: flow\nsteps: [{{name: {a}, workflow: g}}]\n---\nname: g\nsteps: [{{name: {b}, workflow: h}}]\n---\n"
        f"name: h\nsteps:\n  - {{name: {c}, command: echo said}}\n  - {{name: {d}, type: checkpoint, message: Well?}}\n"
    )
    assert mity("run", "flow.yaml:flow", "--trust", "-q").code == 3
    logs = mity.workspace / ".mity" / "logs"
    assert [path.read_text() for path in logs.rglob("*.log")] == ["said\n"]
    assert mity("ask", "flow", "Which one?").code == 0
    answered = mity("approve", "flow")
    assert answered.code == 0, answered.text
    done = mity("resume", "--json")
    assert done.code == 0, done.text
    assert "Which one?" in str(done.json["results"])
