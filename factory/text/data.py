"""JSON that somebody else wrote: every way in which it cannot be read is a ValueError in one line."""

from __future__ import annotations

import json
from typing import Any

TOO_DEEP = "it is nested too deeply"


def parse_json(text: str | bytes, *, finite: bool = False) -> Any:
    """The value of a JSON text; `finite` refuses NaN and Infinity, which are none. Raises ValueError."""
    try:
        return json.loads(text, parse_constant=_refuse if finite else None)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")
