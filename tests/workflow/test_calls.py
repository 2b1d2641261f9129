"""Workflows that call others: they are there, take what they are given, and do not end in themselves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from definition import STATIONS, mistakes, mistakes_of, read, written
from mity.workflow.library import Library
from rows import each

CHILD = """
parameters:
  n: {type: integer}
  s: {default: x, values: [x, '1.10']}
  l: {type: list, default: []}
steps: [{station: build}]
"""


@each(
    ("inputs", "column", "code", "said"),
    [
        ("", 29, "missing-key", "workflow 'child' needs 'n'"),
        (", inputs: {s: x}", 29, "missing-key", "workflow 'child' needs 'n'"),
        (", inputs: {n: 1, m: 2}", 54, "unknown-parameter", "has no parameter 'm'"),
        (", inputs: {n: one}", 48, "wrong-type", "must be an integer"),
        (", inputs: {n: 1.5}", 48, "wrong-type", "must be an integer"),
        (", inputs: {n: null}", 48, "wrong-type", "must be an integer"),
        (", inputs: {n: 1, s: y}", 54, "wrong-type", "must be one of x, 1.10"),
        (", inputs: {n: 1, s: 2.5}", 54, "wrong-type", "must be a string"),
        (", inputs: {n: 1, l: {a: b}}", 54, "wrong-type", "must be a list"),
        (", inputs: 7", 44, "wrong-type", "inputs must be a mapping"),
    ],
)
def test_inputs_are_checked_against_the_parameters(
    tmp_path: Path, inputs: str, column: int, code: str, said: str
) -> None:
    written(tmp_path, CHILD, ".mity/workflows/child.yaml")
    found = mistakes(tmp_path, f"steps: [{{name: x, workflow: child{inputs}}}]\n")
    assert [(one.line, one.column, one.code) for one in found if said in one.message] == [(1, column, code)], found


def test_inputs_that_fit_and_those_known_only_later(tmp_path: Path) -> None:
    written(tmp_path, CHILD, ".mity/workflows/child.yaml")
    inputs = "{n: '${{ parameters.a }}', s: 1.10, l: 'a,b'}"
    flow = read(tmp_path, f"parameters: {{a: }}\nsteps: [{{workflow: child, inputs: {inputs}}}]\n")
    assert [(one.id, one.workflow) for one in flow.steps()] == [("child", "child")]
    assert list(Library(tmp_path).called(flow, STATIONS)) == ["child"]


def test_what_a_called_workflow_reads_without_declaring_it_can_be_given(tmp_path: Path) -> None:
    child = "steps: [{name: a, command: 'true', outputs: [mine]}, {name: b, command: 'true', inputs: [theirs, mine]}]\n"
    written(tmp_path, child, ".mity/workflows/child.yaml")
    flow = read(tmp_path, "steps: [{workflow: child, inputs: {theirs: 1}}]\n")
    called = Library(tmp_path).called(flow, STATIONS)["child"]
    assert [one.name for one in called.parameters] == ["theirs"]
    wrong = mistakes(tmp_path, "steps: [{workflow: child, inputs: {others: 1}}]\n")
    assert [one.message for one in wrong] == ["workflow 'child' has no parameter 'others'"]


def test_circles_are_shown_with_the_whole_way(tmp_path: Path) -> None:
    written(tmp_path, "steps: [{workflow: c}, {workflow: build}]\n", ".mity/workflows/b.yaml")
    written(tmp_path, "stages: [{name: s, steps: [{workflow: flow}]}]\n", ".mity/workflows/c.yaml")
    written(tmp_path, "steps: [{station: build}, {name: again, workflow: e}]\n", ".mity/workflows/e.yaml")
    found = mistakes(tmp_path, "steps:\n  - {workflow: b}\n  - {workflow: flow}\n  - {workflow: c}\n")
    assert [(one.line, one.column, one.code, one.message) for one in found] == [
        (2, 16, "circle", "workflows call each other: flow → b → c → flow"),
        (3, 16, "circle", "workflows call each other: flow → flow"),
        (4, 16, "circle", "workflows call each other: flow → c → flow"),
    ]
    [one] = mistakes(tmp_path, "name: e2\nsteps: [{station: build}, {workflow: nowhere}]\n")
    assert one.code == "unknown-workflow"


def test_a_circle_among_others_is_their_mistake(tmp_path: Path) -> None:
    written(tmp_path, "steps: [{name: again, workflow: e}]\n", ".mity/workflows/e.yaml")
    flow = read(tmp_path, "steps: [{workflow: e}]\n")
    [one] = mistakes_of(tmp_path, "e")
    assert (one.file, one.code) == (".mity/workflows/e.yaml", "circle")
    assert [step.id for step in flow.steps()] == ["e"]


def test_an_abstract_workflow_is_not_called(tmp_path: Path) -> None:
    [one] = mistakes(tmp_path, "steps: [{workflow: proofs}]\n")
    assert (one.line, one.column, one.code) == (1, 20, "unknown-workflow")
    assert "is abstract" in one.message


@pytest.mark.slow
def test_hundreds_of_calls_are_checked_in_a_moment(tmp_path: Path) -> None:
    names = [f"w{n}" for n in range(30)]
    calls = [", ".join([*(f"{{workflow: {each}}}" for each in names[n + 1 :]), "{station: build}"]) for n in range(30)]
    text = "---\n".join(f"name: {one}\nsteps: [{called}]\n" for one, called in zip(names, calls, strict=True))
    written(tmp_path, text, ".mity/workflows/all.yaml")
    began = time.process_time()
    flow = read(tmp_path, "steps: [{workflow: w0}]\n")
    assert set(Library(tmp_path).called(flow)) == set(names)
    assert time.process_time() - began < 5
