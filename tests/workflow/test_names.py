"""Names in expressions: what cannot be there is told at its own character, before anything runs."""

from __future__ import annotations

from pathlib import Path

from definition import STATIONS, mistakes, read, written
from mity.workflow.library import Library
from rows import each

STAGES = """\
parameters: {n: {default: x}}
stages:
  - name: one
    steps: [{name: a, command: x}]
  - name: two
    if: "%s"
    parallel: true
    steps:
      - {name: b, command: x, env: {V: "${{ %s }}"}}
      - {name: c, command: x, if: "%s"}
  - name: three
    steps: [{name: d, command: x, on_failure: [{name: r, command: x, if: "%s"}]}]
"""
RIGHT = ("steps.a.status == 'success'", "steps.a.outputs.k.deep[0]", "parameters['n']", "run.id")


def test_names_that_can_be_there(tmp_path: Path) -> None:
    assert read(tmp_path, STAGES % RIGHT).stages[1].condition == RIGHT[0]
    assert read(tmp_path, STAGES % ("env.X", "outputs.any", "project.name.more", "steps[parameters.n].status"))


@each(
    ("where", "expression", "ahead", "code", "hint"),
    [
        (0, "steps.b.status", 6, "too-early", "read steps that ran before it"),
        (0, "steps.c.status", 6, "too-early", "put them in separate stages"),
        (0, "steps.d.status", 6, "too-early", "move 'd' above it"),
        (1, "steps.c.status", 6, "too-early", "put them in separate stages"),
        (2, "steps.b.status", 6, "too-early", "put them in separate stages"),
        (2, "1 == 1 && !steps.d.status", 17, "too-early", "move 'd' above it"),
        (3, "steps.r.error", 6, "unknown-step", "known: a, b, c, d"),
        (1, "steps.A.status", 6, "unknown-step", ""),
        (1, "steps['aa'].status", 6, "unknown-step", ""),
        (1, "steps.a.state", 8, "unknown-key", "did you mean 'status'?"),
        (1, "run.idd", 4, "unknown-key", "did you mean 'id'?"),
        (1, "join(parameters.m, 'x')", 16, "unknown-parameter", ""),
        (1, "contains(parameter.n, 'x')", 9, "unknown-context", "did you mean 'parameters'?"),
        (1, "item.name", 0, "unknown-context", ""),
        (1, "index", 0, "unknown-context", "read it within `for_each`"),
        (2, "checkpoint.approved", 0, "too-early", "read it behind a step of `type: checkpoint`"),
        (1, "checkpoints.a.approved", 12, "unknown-step", ""),
        (0, "stages.three.status", 7, "too-early", "move 'three' above it"),
        (1, "stages.two.status", 7, "too-early", "read stages that ran before it"),
        (1, "stages.on.status", 7, "unknown-stage", "did you mean 'one'?"),
        (1, "stages.one.state", 11, "unknown-key", "did you mean 'status'?"),
        (1, "metrics.coverag", 8, "unknown-key", "did you mean 'coverage'?"),
        (2, "a ? b : allways()", 8, "unknown-function", "did you mean 'always'?"),
        (2, "startswith('a', 'b')", 0, "unknown-function", "did you mean 'startsWith'?"),
    ],
)
def test_names_that_cannot(tmp_path: Path, where: int, expression: str, ahead: int, code: str, hint: str) -> None:
    filled = [*RIGHT]
    filled[where] = expression
    text = STAGES % tuple(filled)
    line = next(number for number, one in enumerate(text.split("\n"), 1) if expression in one)
    column = text.split("\n")[line - 1].index(expression) + ahead + 1
    found = mistakes(tmp_path, text)
    assert (line, column, code) in [(one.line, one.column, one.code) for one in found], found
    assert any(hint in one.hint for one in found if one.code == code)


def test_a_recovery_step_reads_the_step_that_failed(tmp_path: Path) -> None:
    filled = [*RIGHT]
    filled[3] = "steps.d.error && error && failed_step == 'd'"
    assert read(tmp_path, STAGES % tuple(filled)).stages


@each(
    ("text", "column", "code"),
    [
        ("steps: [{name: a, command: ['sh', '-c', 'y ${{ env.A }}']}]", 42, "unsafe-place"),
        ("steps: [{name: a, command: '${{ env.A }}'}]", 29, "unsafe-place"),
        ("steps: [{name: a, command: ['${{ env.A }}', x]}]", 30, "unsafe-place"),
        ("steps: [{name: a, command: ''}]", 28, "wrong-type"),
        ("steps: [{name: a, command: []}]", 28, "wrong-type"),
        ("steps: [{name: a, command: [x, [y]]}]", 32, "wrong-type"),
        ("steps: [{name: a, command: {x: y}}]", 28, "wrong-type"),
        ("steps: [{name: a, command: '@generate design'}]", 28, "wrong-type"),
        ("steps: [{name: a, command: x, inputs: [k-1, 'no way']}]", 45, "wrong-type"),
        ("steps: [{name: a, command: x, if: '${{ true }} && false'}]", 35, "extra-text"),
        ("steps: [{name: a, command: x, if: '${{ env.A }} '}]", 35, "extra-text"),
        ("steps: [{name: a, command: x, if: '${{ true'}]", 36, "bad-expression"),
        ("steps: [{name: a, command: x, env: {V: '${{ 1 }} ${{'}}]", 50, "bad-expression"),
        ("steps: [{name: a, command: x, timeout: 1}]", 40, "wrong-type"),
        ("steps: [{name: a, command: x, timeout: 1w}]", 40, "wrong-type"),
        ("steps: []", 8, "missing-key"),
        ("steps: [], stages: []", 0, ""),
        ("stages: []", 9, "missing-key"),
        ("stages: [{steps: [{station: build}]}]", 10, "missing-key"),
        ("stages: [{name: a, parallel: '${{ 1 }} ', if: 'x', steps: [{station: build}]}]", 48, "unknown-context"),
        ("stages: [{name: a, atomic: 1, steps: [{station: build}]}]", 28, "wrong-type"),
        ("stages: [x]", 10, "wrong-type"),
        ("steps: [x]", 9, "wrong-type"),
        ("steps: [{station: ''}]", 19, "unknown-station"),
        ("steps: [{name: a, command: x, x-note: 1, '<<': {}}]", 42, "unknown-key"),
    ],
)
def test_steps_and_stages_that_are_wrong(tmp_path: Path, text: str, column: int, code: str) -> None:
    found = [(one.line, one.column, one.code) for one in mistakes(tmp_path, text)]
    assert found if not code else (1, column, code) in found, found


def test_two_stages_or_steps_must_not_have_one_name(tmp_path: Path) -> None:
    text = "stages:\n  - {name: s, steps: [{station: build}]}\n  - {name: s, steps: [{name: build, command: x}]}\n"
    found = [(one.line, one.column, one.code, one.message) for one in mistakes(tmp_path, text)]
    assert found == [
        (3, 5, "duplicate-name", "two stages are named 's': the first in line 2"),
        (3, 23, "duplicate-name", "two steps are named 'build': the first in line 2"),
    ]


@each(
    "text, column, hint",
    [
        ("stages: [{name: a, max_parallel: 2, steps: [{station: build}]}]", 34, "add `parallel: true`"),
        ("stages: [{name: a, for_each: [1], max_parallel: 2, steps: [{station: build}]}]", 49, "add `parallel: true`"),
        ("stages: [{name: a, fail_fast: false, steps: [{station: build}]}]", 31, "add `parallel: true`"),
        ("stages: [{name: a, as: x, steps: [{station: build}]}]", 24, "add `for_each:`"),
        ("steps: [{name: a, command: x, max_parallel: 2}]", 45, "add `for_each:`"),
    ],
)
def test_a_key_that_does_nothing_where_it_stands_is_a_warning(
    tmp_path: Path, text: str, column: int, hint: str
) -> None:
    written(tmp_path, text)
    library = Library(tmp_path)
    library.find("flow.yaml", STATIONS)
    assert (column, hint) in [(one.column, one.hint) for one in library.warnings]
    assert {one.code for one in library.warnings} == {"missing-key"}
