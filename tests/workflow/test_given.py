"""Outputs and evidence of steps in expressions: what a step declares is what can be read of it."""

from __future__ import annotations

from pathlib import Path

from definition import STATIONS, mistakes_of, written
from mity.workflow.library import Library
from rows import each

FLOW = """\
name: flow
steps:
  - {name: a, command: x, outputs: {n: integer}, evidence: {junit: r.xml, sarif: s.sarif}}
  - {name: free, command: x}
  - {name: call, workflow: kid, outputs: [k]}
  - {name: asked, agent: do, outputs: [plan]}
  - {name: made, type: generate, command: x, outputs: [workflow]}
  - {name: checks, verify: true, outputs: [some]}
  - {name: last, command: y, if: "%s"}
---
name: kid
steps: [{name: one, command: x}]
"""


@each(
    "expression",
    [
        "steps.a.outputs.n.deep[0] > 1",
        "steps.free.outputs.any == 1",
        "steps.made.outputs.words == 'x'",
        "steps.checks.outputs.passed == true",
        "steps.a.outputs[outputs.n] == 1",
        "steps.a.evidence.tests.collected > steps.a.evidence.findings.error",
        "steps.free.evidence.exit_code == 0",
        "steps.asked.evidence.agent.cost_usd > 1",
        "metrics.tests.collected > metrics.findings.warning && metrics.coverage > 80%",
    ],
)
def test_what_may_be_there(tmp_path: Path, expression: str) -> None:
    assert (
        list(Library(written(tmp_path, FLOW % expression).parent).find("flow.yaml:flow", STATIONS).steps())[
            -1
        ].condition
        == expression
    )


@each(
    ("expression", "ahead", "code", "said"),
    [
        ("steps.a.outputs.m > 1", 16, "unknown-output", "step 'a' declares no output 'm': known: n"),
        ("steps['a'].outputs['nn'] > 1", 19, "unknown-output", "did you mean 'n'?"),
        ("steps.call.outputs.kk > 1", 19, "unknown-output", "did you mean 'k'?"),
        ("steps.asked.outputs.paln == 1", 20, "unknown-output", "did you mean 'plan'?"),
        ("steps.a.evidence.test.collected > 1", 17, "unknown-key", "did you mean 'tests'?"),
        ("steps.a.evidence.coverage > 1", 17, "unknown-key", "step 'a' shows no evidence 'coverage'"),
        ("steps.a.evidence.tests.colected > 1", 23, "unknown-key", "did you mean 'collected'?"),
        ("steps.free.evidence.tests.passed > 1", 20, "unknown-key", "known: exit_code"),
        ("metrics.tests.passd > 1", 14, "unknown-key", "did you mean 'passed'?"),
        ("metrics.coverage.lines > 1", 17, "unknown-key", "'coverage' of metrics has no 'lines'"),
    ],
)
def test_what_cannot_be_there_is_told_at_its_character(
    tmp_path: Path, expression: str, ahead: int, code: str, said: str
) -> None:
    written(tmp_path, FLOW % expression)
    (found,) = mistakes_of(tmp_path, "flow.yaml:flow")
    line = FLOW.splitlines()[8]
    assert (found.line, found.column, found.code) == (9, line.index("%s") + 1 + ahead, code)
    assert said in f"{found.message}: {found.hint}"
