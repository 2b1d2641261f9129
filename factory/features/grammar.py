"""The short form of a field: `name:type[=default][,key[=value]]…`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from mity.errors import UsageError
from mity.features.field import FieldSpec
from mity.features.field_types import TYPES
from mity.features.model import FeatureSpec
from mity.suggest import did_you_mean

_FLAGS = ("optional", "unique", "index")
_LISTS = ("values", "example")
_KEYS = ("min", "max", "pattern", "p", "s", "to", "on_delete", *_LISTS)
EXAMPLE = "--field title:str,min=1,max=200"
_LONGEST = 4_000
_LONG_WORD = re.compile(r"\S{120,}")
_SHOWN = 60


def parse_fields(name: str, words: Sequence[str], plural: str = "") -> FeatureSpec:
    """The feature `name` with the fields that the words describe. Raises UsageError that names the word."""
    return feature({"name": name, "plural": plural, "fields": [parse_field(word) for word in words]})


def feature(data: dict[str, Any], source: str = "") -> FeatureSpec:
    """A feature from plain data. Raises UsageError with one sentence that says where."""
    try:
        return FeatureSpec.model_validate(data)
    except ValidationError as error:
        fields = data.get("fields")
        where = f"{source}: " if source else ""
        raise UsageError(f"{where}{_sentence(error, fields if isinstance(fields, list | tuple) else ())}") from error


def parse_field(word: str) -> FieldSpec:
    """One field. Raises UsageError."""
    if len(word) > _LONGEST:
        raise UsageError(f"--field {word[:60]!r}… is longer than {_LONGEST} characters")
    name, colon, rest = word.partition(":")
    if not colon or not rest:
        raise UsageError(f"--field {word!r} is not NAME:TYPE, such as {EXAMPLE}")
    head, *options = rest.split(",")
    kind, sign, default = head.partition("=")
    if kind not in TYPES:
        raise UsageError(f"--field {word!r}: there is no type '{kind}': {did_you_mean(kind, TYPES)}")
    data: dict[str, Any] = {"name": name, "type": kind}
    if sign:
        data["default"] = _default(kind, default)
    for option in options:
        _option(word, option, data)
    try:
        return FieldSpec.model_validate(data)
    except ValidationError as error:
        raise UsageError(f"--field {word!r}: {_said(error.errors(include_url=False)[0])}") from error


def _option(word: str, option: str, data: dict[str, Any]) -> None:
    key, sign, value = option.partition("=")
    if key in data:
        raise UsageError(f"--field {word!r} says '{key}' twice")
    if key in _FLAGS and not sign:
        data[key] = True
    elif key in _LISTS and value:
        data[key] = value.split("+")
    elif key in _KEYS and value:
        data[key] = _number(value) if key in ("min", "max", "p", "s") else value
    elif key in (*_FLAGS, *_KEYS):
        how = "without a value" if key in _FLAGS else f"with a value, such as {key}=…"
        raise UsageError(f"--field {word!r}: give '{key}' {how}")
    else:
        raise UsageError(f"--field {word!r}: there is no '{key}': {did_you_mean(key, (*_FLAGS, *_KEYS))}")


def _number(text: str) -> int | float | str:
    """A number as it is written; other text stays, and the model refuses it."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _default(kind: str, text: str) -> bool | int | float | str:
    if kind == "bool":
        return {"true": True, "false": False}.get(text.lower(), text)
    return _number(text) if kind in ("int", "bigint", "float", "decimal") else text


def _sentence(error: ValidationError, fields: Sequence[Any]) -> str:
    """The first complaint, with the name of the field it is about; words of great length are cut."""
    return _LONG_WORD.sub(lambda word: f"{word[0][:_SHOWN]}…", _complaint(error, fields))


def _complaint(error: ValidationError, fields: Sequence[Any]) -> str:
    """The first complaint, with the name of the field it is about."""
    first = error.errors(include_url=False)[0]
    place = first["loc"]
    if len(place) > 1 and place[0] == "fields" and isinstance(place[1], int):
        row = fields[place[1]] if place[1] < len(fields) else {}
        name = row.get("name") if isinstance(row, dict) else getattr(row, "name", "")
        label = f"field '{name}'" if name else f"field {place[1] + 1}"
        rest = ".".join(map(str, place[2:]))
        return f"{label}{f', {rest}' if rest else ''}: {_said(first)}"
    return f"{'.'.join(map(str, place))}{': ' if place else ''}{_said(first)}"


def _said(first: Any) -> str:
    text = str(first["msg"]).removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        return "there is no such key"
    if first["type"] == "literal_error" and first["loc"][-1:] == ("type",):
        return f"there is no type {first['input']!r}: {did_you_mean(str(first['input']), TYPES)}"
    return text[:1].lower() + text[1:] if text[:2] != text[:2].upper() else text
