"""Every key of the language: what a definition says with it is what the core holds. One row for each key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from definition import KNOWN
from key_rows import DEFAULTS, STAGE, WORKFLOW
from mity.workflow.load import definitions, load
from mity.workflow.model import Workflow
from mity.workflow.part_keys import TABLES
from part_rows import PARTS
from rows import each
from step_rows import STATE, STEP

ROWS = [*WORKFLOW, *STAGE, *DEFAULTS, *STEP, *STATE, *PARTS]
SHARED = "name: base\nabstract: true\nenv: {A: b}\n---\nname: child\nparameters: {n: {}}\nsteps: [{station: build}]\n"
BASES = {one.name: one.node for one in definitions(SHARED, "")}


def flow(text: str) -> Workflow:
    """The workflow of a text."""
    [one] = definitions(text, "flow.yaml")
    return load(one, {"flow.yaml": text}, BASES.get, KNOWN)


@each(("key", "text", "seen", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_a_key(key: str, text: str, seen: Callable[[Workflow], Any], expected: object) -> None:
    assert seen(flow(text)) == expected


def test_the_log_holds_all_that_a_key_says() -> None:
    for key, text, seen, expected in ROWS:
        if key != "rule.if":  # places are not kept
            assert seen(Workflow.from_json(flow(text).to_json())) == expected


def test_every_key_has_a_row() -> None:
    keys = {f"{table}.{name}" for table, keys in TABLES.items() for name in keys}
    assert {row[0] for row in ROWS} == keys
