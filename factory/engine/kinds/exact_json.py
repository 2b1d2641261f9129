"""JSON objects whose numbers are written out as they came: `1.50`, which JSON would write as 1.5, may be a version."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

Pairs = Callable[[list[tuple[str, Any]]], dict[str, Any]]


class _Odd:
    """A number that JSON writes in another way than its text."""

    def __init__(self, text: str, value: float) -> None:
        self.text = text
        self.value = value


def read_object(text: str, pairs: Pairs, constant: Callable[[str], Any]) -> dict[str, Any]:
    """The members of the JSON object `text`; one that is such a number is its text, which is also that number.

    Within lists and objects it is the number. `pairs` and `constant` are as `json.loads` takes them. Raises what that
    raises.
    """
    found = json.loads(text, object_pairs_hook=pairs, parse_constant=constant, parse_float=_number, parse_int=_integer)
    return {name: value.text if isinstance(value, _Odd) else _plain(value) for name, value in found.items()}


def _number(text: str) -> Any:
    value = float(text)
    return value if json.dumps(value) == text or math.isinf(value) else _Odd(text, value)


def _integer(text: str) -> Any:
    try:
        value = int(text)
    except ValueError as error:
        raise ValueError(f"a number in it has {len(text)} digits") from error
    return value if str(value) == text else _Odd(text, value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, _Odd) else value
