"""Values for generated tests: some that a field takes, and one for each way of being refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from mity.features.field import FieldSpec, decimal_shape
from mity.features.field_types import JSON_DEPTH
from mity.features.names import Names
from mity.text.records import dataclass

NO_SUCH_ID = 999_999_999
_BASE = {
    "date": ("2024-02-28", "2025-07-01", "2026-11-30"),
    "datetime": ("2024-02-28T10:30:00Z", "2025-07-01T00:00:00Z", "2026-11-30T23:59:59Z"),
    "bool": (True, False, True),
}


@dataclass(frozen=True, slots=True)
class Invalid:
    """A value that must be refused: what is wrong with it (`kind`), and the value; `missing` leaves the key out."""

    kind: str
    value: Any = None

    @property
    def missing(self) -> bool:
        """True when the field is not sent at all."""
        return self.kind == "missing"


def sample(one: FieldSpec, number: int = 0) -> Any:
    """A valid value; numbers 0, 1 and 2 give different ones where the type has as many. A ref or a many gives None."""
    kind = one.type
    if kind in _BASE:
        return _BASE[kind][number % 3]
    if kind == "enum":
        return one.values[number % len(one.values)]
    if kind == "uuid":
        return f"00000000-0000-4000-8000-{number + 1:012d}"
    if kind == "email":
        return f"someone{number + 1}@example.com"
    if kind == "url":
        return f"https://example.com/{number + 1}"
    if kind in ("str", "text"):
        return _text(one, number)
    if kind == "json":
        label = f"{'ABC'[number % 3]} {Names(one.name).human}"
        return {"label": label, "sizes": [number + 1, 2], "more": {"new": True}}
    return None if kind in ("ref", "many") else _number(one, number)


def invalid(one: FieldSpec) -> Iterator[Invalid]:
    """One value for each way in which the field refuses values."""
    if not one.optional and one.default is None and one.type != "many":
        yield Invalid("missing")
    if not one.optional:
        yield Invalid("null")
    kind = one.type
    if kind in ("str", "text"):
        yield from _wrong_texts(one)
    elif kind in ("int", "bigint", "float", "decimal"):
        yield from _wrong_numbers(one)
    elif kind == "ref":
        yield Invalid("unknown", NO_SUCH_ID)
    elif kind == "many":
        yield Invalid("unknown", [NO_SUCH_ID])
    elif kind == "json":
        yield Invalid("format", "no such value")
        yield Invalid("too_deep", _nested(JSON_DEPTH + 1))
        yield Invalid("too_long", ["x" * int(one.high or 0)])
    else:
        wrong = {"bool": "maybe", "date": "2024-13-01", "datetime": "yesterday", "uuid": "not-a-uuid"}
        yield Invalid("format", wrong.get(kind, "no such value"))


def _text(one: FieldSpec, number: int) -> str:
    if one.example:
        return one.example[number % len(one.example)]
    low, high = int(one.low or 0), int(one.high or 0)
    text = f"{'ABC'[number % 3]} {Names(one.name).human}"
    return text[:high].strip().ljust(low, "x")


def _number(one: FieldSpec, number: int) -> Any:
    low, high = one.min, one.max
    if one.type in ("int", "bigint"):
        start = int(low) if low is not None else min(1, int(high) - 3 if high is not None else 1)
        return min(start + number, int(high)) if high is not None else start + number
    if one.type == "decimal":
        places = decimal_shape(one)[1]
        step = Decimal(10) ** -places
        start_ = (
            Decimal(str(low)) if low is not None else min(Decimal(1), Decimal(str(high if high is not None else 1)))
        )
        value = min(start_ + number * step, Decimal(str(high))) if high is not None else start_ + number * step
        return f"{value:.{places}f}"
    first = float(low) if low is not None else min(1.5, float(high) - 2 if high is not None else 1.5)
    return min(first + number * 0.5, float(high)) if high is not None else first + number * 0.5


def _nested(depth: int) -> list[Any]:
    """An array within arrays, so many in all."""
    found: list[Any] = []
    for _ in range(depth - 1):
        found = [found]
    return found


def _wrong_texts(one: FieldSpec) -> Iterator[Invalid]:
    low, high = int(one.low or 0), int(one.high or 0)
    if low > 0:
        yield Invalid("too_short", "x" * (low - 1))
    yield Invalid("too_long", "x" * (high + 1))
    if one.pattern:
        length = min(max(low, 1), high)
        fits = re.compile(one.pattern)
        for sign in ("!", "~", "?", "0", "a", "Z", " "):
            if not fits.fullmatch(sign * length):
                yield Invalid("pattern", sign * length)
                return


def _wrong_numbers(one: FieldSpec) -> Iterator[Invalid]:
    whole = one.type in ("int", "bigint")
    yield Invalid("format", "many")
    step = Decimal(10) ** -decimal_shape(one)[1]
    for kind, bound, by in (("below", one.min, -1), ("above", one.high if whole else one.max, 1)):
        if bound is None or (whole and abs(int(bound) + by) >= 2**53):
            continue
        if whole:
            yield Invalid(kind, int(bound) + by)
        elif one.type == "float":
            yield Invalid(kind, float(bound) + by)
        else:
            yield Invalid(kind, f"{Decimal(str(bound)) + by * step:f}")
    if one.type == "decimal":
        yield Invalid("places", f"{Decimal(str(sample(one))) + 0:f}" + ("9" if decimal_shape(one)[1] else ".9"))
