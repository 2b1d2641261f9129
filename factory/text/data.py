"""JSON that somebody else wrote: every way in which it cannot be read is a ValueError in one line."""

from __future__ import annotations

import json
from typing import Any

TOO_DEEP = "it is nested too deeply"


def parse_json(text: str | bytes) -> Any:
    """The value of a JSON text. Raises ValueError."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
