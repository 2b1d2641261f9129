"""Whether a value looks as if it was made by chance, and not written by somebody who names things."""

from __future__ import annotations

import re

from mity.text.patterns import regex

PLACEHOLDER = regex(
    r"[$%{\[(*<~^]|\.{0,2}/|[a-z]+://|(.)\1*\Z|[\^~<>=v ]*\d+(?:\.[\dx*]+)+(?:[-+.]\w+)*\Z|0x[0-9a-f]{1,8}\Z"
    r"|\d{1,4}[-/:]\d\d[-/:T]|(?:your|my|the|some|xxx|test|example|dummy|fake|change)[-_]",
    re.I,
)
PLACE = regex(r"[^\s]{0,200}(?:[/\\][^\s]{0,100}\.\w{1,5}|\.\w{1,5}:\d+|:\d+:\d+|\(\d+,\d+\))")
MEMBERS = regex(r"[A-Za-z_$][\w$]*(?:(?:\.|::|->|#)[A-Za-z_$<][\w$>]*)+[:.]?\Z")
_KINDS = regex(r"[A-Z]+|[a-z]+|[0-9]+|[^A-Za-z0-9]+")
_MIXED_LEAST = 12


def mixed(value: str) -> bool:
    """Whether a value looks as if made by chance: letters of both cases and digits that change often, no name."""
    value = value.rstrip(".:=")
    if len(value) < _MIXED_LEAST or PLACEHOLDER.match(value) or PLACE.match(value) or MEMBERS.match(value):
        return False
    digits = sum(sign.isdigit() for sign in value)
    letters = sum(sign.isalpha() for sign in value)
    changes = len(_KINDS.findall(value)) - 1
    return digits >= 2 and letters >= 4 and changes * 3 >= len(value) and value.count("-") + value.count(".") <= 3
