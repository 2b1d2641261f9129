"""The functions of expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mity.workflow.values import equal, native, parsed, written

LONGEST_TEXT = 10_000_000
"""Characters that a function may make, so that no expression grows without bounds."""


def _contains(holder: Any, item: Any) -> bool:
    found = native(holder)
    if isinstance(found, Mapping):
        return isinstance(item, str) and item in found
    if isinstance(found, list | tuple):
        return any(equal(one, item) for one in found)
    return isinstance(holder, str) and item is not None and written(item) in holder


def _starts_with(text: Any, start: Any) -> bool:
    return text is not None and start is not None and written(text).startswith(written(start))


def _ends_with(text: Any, end: Any) -> bool:
    return text is not None and end is not None and written(text).endswith(written(end))


def _length(value: Any) -> int:
    found = native(value)
    if isinstance(found, list | tuple | Mapping):
        return len(found)
    if value is None:
        return 0
    if not isinstance(value, str):
        raise ValueError("length takes a text, a list or an object")
    return len(value)


def _join(items: Any, separator: Any = ",") -> str | None:
    found = native(items)
    if found is None:
        return None
    if not isinstance(found, list | tuple):
        raise ValueError("join takes a list")
    between = written(separator)
    texts = ["" if one is None else written(one) for one in found]
    if sum(map(len, texts)) + len(between) * len(texts) > LONGEST_TEXT:
        raise ValueError(f"join makes a text of more than {LONGEST_TEXT:,} characters")
    return between.join(texts)


def _from_json(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return parsed(text)
    except ValueError as error:
        raise ValueError(f"fromJson was given what is not JSON: {error}") from error


def _json(value: Any) -> str:
    text = written([value])[1:-1]  # in a list, since a text by itself is written as it is
    if len(text) > LONGEST_TEXT:  # each json(json(…)) doubles the backslashes
        raise ValueError(f"json makes a text of more than {LONGEST_TEXT:,} characters")
    return text


FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Any]]] = {
    "contains": (2, 2, _contains),
    "startsWith": (2, 2, _starts_with),
    "endsWith": (2, 2, _ends_with),
    "length": (1, 1, _length),
    "join": (1, 2, _join),
    "default": (2, 2, lambda value, other: other if value is None else value),
    "json": (1, 1, _json),
    "fromJson": (1, 1, _from_json),
}
"""Name to the fewest and most arguments, and what it does; a ValueError of it is a mistake in the expression."""
STATUS_FUNCTIONS: Mapping[str, Callable[[str], bool]] = {
    "success": lambda status: status == "success",
    "failure": lambda status: status == "failure",
    "always": lambda status: True,
    "cancelled": lambda status: status == "cancelled",
}
"""Functions without arguments that ask how the run has gone so far: `success`, `failure` or `cancelled`."""


def miscalled(name: str, given: int) -> str:
    """What is wrong with the number of arguments that a known function is given; empty where nothing is."""
    fewest, most = FUNCTIONS[name][:2] if name in FUNCTIONS else (0, 0)
    if fewest <= given <= most:
        return ""
    taken = f"{fewest} to {most} arguments" if fewest != most else f"{fewest} argument{'' if fewest == 1 else 's'}"
    return f"{name} takes {taken}, not {given}"


ABOUT: Mapping[str, str] = {
    "contains": "contains(list, x), contains(text, part) or contains(object, key)",
    "startsWith": "startsWith(text, start)",
    "endsWith": "endsWith(text, end)",
    "length": "length(list), of a text or an object too; 0 of null",
    "join": "join(list, separator); `,` without one",
    "default": "default(x, y): x, or y where x is null",
    "json": "json(x): x as a JSON text",
    "fromJson": "fromJson(text): the value that a JSON text is",
    "success": "success(): nothing has failed so far",
    "failure": "failure(): something has failed",
    "always": "always(): true, also after a failure; in `finally` after a cancellation, too",
    "cancelled": "cancelled(): the run was cancelled",
}
"""What each function is, in words."""
