"""A workflow as plain JSON data: kept in each run's log, so that a resume does what was begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from mity.redaction import hide
from mity.workflow.model import Handler, Parameter, Policy, Stage, Step, Workflow

Json = dict[str, Any]
_NOT_KEPT = ("line", "column")


def to_json(workflow: Workflow) -> Json:
    """The definition; values that are as they are by default are left out. Secret inputs are masked."""
    return {
        "id": workflow.id,
        "name": workflow.name,
        "description": workflow.description,
        "version": workflow.version,
        **({"parameters": [_plain(one) for one in workflow.parameters]} if workflow.parameters else {}),
        **({"env": dict(workflow.env)} if workflow.env else {}),
        "stages": [{**_plain(stage), "steps": [_step(step) for step in stage.steps]} for stage in workflow.stages],
    }


def from_json(data: Mapping[str, Any]) -> Workflow:
    """Reads what `to_json` wrote, also of schema 1.

    Raises KeyError, TypeError, ValueError or DefinitionError when it is something else.
    """
    workflow = Workflow(str(data["id"]), str(data["name"]), str(data.get("description", "")))
    workflow.version = str(data.get("version", "0"))
    workflow.parameters = tuple(
        Parameter(**{**_known(Parameter, row), "values": tuple(row.get("values", ()))})
        for row in data.get("parameters", ())
    )
    workflow.env = dict(data.get("env") or {})
    for row in data["stages"]:
        workflow.add(Stage(**{**_known(Stage, row), "steps": tuple(_read_step(one) for one in row["steps"])}))
    return workflow.atomic(str(data["atomic_from"])) if data.get("atomic_from") else workflow


def _step(step: Step) -> Json:
    row = _plain(step)
    row["station"] = step.station
    if step.inputs:
        row["inputs"] = hide(dict(step.inputs))
    if step.on_failure is not None:
        row["on_failure"] = [
            {
                **_plain(one),
                "policy": one.policy.value,
                **({"steps": [_step(s) for s in one.steps]} if one.steps else {}),
            }
            for one in step.on_failure
        ]
    return row


def _read_step(row: Mapping[str, Any]) -> Step:
    known = _known(Step, row)
    known["inputs"] = row.get("inputs") or {}
    command = row.get("command", "")
    known["command"] = tuple(command) if isinstance(command, list) else str(command)
    if (chain := row.get("on_failure")) is not None:
        known["on_failure"] = tuple(
            Handler(
                **{
                    **_known(Handler, one),
                    "policy": Policy(one["policy"]),
                    "steps": tuple(_read_step(step) for step in one.get("steps", ())),
                }
            )
            for one in chain
        )
    return Step(**known)


def _plain(one: Any) -> Json:
    """The fields that differ from their defaults, but for those that hold further parts."""
    row: Json = {}
    for each in fields(one):
        value = getattr(one, each.name)
        if each.name in _NOT_KEPT or each.name in ("steps", "inputs", "on_failure") or value == each.default:
            continue
        if each.name == "env" and not value:
            continue
        row[each.name] = (
            list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
        )
    return row


def _known(kind: type, row: Mapping[str, Any]) -> Json:
    """What of a row is a field of `kind`: a newer mity may have written more."""
    names = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return {name: value for name, value in row.items() if name in names}
