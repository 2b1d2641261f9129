"""What the JSON Schema says of the keys of one mapping together: one body, a name, members that need each other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from mity.workflow.keys import BODIES
from mity.workflow.one_body import OF_CHECKPOINTS, UNHEALED, UNHELD, UNMOVED
from mity.workflow.part_keys import EVENT_NAME, POSTED

Schema = dict[str, Any]
NAME: Schema = {"type": ["string", "boolean", "null"], "pattern": "^[A-Za-z_][A-Za-z0-9_-]*$", "maxLength": 100}
"""A name of a step or stage. Scalars that look like no name are other words for the reader."""


def _has(*names: str) -> Schema:
    return {"required": list(names)}


def _any(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _is(name: str, word: str) -> Schema:
    return {"properties": {name: {"const": word}}, **_has(name)}


_TAKES = _any(_has("use"), _has("uses"))
"""A common step gives what is missing."""
_CHECKPOINT = _is("type", "checkpoint")
_BODIES = [*map(_has, BODIES), _CHECKPOINT]
_ONE_BODY: Schema = {
    "not": _any(
        *(_has(*pair) for pair in combinations(BODIES, 2)),
        {"allOf": [_CHECKPOINT, _any(*map(_has, BODIES))]},
    )
}
_ASKED = _any({"const": ""}, {"$ref": "#/$defs/checkpoint-input"})
_OF_STEPS: tuple[Schema, ...] = (
    {
        "if": _CHECKPOINT,
        "then": {"properties": {"inputs": {"type": "object", "additionalProperties": _ASKED}}},
    },
    {"if": _has("workflow"), "then": {"properties": {"inputs": {"type": "object"}}}},
    {"if": _is("type", "generate"), "then": {"not": _any(_has("workflow"), _has("verify"))}},
    {"not": {"allOf": [_has("heal"), _any(_CHECKPOINT, *map(_has, sorted(UNHEALED)))]}},
    {"not": {"allOf": [_has("sandbox"), _any(_CHECKPOINT, *map(_has, sorted(UNHELD)))]}},
    {"not": {"allOf": [_has("runs_on"), _any(_CHECKPOINT, *map(_has, sorted(UNMOVED)))]}},
    {"if": {"not": _any(_TAKES, _CHECKPOINT)}, "then": {"not": _any(*(_has(one) for one in OF_CHECKPOINTS))}},
)
_OF_SHARED = (*_OF_STEPS, {"if": {"not": _TAKES}, "then": _ONE_BODY})
"""A common step has no body where it is there to be joined with one, and never two."""
_LISTS: Schema = _any(_has("steps"), _has("stages"))
SHARING: tuple[Schema, ...] = tuple(
    {"if": kind, "then": {"properties": {"common_steps": {"additionalProperties": {"$ref": f"#/$defs/{table}"}}}}}
    for kind, table in ((_LISTS, "common-step"), (_has("states"), "common-state"))
)
"""Common steps of a definition that has steps take no keys of states, and the other way round."""
NAMED: Schema = {
    "anyOf": [_has("id"), _has("name"), _has("station"), _has("workflow"), _TAKES],
    "if": {"not": _has("id")},
    "then": {"properties": {"name": NAME}},
    "else": {"properties": {"id": NAME}},
}
"""A step in the list of a workflow or of a stage."""
WHOLE_STATE: Schema = _any(_has("final"), _TAKES, {**_has("next"), **_any(*_BODIES)})
"""A state of a definition that takes over none from another one."""
ACTION_NAME: Schema = {"type": "string", "pattern": r"^\s*(@.*|[A-Za-z_][A-Za-z0-9_.-]*)\s*$"}
"""An action that is only named."""
RULES: Mapping[str, tuple[Schema, ...]] = {
    "stage": ({"properties": {"name": NAME}},),
    "step": (*_OF_STEPS, {"if": {"not": _TAKES}, "then": {**_any(*_BODIES), **_ONE_BODY}}),
    "common step": _OF_SHARED,
    "common state": _OF_SHARED,
    "shared": _OF_SHARED,
    "state": (*_OF_STEPS, _ONE_BODY, {"if": _has("final"), "then": {"not": _any(_has("next"), *_BODIES)}}),
    "agent": ({"oneOf": [_has("prompt"), _has("prompt_file")]},),
    "error handler": ({"minProperties": 1},),
    "rollback point": ({"oneOf": [_has("after"), _has("before")]},),
    "trigger": (
        {"if": _is("type", "schedule"), "then": _has("cron")},
        *({"if": _is("type", kind), "then": _has("name")} for kind in ("custom", "webhook")),
        {
            "if": _is("type", "custom"),
            "then": {"properties": {"name": {"pattern": f"^{EVENT_NAME}$", "not": {"enum": list(POSTED)}}}},
        },
    ),
    "gate": (_any(_has("min"), _has("max")),),
    "parallel group": ({"properties": {"group": NAME}},),
    "action": (
        {"if": _is("type", "notification"), "then": _has("message")},
        {"if": _is("type", "create_issue"), "then": _has("title")},
        {"if": _is("type", "trigger_workflow"), "then": _has("workflow")},
    ),
}
"""By the name of a table."""
