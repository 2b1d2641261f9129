"""Words of other tools in definitions: each is refused at its place with how the same is written here."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.workflow import habits
from mity.workflow.contexts import CONTEXTS
from mity.workflow.functions import ABOUT
from mity.workflow.keys import STAGE, STATE, STEP, WORKFLOW
from mity.workflow.library import Library
from mity.workflow.mistakes import InvalidDefinition, Mistake
from rows import each

ROWS = [
    ("name: f\njobs: {a: {}}\n", 2, 1, "write `steps:`, or `stages:` that have steps"),
    ("name: f\non: push\nsteps: [{name: a, command: x}]\n", 2, 1, "write `triggers:`"),
    ("name: f\nbuild: {script: [make]}\nsteps: [{name: a, command: x}]\n", 2, 1, "`name: build`"),
    ("name: f\nstages: [build]\n", 2, 10, "write {name: build, steps: […]}"),
    ("name: f\nsteps:\n  - make test\n", 3, 5, "write {name: …, command: make test}"),
    ("name: f\nsteps: [{name: a, run: make}]\n", 2, 19, "write `command:`"),
    ("name: f\nsteps: [{name: a, command: x, needs: [b]}]\n", 2, 31, "in the order in which they stand"),
    ("name: f\nsteps: [{name: a, command: x, retry: 3}]\n", 2, 31, "`max_retries: N`"),
    ("name: f\nsteps: [{name: a, command: x, continue-on-error: true}]\n", 2, 31, "write `on_failure: continue`"),
    ("name: f\nsteps: [{name: a, command: x, on_failure: ignore}]\n", 2, 43, "write 'continue'"),
    ("name: f\nsteps: [{name: a, type: approval}]\n", 2, 25, "write 'checkpoint'"),
    ("name: f\nstages: [{name: a, matrix: {os: [a]}, steps: [{name: b, command: x}]}]\n", 2, 20, "write `for_each:`"),
    ("name: f\nsteps: [{name: a, command: x, become: true}]\n", 2, 31, "let the command say sudo"),
    ("name: f\nsteps: [{name: a, parallel: [{name: b, command: x}]}]\n", 2, 29, "each with `parallel: true`"),
    ("name: f\nstages: [{name: a, parallel: [{name: b, command: x}]}]\n", 2, 30, "below `steps:`"),
    ("name: f\nstages: [{name: a, parallel: 3, steps: [{name: b, command: x}]}]\n", 2, 30, "`max_parallel: 3`"),
    ("name: f\nstates: {a: {script: x, final: success}}\n", 2, 14, "write `command:`"),
    ("name: f\nsteps: [{name: a, command: 'echo ${{ secrets.X }}'}]\n", 2, 38, "`env: {NAME: null}`"),
    ("name: f\nsteps: [{name: a, command: 'echo ${{ toJSON(run) }}'}]\n", 2, 38, "write json(x)"),
    ("name: f\nsteps: [{name: a, command: x, if: run.mode == prod}]\n", 2, 47, "in quotes: 'prod'"),
    ("name: f\ntriggers: [{type: cron}]\nsteps: [{name: a, command: x}]\n", 2, 19, "write 'schedule'"),
    ("name: f\nparameters: {a: {type: int}}\nsteps: [{name: a, command: x}]\n", 2, 24, "write 'integer'"),
    (
        "name: f\ngates: [{metric: error_rate, max: 1}]\nsteps: [{name: a, command: x}]\n",
        2,
        18,
        "`ensure:` of its step",
    ),
    ("name: f\nsteps: [{name: a, uses: actions/checkout@v4}]\n", 2, 25, "write what it does as a `command:`"),
    ("name: f\nsteps: [{name: a, uses: ./ci.yml}]\n", 2, 25, "with `workflow:`"),
    ("name: f\nsteps:\n  - name: a\n  command: x\n", 4, 3, "it is less indented than the item of the list before it"),
]
WARNED = [
    ("name: f\nsteps: [{name: a, command: 'echo {{ parameters.x }}'}]\n", 2, 34, "write ${{ }}"),
    ("name: f\nsteps: [{name: a, command: 'echo v=1 >> $GITHUB_OUTPUT', outputs: [v]}]\n", 2, 42, '"$MITY_OUTPUT"'),
]


def mistakes(folder: Path, text: str) -> list[Mistake]:
    (folder / "f.yaml").write_text(text)
    with pytest.raises(InvalidDefinition) as raised:
        Library(folder).find("f.yaml")
    return raised.value.mistakes


@each("text,line,column,hint", ROWS)
def test_a_word_of_another_tool_is_told_in_ours(tmp_path: Path, text: str, line: int, column: int, hint: str) -> None:
    found = [one for one in mistakes(tmp_path, text) if (one.line, one.column) == (line, column)]
    assert [one for one in found if hint in one.hint], mistakes(tmp_path, text)
    assert not [one for one in found if one.fix], "another word alone would not make it right"


@each("text,line,column,hint", WARNED)
def test_what_is_allowed_and_hardly_meant_is_warned_of(
    tmp_path: Path, text: str, line: int, column: int, hint: str
) -> None:
    (tmp_path / "f.yaml").write_text(text)
    library = Library(tmp_path)
    library.find("f.yaml")
    assert [(one.line, one.column) for one in library.warnings if hint in one.hint] == [(line, column)]


@each("command", ["docker ps --format '{{.Names}}'", "helm template {{ .Values }}", "echo '{{ name }}'"])
def test_braces_of_programs_are_left_alone(tmp_path: Path, command: str) -> None:
    (tmp_path / "f.yaml").write_text(f'name: f\nsteps: [{{name: a, command: "{command}"}}]\n')
    library = Library(tmp_path)
    library.find("f.yaml")
    assert library.warnings == []


def test_no_hint_is_for_a_word_that_is_one_of_ours() -> None:
    ours = {"workflow": WORKFLOW, "stage": STAGE, "step": STEP, "state": STATE}
    assert {kind: sorted(habits.KEYS[kind].keys() & keys) for kind, keys in ours.items()} == {kind: [] for kind in ours}
    assert not habits.CONTEXTS.keys() & CONTEXTS.keys()
    assert not habits.FUNCTIONS.keys() & ABOUT.keys()
