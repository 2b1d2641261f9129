"""Values of expressions: JSON's six kinds, and texts that are JSON values too."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

_STARTS = tuple("-0123456789tfn[{")


def parsed(text: str) -> Any:
    """The JSON value that a text is. Raises ValueError, also for infinite numbers and what is nested too deep."""
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def written(value: Any) -> str:
    """A value as text: a text as it is, anything else as JSON. Raises ValueError for what is nested too deep."""
    try:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=dict)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def native(value: Any) -> Any:
    """A text that is a JSON value of another kind as that value; anything else as it is. Outputs are texts."""
    if isinstance(value, str) and value.startswith(_STARTS):
        try:
            return parsed(value)
        except ValueError:
            return value
    return value


def kind(value: Any) -> str:
    """The kind of a value, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "an object" if isinstance(value, Mapping) else "a list"


def matched(first: Any, second: Any) -> tuple[Any, Any]:
    """Two values for a comparison: a text beside a number, boolean, list or object is read as JSON."""
    if isinstance(first, str) and second is not None and not isinstance(second, str):
        return native(first), second
    if isinstance(second, str) and first is not None and not isinstance(first, str):
        return first, native(second)
    return first, second


def equal(first: Any, second: Any) -> bool:
    """True for equal values of one kind; a text that is a JSON value is that value beside another kind."""
    todo = [matched(first, second)]
    while todo:
        one, other = todo.pop()
        if kind(one) != kind(other):
            return False
        if isinstance(one, Mapping):
            if one.keys() != other.keys():
                return False
            todo.extend((one[key], other[key]) for key in one)
        elif isinstance(one, list | tuple):
            if len(one) != len(other):
                return False
            todo.extend(zip(one, other, strict=True))
        elif one != other:
            return False
    return True


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is too large")
    return number
