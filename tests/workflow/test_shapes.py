"""Whole definitions of the two usual shapes: stages of named steps, and a JSON list of steps with ids."""

from __future__ import annotations

from pathlib import Path

from definition import STATIONS, written
from mity.workflow.core import Loop
from mity.workflow.library import Library
from mity.workflow.model import Workflow

STAGES = """\
# .x/workflows/base.yaml
name: base
abstract: true
defaults: {timeout: 2h, max_retries: 3, on_failure: notify}
common_steps:
  lint:
    command: ${{ project.lint_command }}
    on_failure:
      - command: tidy --all
      - retry
---
# .x/workflows/release-notes.yaml
extends: base
version: 1.0.0
triggers:
  - {type: spec_added, filter: "notes/*.md"}
  - {type: manual}
  - {type: schedule, cron: "30 6 * * FRI"}
parameters:
  checked: {type: boolean, default: true}
  at_once: {type: boolean, default: false}
stages:
  - name: collect
    steps:
      - name: find
        command: find-changes --since ${{ spec.since }}
        outputs: [changes]
        on_failure: retry
        max_retries: 1
      - use: common_steps.lint
  - name: write
    parallel: ${{ parameters.at_once }}
    for_each: ${{ outputs.changes }}
    steps:
      - {name: draft, command: "writer draft --about ${{ item }}"}
      - name: try
        command: ${{ project.test_command }}
        on_failure:
          - command: writer mend --text ${{ outputs.text }}
          - retry: 2
  - name: agree
    condition: ${{ parameters.checked && stages.write.status == 'success' }}
    steps:
      - {name: ask, type: checkpoint, message: "Are these notes right?", timeout: 24h}
      - name: apply
        condition: ${{ checkpoint.approved_with_changes }}
        command: |
          git add -A
          git commit -m "docs: ${{ spec.name }} (${{ outputs.count }})"
on_success:
  - {type: notification, message: "Notes of ${{ spec.name }} are out"}
  - {type: trigger_workflow, workflow: announce}
on_failure:
  - {type: create_issue, title: "Notes failed in ${{ failed_stage }}"}
"""
IDS = """\
{
  "name": "tidy",
  "steps": [
    {"id": "look", "name": "Look Around", "command": "@look-around", "inputs": ["where"], "outputs": ["findings"],
     "on_failure": "abort"},
    {"id": "plan", "command": "@plan", "inputs": ["findings"], "outputs": ["steps"], "on_failure": "retry",
     "retry_count": 1},
    {"id": "do", "command": "@do", "inputs": ["steps"], "outputs": ["result"], "parallel": true,
     "on_failure": "rollback"},
    {"id": "check", "command": "make check", "outputs": ["coverage_now"], "on_failure": "fix_and_retry"},
    {"id": "judge", "command": "@judge", "inputs": ["result", "coverage_now"], "on_failure": "escalate"}
  ],
  "error_handlers": {
    "rollback": {"action": "git restore .", "notify": true},
    "fix_and_retry": {"action": "@mend", "max_attempts": 4},
    "escalate": {"action": "request_user_input", "message": "Please look."}
  },
  "conditions": [{"if": "coverage_now < 70%", "then": "write_more"}, {"if": "holes > 0", "then": "abort_workflow"}],
  "rollback": {"strategy": "checkpoint", "checkpoints": [{"after": "plan"}, {"before": "judge"}],
               "cleanup_actions": ["drop_scratch"]},
  "success_actions": ["keep_result"]
}
"""


def test_stages_of_named_steps(tmp_path: Path) -> None:
    written(tmp_path, STAGES, ".mity/workflows/all.yaml")
    library = Library(tmp_path)
    flow = library.find("release-notes", STATIONS)
    assert [(one.name, one.parallel, one.loop) for one in flow.stages] == [
        ("collect", "", None),
        ("write", "parameters.at_once", Loop("${{ outputs.changes }}")),
        ("agree", "", None),
    ]
    steps = {step.id: step for step in flow.steps()}
    assert list(steps) == ["find", "lint", "draft", "try", "ask", "apply"]
    chains = {name: [one.policy.value for one in step.on_failure or ()] for name, step in steps.items()}
    assert (chains["find"], chains["lint"], chains["draft"]) == (["retry"], ["steps"], ["notify", "abort"])
    ask = steps["ask"]
    assert (steps["find"].timeout_s, ask.timeout_s, ask.checkpoint and ask.checkpoint.timeout_s) == (7200, None, 86400)
    assert [one.code for one in library.warnings] == ["unknown-output", "unknown-output", "unknown-workflow"]
    assert Workflow.from_json(flow.to_json()).to_json() == flow.to_json()


def test_a_list_of_steps_with_ids(tmp_path: Path) -> None:
    written(tmp_path, IDS, ".mity/workflows/tidy.json")
    library = Library(tmp_path)
    flow = library.find("tidy", STATIONS)
    assert [(stage.name, [step.id for step in stage.steps]) for stage in flow.stages] == [
        ("main", ["look", "plan", "do", "check", "judge"]),
    ]
    assert [(one.name, one.required) for one in flow.parameters] == [("where", True)]
    assert [dict(step.inputs) for step in flow.steps()][4] == {
        "result": "${{ outputs.result }}",
        "coverage_now": "${{ outputs.coverage_now }}",
    }
    chains = [[one.policy.value for one in step.on_failure or ()] for step in flow.steps()]
    assert chains == [["abort"], ["retry"], ["notify", "rollback", "steps", "abort"], ["steps"], ["ask"]]
    assert [(rule.condition, rule.end) for rule in flow.rules] == [
        ("outputs.coverage_now < 70", ""),
        ("outputs.holes > 0", "abort_workflow"),
    ]
    assert flow.rollback is not None
    assert (flow.rollback.after, flow.rollback.before) == (("plan",), ("judge",))
    assert Workflow.from_json(flow.to_json()).to_json() == flow.to_json()
