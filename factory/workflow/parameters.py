"""Parameters: those that a definition declares, and the values that a run is given, checked against them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from mity.errors import UsageError
from mity.suggest import did_you_mean, nearest
from mity.workflow.core import Parameter
from mity.workflow.model import Workflow
from mity.workflow.values import parsed, written

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "integer": (int,),
    "list": (list,),
    "object": (dict,),
}


class UnknownParameterError(UsageError):
    """A value is given for a parameter that a workflow does not have: `name`, and the nearest one that is `meant`."""

    def __init__(self, workflow: str, name: str, declared: Collection[str]) -> None:
        super().__init__(f"workflow '{workflow}' has no parameter '{name}': {did_you_mean(name, declared)}")
        self.name = name
        self.meant = nearest(name, declared)


def converted(parameter: Parameter, given: Any) -> Any:
    """A value for a parameter. Texts are read as JSON where the type is not string; a list may also be `a,b`.

    Raises ValueError for what does not fit its type or is not one of its values.
    """
    value = _typed(parameter.type, given)
    if parameter.values and value not in parameter.values:
        raise ValueError(wanted(parameter, given))
    return value


def _typed(kind: str, given: Any) -> Any:
    value = given
    if isinstance(given, str) and kind == "list" and not given.lstrip().startswith("["):
        return [item.strip() for item in given.split(",")] if given.strip() else []
    if isinstance(given, str) and kind != "string":
        value = parsed(given)
    if not _is(kind, value):
        raise ValueError(f"it is not {article(kind)}")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("it is not finite")
    return value


def wanted(parameter: Parameter, given: Any) -> str:
    """What a value that does not fit must be, in words."""
    try:
        _typed(parameter.type, given)
    except ValueError:
        return article(parameter.type)
    return f"one of {', '.join(map(str, parameter.values))}"


def checked(workflow: Workflow, given: Mapping[str, Any], *, by_step: bool = False) -> dict[str, Any]:
    """The value of each parameter: what was given, else its default.

    Raises UsageError naming the first parameter that is unknown (UnknownParameterError), missing, of another type or
    not one of its values. `by_step` tells that a step gives them, not a person.
    """
    declared = {one.name: one for one in workflow.parameters}
    given = {name if name in declared else _as_declared(name, declared): value for name, value in given.items()}
    for name in given:
        if name not in declared:
            raise UnknownParameterError(workflow.id, name, declared)
    values = {}
    for name, one in declared.items():
        if name in given:
            values[name] = _value(workflow.id, one, given[name])
        elif one.required:
            how = "give it in `inputs:`" if by_step else f"give --param {name}=VALUE"
            raise UsageError(f"workflow '{workflow.id}' needs the parameter '{name}': {how}")
        else:
            values[name] = one.default
    return values


def _as_declared(name: str, declared: Collection[str]) -> str:
    """The name that a word of a command line with dashes stands for, where that is declared."""
    plain = name.replace("-", "_")
    return plain if plain in declared else name


def _value(workflow: str, parameter: Parameter, given: Any) -> Any:
    try:
        return converted(parameter, given)
    except ValueError as error:
        must = f"must be {wanted(parameter, given)}, not {given!r}"
        raise UsageError(f"parameter '{parameter.name}' of workflow '{workflow}' {must}") from error


def fits(kind: str, value: Any) -> bool:
    """Whether a value is of a type; a text that is a JSON value is also that value, as expressions have it."""
    try:
        return _is(kind, parsed(value) if isinstance(value, str) and kind != "string" else value)
    except ValueError:
        return False


def typed(kind: str, value: Any) -> Any:
    """A value that fits a type, as a value of it: `3` of an integer is the number.

    A number that JSON would write in another way, such as `1.50`, stays its text, which is also that number.
    """
    if not isinstance(value, str) or kind == "string":
        return value
    known = parsed(value)
    return known if isinstance(known, list | dict) or written(known) == value.strip() else value


def _is(kind: str, value: Any) -> bool:
    return isinstance(value, _KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def article(kind: str) -> str:
    """The name of a type with its article."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
