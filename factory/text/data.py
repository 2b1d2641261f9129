"""JSON that somebody else wrote: every way in which it cannot be read is a ValueError in one line."""

from __future__ import annotations

import json
import re
from typing import Any

from mity.text.patterns import regex

TOO_DEEP = "it is nested too deeply"


_COMMENT = regex(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = regex(r",(\s*[}\]])")


def parse_json(text: str | bytes, *, finite: bool = False) -> Any:
    """The value of a JSON text; `finite` refuses NaN and Infinity, which are none. Raises ValueError."""
    try:
        return json.loads(text, parse_constant=_refuse if finite else None)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def json_with_comments(data: bytes) -> Any:
    """A JSON document that may hold comments and trailing commas. Raises ValueError."""
    text = _COMMENT.sub(lambda found: found[1] or "", data.decode("utf-8-sig"))
    return parse_json(_TRAILING.sub(r"\1", text) or "{}")


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")
