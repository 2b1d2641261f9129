"""What a workflow is given, checked against the parameters that it declares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mity.errors import UsageError
from mity.suggest import did_you_mean
from mity.workflow.core import Parameter
from mity.workflow.model import Workflow

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "integer": (int,),
    "list": (list,),
    "object": (dict,),
}


def checked(workflow: Workflow, given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each parameter: what was given, else its default.

    Texts are read as JSON where the type is no string. Raises UsageError naming the first parameter that is unknown,
    missing, of another type or not one of its values.
    """
    declared = {one.name: one for one in workflow.parameters}
    for name in given:
        if name not in declared:
            raise UsageError(f"workflow '{workflow.id}' has no parameter '{name}': {did_you_mean(name, declared)}")
    values = {}
    for name, one in declared.items():
        if name in given:
            values[name] = _value(workflow.id, one, given[name])
        elif one.required:
            raise UsageError(f"workflow '{workflow.id}' needs the parameter '{name}': give --param {name}=VALUE")
        else:
            values[name] = one.default
    return values


def _value(workflow: str, parameter: Parameter, given: Any) -> Any:
    value = given
    if isinstance(given, str) and parameter.type != "string":
        try:
            value = json.loads(given)
        except ValueError:
            value = None
    fits = isinstance(value, _KINDS[parameter.type]) and (parameter.type == "boolean" or not isinstance(value, bool))
    if not fits:
        raise UsageError(
            f"parameter '{parameter.name}' of workflow '{workflow}' must be {_article(parameter.type)}, not {given!r}"
        )
    if parameter.values and value not in parameter.values:
        listed = ", ".join(map(str, parameter.values))
        raise UsageError(
            f"parameter '{parameter.name}' of workflow '{workflow}' must be one of {listed}, not {given!r}"
        )
    return value


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
