"""Stages, steps and parameters as plain JSON data, as a run's log keeps them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from mity.redaction import hide
from mity.workflow.core import Parameter, Stage, Step

if TYPE_CHECKING:
    from pydantic import TypeAdapter

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
    """Reads what `stage_json` wrote. Raises ValueError when it is something else."""
    return _stages().validate_python(row)


def read_parameter(row: Mapping[str, Any]) -> Parameter:
    """Reads what `parameter_json` wrote. Raises ValueError when it is something else."""
    return _parameters().validate_python(row)


@cache
def _stages() -> TypeAdapter[Stage]:
    from pydantic import TypeAdapter  # slow to load, and needed only where a log is read

    return TypeAdapter(Stage)


@cache
def _parameters() -> TypeAdapter[Parameter]:
    from pydantic import TypeAdapter

    return TypeAdapter(Parameter)


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
