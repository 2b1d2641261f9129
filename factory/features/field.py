"""A field of a feature: its type, its constraints, and every rule about them that needs no application."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat, field_validator, model_validator

from mity.features.field_types import (
    BIGINT_RANGE,
    INT_RANGE,
    JSON_MAX,
    LONGEST_NAME,
    STR_MAX,
    TAKEN_FIELDS,
    TAKES,
    TEXT_MAX,
    Type,
)
from mity.features.names import SNAKE
from mity.features.patterns import check_pattern
from mity.features.strict import Strict

_VALUE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


class FieldSpec(Strict):
    """A field: its type and what its values must be.

    `min` and `max` bound lengths of texts (characters) and values of numbers; `p` and `s` are the digits of a decimal
    in all and after the point; `example` is needed beside `pattern`, for the tests; `to` names the feature that a ref
    refers to, or that a many has any number of. `max` of a json bounds the characters of its text without spaces.
    """

    name: str
    type: Type
    optional: bool = False
    unique: bool = False
    index: bool = False
    default: bool | int | float | str | None = None
    min: int | FiniteFloat | None = None
    max: int | FiniteFloat | None = None
    pattern: str = ""
    example: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    p: Annotated[int, Field(ge=1, le=15)] | None = None
    s: Annotated[int, Field(ge=0, le=14)] | None = None
    to: str = ""
    on_delete: Literal["restrict", "cascade", "set_null"] | None = None

    @field_validator("example", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("values", "example")
    @classmethod
    def _texts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if bad := [item for item in value if not item.isprintable() or not item]:
            raise ValueError(f"{bad[0]!r} is not a printable text")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> FieldSpec:
        check_name(self.name, "field")
        if self.name in TAKEN_FIELDS or self.wire in TAKEN_FIELDS:
            raise ValueError(f"every resource has or uses '{self.name}' already: choose another name")
        given = {name for name, value in self if name in _CONSTRAINTS and value not in (None, "", (), False)}
        if wrong := given - TAKES[self.type]:
            takes = ", ".join(sorted(TAKES[self.type])) or "none"
            raise ValueError(f"type {self.type} does not take '{sorted(wrong)[0]}' (it takes {takes})")
        _CHECKS.get(self.type, _nothing)(self)
        if self.default is not None:
            _check_default(self)
        return self

    @property
    def wire(self) -> str:
        """Its name in JSON and in the table: a ref's ends in `_id`."""
        return f"{self.name}_id" if self.type == "ref" else self.name

    @property
    def low(self) -> int | float | Decimal | None:
        """The least value or length that is really meant."""
        if self.type in ("str", "text"):
            return int(self.min) if self.min is not None else int(not self.optional)
        bounds = {"int": INT_RANGE, "bigint": BIGINT_RANGE}.get(self.type)
        return bounds[0] if bounds and self.min is None else self.min

    @property
    def high(self) -> int | float | Decimal | None:
        """The greatest value or length that is really meant."""
        bounds = {"int": INT_RANGE[1], "bigint": BIGINT_RANGE[1], "str": STR_MAX, "text": TEXT_MAX, "json": JSON_MAX}
        return bounds.get(self.type) if self.max is None else self.max


def check_name(name: str, what: str) -> None:
    """Raises ValueError unless the name is snake_case and short enough."""
    if not SNAKE.fullmatch(name) or len(name) > LONGEST_NAME:
        raise ValueError(
            f"{name!r} cannot name a {what}: use up to {LONGEST_NAME} small letters, digits and '_', a letter first"
        )


_CONSTRAINTS = frozenset().union(*TAKES.values())


def _nothing(one: FieldSpec) -> None:
    """A type without rules of its own."""


def _text(one: FieldSpec) -> None:
    for name, value in (("min", one.min), ("max", one.max)):
        if value is not None and (value != int(value) or value < 0):
            raise ValueError(f"{name}={value} is not a count of characters")
    low, high, most = one.low, one.high, 4000 if one.type == "str" else 100_000
    assert low is not None and high is not None
    if not max(low, 1) <= high <= most:
        raise ValueError(f"lengths must be 1 to {most} with min not above max, not {low} to {high}")
    if bool(one.pattern) != bool(one.example):
        raise ValueError("pattern and example go together: an example of what fits is needed for the tests")
    if one.pattern:
        check_pattern(one.pattern, one.example, (int(low), int(high)), unique=one.unique)


def _number(one: FieldSpec) -> None:
    whole = one.type in ("int", "bigint")
    for value in (one.min, one.max):
        if whole and value is not None and value != int(value):
            raise ValueError(f"{value} is not a whole number")
    low, high = one.low, one.high
    if low is not None and high is not None and low > high:
        raise ValueError(f"min {low} is above max {high}")
    if whole:
        least, most = INT_RANGE if one.type == "int" else BIGINT_RANGE
        assert low is not None and high is not None
        if low < least or high > most:
            raise ValueError(f"an {one.type} holds {least} to {most}")
        if one.unique and int(high) - int(low) < 3:
            raise ValueError("a unique number needs more than three values")
    elif any(value is not None and abs(value) > 1e12 for value in (one.min, one.max)):
        raise ValueError("bounds of floats lie within a million millions")


def _decimal(one: FieldSpec) -> None:
    digits, places = decimal_shape(one)
    if places >= digits:
        raise ValueError(f"p={digits} digits in all cannot have s={places} after the point")
    limit = Decimal(10) ** (digits - places) - Decimal(10) ** -places
    for name, value in (("min", one.min), ("max", one.max)):
        if value is None:
            continue
        exact = Decimal(str(value))
        if abs(exact) > limit or exact != exact.quantize(Decimal(10) ** -places):
            raise ValueError(f"{name}={value} does not fit a decimal of {digits} digits, {places} after the point")
    if one.min is not None and one.max is not None and one.min > one.max:
        raise ValueError(f"min {one.min} is above max {one.max}")


def decimal_shape(one: FieldSpec) -> tuple[int, int]:
    """Digits in all and after the point."""
    return one.p or 12, 2 if one.s is None else one.s


def _enum(one: FieldSpec) -> None:
    if not one.values:
        raise ValueError("an enum needs values, such as values=open+closed")
    if bad := [value for value in one.values if not _VALUE.fullmatch(value)]:
        raise ValueError(f"the value {bad[0]!r} must be up to 40 letters, digits, '-' and '_', a letter first")
    forms = [value.upper().replace("-", "_").replace("_", "") for value in one.values]
    if len(set(forms)) != len(forms):
        raise ValueError("two of the values are the same, or nearly so")


def _ref(one: FieldSpec) -> None:
    if not one.to:
        raise ValueError("a ref needs the feature it refers to, such as to=project")
    check_name(one.to, "feature")
    if one.on_delete == "set_null" and not one.optional:
        raise ValueError("on_delete=set_null needs the field to be optional")


def _json(one: FieldSpec) -> None:
    high = one.high
    assert high is not None
    if high != int(high) or not 200 <= high <= 100_000:
        raise ValueError(f"max={high} is not a count of characters from 200 to 100000")


def _many(one: FieldSpec) -> None:
    if not one.to:
        raise ValueError("a many needs the feature that it has any number of, such as to=tag")
    check_name(one.to, "feature")
    if one.optional:
        raise ValueError("a many is never null, it may be empty: leave 'optional' out")
    if one.on_delete == "set_null":
        raise ValueError("a many takes on_delete=cascade (the link goes) or on_delete=restrict")


_CHECKS = {
    "json": _json,
    "many": _many,
    "str": _text,
    "text": _text,
    "int": _number,
    "bigint": _number,
    "float": _number,
    "decimal": _decimal,
    "enum": _enum,
    "ref": _ref,
}


def _check_default(one: FieldSpec) -> None:
    """Raises ValueError for a default that the field itself would refuse."""
    value = one.default
    if one.optional:
        raise ValueError("a field with a default need not be optional: choose one")
    if one.unique:
        raise ValueError("a unique field cannot have a default")
    if one.type == "bool":
        fits = isinstance(value, bool)
    elif one.type in ("int", "bigint"):
        fits = isinstance(value, int) and not isinstance(value, bool) and one.low <= value <= one.high  # type: ignore[operator]
    elif one.type in ("float", "decimal"):
        fits = isinstance(value, int | float) and not isinstance(value, bool) and _within(one, value)
    elif one.type == "enum":
        fits = value in one.values
    else:
        fits = isinstance(value, str) and value.isprintable() and one.low <= len(value) <= one.high  # type: ignore[operator]
        fits = fits and (not one.pattern or bool(re.fullmatch(one.pattern, str(value))))
    if not fits:
        raise ValueError(f"the default {value!r} is not a value that the field itself would take")


def _within(one: FieldSpec, value: int | float) -> bool:
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return False
    if one.type == "decimal":
        digits, places = decimal_shape(one)
        if exact != exact.quantize(Decimal(10) ** -places) or abs(exact) >= Decimal(10) ** (digits - places):
            return False
    return (one.min is None or value >= one.min) and (one.max is None or value <= one.max)
