"""The JSON Schema says what the reader says: right definitions conform, mistaken ones do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_keys import ROWS

from definition import read
from harness import SAMPLES, Mity
from mity.workflow.load import definitions
from mity.workflow.schema import schema
from mity.workflow.sources import shipped
from rows import each

pytestmark = pytest.mark.slow

VALIDATOR = Draft202012Validator(schema())


def data(text: str) -> Any:
    """A definition as plain data."""
    [one] = definitions(text, "flow.yaml")
    return one.node.data


def test_the_schema_is_one_and_printed(mity: Mity) -> None:
    Draft202012Validator.check_schema(schema())
    assert mity("workflow", "schema").json == schema()


def test_every_shipped_definition_and_that_of_every_key_conforms() -> None:
    texts = [text for _, text in shipped()] + [row[1] for row in ROWS]
    texts += [path.read_text() for path in (SAMPLES / "pipelines").iterdir()]
    found = [one for text in texts for one in definitions(text, "flow.yaml")]
    assert len(found) > len(texts) > 200
    wrong = [(one.node.data, [said.message for said in VALIDATOR.iter_errors(one.node.data)]) for one in found]
    assert [one for one in wrong if one[1]] == []


@each(
    "text",
    [
        "steps: [{name: a, command: x, on_failure: [{command: y}, {retry: 3}]}]",
        "steps: [{name: a, command: x, on_failure: [{command: y}, retry]}]",
        "states: {a: {command: x, next: b, on_failure: [{retry: 2}]}, b: {final: success}}",
        "steps: [{name: a, command: x, condition: }]",
        "steps: [{name: a, command: x, if: false}]",
        "name: 5\nsteps: [{name: a, command: 5, cwd: 1}]",
        "steps: [{name: a, command: [echo, 1, true, null]}, {name: b, verify: [1]}]",
        "env: {A: 1, B: }\nparameters: {n: }\nsteps: [{name: a, command: x, env: {A: true}, ensure: true}]",
    ],
)
def test_what_can_be_read_conforms(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)
    assert [one.message for one in VALIDATOR.iter_errors(data(text))] == []


@each(
    "text",
    [
        "steps: [{name: a, comand: x}]",
        "stages: [{name: s, steps: [{command: x}], paralel: true}]",
        "steps: [{name: a, command: x, timeout: 90}]",
        "steps: [{name: a, command: x, heal: maybe}]",
        "steps: [{name: a, command: x, env: {A=B: x}}]",
        "steps: [{name: a, command: []}]",
        "steps: [{name: a, command: x, evidence: {}}]",
        "steps: [{name: a, command: x, type: pause}]",
        "steps: [{name: a, command: x, for_each: some}]",
        "steps: [{name: a, command: x, on_failure: []}]",
        "steps: [{name: a, command: x, on_failure: [{retry: 0}]}]",
        "steps: x",
        "common_steps: {c: {command: x, station: build}}\nsteps: [{use: c}]",
        "stages: [{name: s}]",
        "steps: []",
        "steps: [{station: build}]\nstages: [{name: s, steps: [{station: build}]}]",
        "description: nothing to run",
        "mode: manual\nsteps: [{station: build}]",
        "gates: [{min: 1}]\nsteps: [{station: build}]",
        "gates: [{metric: speed, min: 1}]\nsteps: [{station: build}]",
        "triggers: [{type: sometimes}]\nsteps: [{station: build}]",
        "triggers: [{type: custom, name: hello.*}]\nsteps: [{station: build}]",
        "parameters: {n: {type: text}}\nsteps: [{station: build}]",
        "states: {a: {next: [{if: x}]}}",
    ],
)
def test_mistaken_definitions_do_not_conform(text: str) -> None:
    assert not VALIDATOR.is_valid(data(text))
