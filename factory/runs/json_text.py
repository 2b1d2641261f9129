"""JSON as the files of a run hold it: compact, and read back as it was written."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encode(value: Any) -> str:
    """Compact JSON text. Raises ValueError for a number that JSON does not have."""
    return _ENCODER.encode(value)


def utf8(text: str) -> bytes:
    """JSON text as bytes; what is no Unicode (a part of an odd file name) becomes its JSON escape."""
    return text.encode("utf-8", "backslashreplace")


def parse(text: bytes) -> Any:
    """The JSON value in `text`. Raises ValueError for anything that could not be written again as it was."""
    try:
        return _DECODER.decode(text.decode(json.detect_encoding(text), "surrogatepass"))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def plain(key: str, value: Any) -> Any:
    """A copy of a value that is JSON data, kept under `key`. Raises TypeError for anything else."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise TypeError(f"'{key}' is not plain JSON data: {error}") from error


def optional_text(data: Mapping[str, Any], name: str) -> str | None:
    """A member that is text or null, None without it. Raises TypeError when it is something else."""
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise TypeError(f"its {name} is not text")
    return value


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a number of JSON")
    return number


_DECODER = json.JSONDecoder(parse_constant=_finite, parse_float=_finite)  # `json.loads` would make one for each line
