"""Stages, steps and parameters as plain JSON data, as a run's log keeps them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from mity.redaction import hide
from mity.workflow.core import Handler, Parameter, Policy, Stage, Step

Json = dict[str, Any]
_PLACE = ("line", "column")
_DEEPER = ("steps", "inputs", "on_failure")


def stage_json(stage: Stage) -> Json:
    """A stage without what is as it is by default. Secret inputs are masked."""
    return {**_plain(stage), "steps": [_step(step) for step in stage.steps]}


def parameter_json(parameter: Parameter) -> Json:
    """A parameter without what is as it is by default."""
    return _plain(parameter)


def read_stage(row: Mapping[str, Any]) -> Stage:
    """Reads what `stage_json` wrote. Raises KeyError, TypeError or ValueError when it is something else."""
    return Stage(**{**_known(Stage, row), "steps": tuple(_read_step(one) for one in row["steps"])})


def read_parameter(row: Mapping[str, Any]) -> Parameter:
    """Reads what `parameter_json` wrote. Raises KeyError or TypeError when it is something else."""
    return Parameter(**{**_known(Parameter, row), "values": tuple(row.get("values", ()))})


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
        if each.name in _PLACE or each.name in _DEEPER or value == each.default:
            continue
        if each.name == "env" and not value:
            continue
        row[each.name] = (
            list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
        )
    return row


def _known(kind: type, row: Mapping[str, Any]) -> Json:
    """What of a row is a field of `kind`: a newer mity may have written more."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in row.items() if name in names}
