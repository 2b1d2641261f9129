"""The JSON Schema of definitions, made from the tables of keys that the reader goes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.workflow.contexts import METRICS
from mity.workflow.keys import SHARED, Key, Keys
from mity.workflow.labels import LABEL
from mity.workflow.part_keys import (
    ACTION_TYPES,
    LEAST_S,
    LIMITS,
    MEANT_CHECKS,
    MOST_OF_A_BUDGET,
    NEEDED,
    TABLES,
    TRIGGER_TYPES,
    TYPES,
)
from mity.workflow.schema_rules import ACTION_NAME, NAMED, RULES, SHARING, WHOLE_STATE

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
_EXPRESSION: Schema = {"type": "string", "pattern": r"\$\{\{"}
_NAME: Schema = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"}
_ANY_MAP: Schema = {"type": "object"}


def _ref(table: str) -> Schema:
    return {"$ref": f"#/$defs/{_id(table)}"}


def _id(table: str) -> str:
    return table.replace(" ", "-")


def _list(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _one_of(*words: str) -> Schema:
    return {"enum": list(words)}


def _either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


_TEXTS = _either(_SCALAR, _list(_SCALAR))
_LABEL: Schema = {
    "type": ["string", "integer", "boolean", "null"],
    "pattern": rf"^{LABEL.pattern}$|{_EXPRESSION['pattern']}",
    "minimum": 0,
}
_OF_VARIABLES: Schema = {"propertyNames": {"pattern": "^[^=]+$"}}
_ENV = {**_map({"type": ["string", "number", "boolean"]}), **_OF_VARIABLES}
_CONDITION: Schema = {**_SCALAR, "minLength": 1}
_WORD: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
"""A text that must not be empty, and may look like a number: every plain scalar is a text as it is written."""
_EXTENDS: Schema = {"required": ["extends"]}
_ROUNDS: Schema = {
    "type": "object",
    "properties": {"retry": {"type": "integer", "minimum": 1, "maximum": 1000}},
    "required": ["retry"],
    "additionalProperties": False,
}
_FAILURE = _either({"type": "string", "minLength": 1}, _list(_either(_one_of("retry"), _ROUNDS, _ref("step")), 1))
TYPES_OF: Mapping[str, Schema] = {
    "action": _ref("one-action"),
    "action_body": _either(_WORD, _list(_SCALAR, 1), _ref("step"), _ref("action")),
    "action_type": _one_of(*ACTION_TYPES),
    "actions": _either(_ref("one-action"), _list(_ref("one-action"))),
    "agent": _either({"type": "string", "minLength": 1}, _ref("agent")),
    "agent_name": _SCALAR,
    "amount": {"type": "number", "minimum": 0, "maximum": MOST_OF_A_BUDGET},
    "any": {},
    "backoff": _ref("backoff"),
    "bool": {"type": "boolean"},
    "bound": _either({"type": "number"}, {"type": "string", "pattern": "%$"}),
    "budget": _ref("budget"),
    "busy": _one_of("wait", "refuse"),
    "command": _either(_WORD, _list(_SCALAR, 1)),
    "common_steps": _map(_ref("shared")),
    "concurrency": _ref("concurrency"),
    "condition": _SCALAR,
    "count": {"type": "integer", "minimum": 1, "maximum": 1000},
    "defaults": _ref("defaults"),
    "duration": {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,9})?(ms|s|m|h|d)$"},
    "ensure": _either(_CONDITION, _list(_CONDITION)),
    "env": _ENV,
    "evidence": {**_ref("evidence"), "minProperties": 1},
    "factor": {"type": "number", "minimum": 1, "maximum": 100},
    "final": _one_of("success", "failure"),
    "flag_or_expression": _either({"type": "boolean"}, _EXPRESSION),
    "flag_or_text": _SCALAR,
    "gates": _list(_ref("gate")),
    "globs": _TEXTS,
    "groups": _list(_ref("parallel group")),
    "handlers": _map(_ref("error handler")),
    "heal": _either({"type": "boolean"}, _ref("heal")),
    "inputs": _either(_ANY_MAP, _list(_NAME)),
    "labels": _either(_LABEL, _list(_LABEL)),
    "level": _one_of("error", "warning"),
    "limits": {
        "type": "object",
        "properties": {name: {"type": "integer", "minimum": 0} for name in LIMITS},
        "additionalProperties": False,
    },
    "line": _WORD,
    "list": {"type": "array"},
    "list_or_expression": _either({"type": "array"}, _EXPRESSION),
    "metric": _one_of(*METRICS),
    "mode": _one_of("autopilot", "supervised", "hybrid"),
    "name": {**_SCALAR, "minLength": 1},
    "name_list": _list({"type": "string"}, 1),
    "names": _either({"type": "string"}, _list({"type": "string"})),
    "next": _either({"type": "string"}, _ref("edge"), _list(_either({"type": "string"}, _ref("edge")))),
    "number": {"type": "integer", "minimum": 0, "maximum": 1000},
    "on_failure": _FAILURE,
    "on_timeout": _one_of("reject", "approve"),
    "outputs": _either(_list(_NAME), _map(_one_of(*TYPES))),
    "parameters": _map(_either({"type": "null"}, _ref("parameter"))),
    "path": {**_SCALAR, "minLength": 1},
    "points": _list(_ref("rollback point")),
    "proof": _one_of("optional", "required"),
    "rollback": _ref("rollback"),
    "rules": _list(_ref("rule")),
    "stages": _list(_ref("stage"), 1),
    "seconds": {"type": "number", "minimum": LEAST_S, "maximum": MOST_OF_A_BUDGET},
    "state_failure": _either(*_FAILURE["anyOf"], _ref("edge")),
    "states": {**_map(_ref("state")), "minProperties": 1},
    "step_type": _one_of("checkpoint", "generate"),
    "steps": _list({"allOf": [_ref("step"), NAMED]}, 1),
    "strategy": _one_of("checkpoint"),
    "text": _SCALAR,
    "texts": _TEXTS,
    "trigger_type": _one_of(*TRIGGER_TYPES),
    "triggers": _list(_ref("trigger")),
    "value_type": _one_of(*TYPES),
    "values": _ANY_MAP,
    "verify": _either({"const": True}, _list({**_WORD, "not": _one_of(*MEANT_CHECKS)}, 1)),
    "workflow_env": {**_map(_SCALAR), **_OF_VARIABLES},
}
"""The schema of each type of value that a key can have."""


def schema() -> Schema:
    """The schema of a definition, by draft 2020-12.

    It tells what a file may hold. What needs all of it, such as names of steps, only `mity workflow validate` sees.
    """
    step, state = TABLES["step"], TABLES["state"]
    parts = {**TABLES, "common step": step, "common state": state, "shared": SHARED}
    tables = {_id(name): _ruled(name, keys) for name, keys in parts.items() if name != "workflow"}
    tables["one-action"] = _either(ACTION_NAME, _typed_action(), _ref("step"))
    whole = _object(TABLES["workflow"], ())
    abstract = {"properties": {"abstract": {"const": True}}, "required": ["abstract"]}
    ways = [{"required": [name]} for name in ("stages", "steps", "states")]
    return {
        "$schema": DIALECT,
        "title": "A workflow of mity",
        **whole,
        "anyOf": [{"oneOf": ways}, abstract, _EXTENDS],
        "if": {"not": _either(abstract, _EXTENDS)},
        "then": {"properties": {"states": _map(WHOLE_STATE)}},
        "allOf": list(SHARING),
        "$defs": tables,
    }


def _object(keys: Keys, needed: tuple[str, ...]) -> Schema:
    made: Schema = {
        "type": "object",
        "properties": {name: _property(key) for name, key in keys.items()},
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
    }
    return {**made, "required": list(needed)} if needed else made


def _ruled(name: str, keys: Keys) -> Schema:
    rules = RULES.get(name, ())
    return {**_object(keys, NEEDED.get(name, ())), **({"allOf": list(rules)} if rules else {})}


def _property(key: Key) -> Schema:
    about = f"{key.about}; default: {key.default}" if key.default else key.about
    return {**TYPES_OF[key.type], "description": about}


def _typed_action() -> Schema:
    return {**_object(TABLES["action"], ("type",)), "allOf": list(RULES["action"])}
