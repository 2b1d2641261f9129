"""Objects and arrays of JSON as values: what they may hold, so that every database and every client can keep them."""

import json
import math
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

DEEPEST = 16
LARGEST_NUMBER = 2**53 - 1
SCHEMA = WithJsonSchema({"type": ["object", "array"]})


def compact(value: Any) -> str:
    """Its text without spaces, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def no_longer_than(characters: int) -> AfterValidator:
    """Refuses what has a longer text, counted without spaces."""

    def check(value: Any) -> Any:
        if len(compact(value)) > characters:
            raise ValueError(f"must have at most {characters} characters as JSON without spaces")
        return value

    return AfterValidator(check)


def _checked(value: Any) -> Any:
    if isinstance(value, dict | list):
        _check(value, 1)
        return value
    raise ValueError("must be an object or an array")


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
            raise ValueError("must not hold the character NUL or half a pair of surrogates")
    elif isinstance(value, int | float):
        if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
            raise ValueError(
                f"must not hold numbers beyond {LARGEST_NUMBER}, which not every client can read"
            )
    elif isinstance(value, dict | list):
        if depth > DEEPEST:
            raise ValueError(f"must not have more than {DEEPEST} objects and arrays within each other")
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            _check(part, depth + 1)


Document = Annotated[Any, BeforeValidator(_checked), SCHEMA]
Stored = Annotated[Any, SCHEMA]
"""As it is answered: not checked again, since stored rows may be older than a rule."""
