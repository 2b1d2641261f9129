"""The types of fields, the constraints that each takes, and the ranges of their values."""

from __future__ import annotations

from typing import Literal

Type = Literal[
    "str",
    "text",
    "int",
    "bigint",
    "float",
    "decimal",
    "bool",
    "date",
    "datetime",
    "uuid",
    "email",
    "url",
    "enum",
    "ref",
    "json",
    "many",
]
TYPES: tuple[str, ...] = tuple(Type.__args__)  # type: ignore[attr-defined]
TAKES: dict[str, frozenset[str]] = {
    "str": frozenset({"min", "max", "pattern", "example", "unique", "index", "default"}),
    "text": frozenset({"min", "max", "default"}),
    "int": frozenset({"min", "max", "unique", "index", "default"}),
    "bigint": frozenset({"min", "max", "unique", "index", "default"}),
    "float": frozenset({"min", "max", "index", "default"}),
    "decimal": frozenset({"min", "max", "p", "s", "index", "default"}),
    "bool": frozenset({"index", "default"}),
    "date": frozenset({"unique", "index"}),
    "datetime": frozenset({"unique", "index"}),
    "uuid": frozenset({"unique", "index"}),
    "email": frozenset({"unique", "index"}),
    "url": frozenset({"unique", "index"}),
    "enum": frozenset({"values", "index", "default"}),
    "ref": frozenset({"to", "on_delete"}),
    "json": frozenset({"max"}),
    "many": frozenset({"to", "on_delete"}),
}
"""The constraints that each type takes, besides `optional`."""

LATER_TYPES = frozenset({"json", "many"})
"""Types that the templates of a stack must name as theirs: a stack from before them would make half of them."""

USUAL_RULES = {"ref": "restrict", "many": "cascade"}
"""What becomes of a field when what it refers to is deleted and nothing else is said."""

TAKEN_FIELDS = frozenset({"id", "created_at", "updated_at", "limit", "offset", "items", "total"})
LONGEST_NAME = 40
STR_MAX, TEXT_MAX, JSON_MAX = 200, 10_000, 10_000
JSON_DEPTH = 16
"""How many objects and arrays within each other a value of JSON may have."""
MOST_MANY = 100
"""How many others a field of the type many may name."""
INT_RANGE = (-(2**31), 2**31 - 1)
BIGINT_RANGE = (-(2**53) + 1, 2**53 - 1)
"""What a JSON number holds exactly everywhere."""
