"""Lists in parts: filters, search, order, and pages by offset or by cursor."""

import base64
import json
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic_core import to_jsonable_python
from sqlalchemy import ColumnElement, Select, and_, false, literal, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from .columns import JsonDocument
from .db import Entity
from .fields import LARGEST, Text
from .restorable import HIDES

Shown = TypeVar("Shown", bound=BaseModel)
CONTROLS = frozenset({"limit", "offset", "cursor", "sort", "q"})
Keys = list[tuple[InstrumentedAttribute[Any], bool]]


class ListQuery(BaseModel):
    """The query of a list; features add a filter for each field."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    cursor: Annotated[str | None, Field(description="`next_cursor` of the part before")] = None
    sort: Annotated[str, Field(description="Fields separated by commas, each with `-` for the reverse")] = (
        "id"
    )
    q: Annotated[Text | None, Field(description="A text that one of the texts holds, in any case")] = None

    def filters(self) -> dict[str, Any]:
        """The fields that must have a value."""
        return self.model_dump(exclude=set(CONTROLS), exclude_none=True)


class Page(BaseModel, Generic[Shown]):
    """A part of a list, and how long the whole list is."""

    items: list[Shown]
    total: int
    limit: int
    offset: int
    next_cursor: str | None


def refused(name: str, message: str) -> RequestValidationError:
    """422 for a parameter of the query."""
    return RequestValidationError([{"loc": ("query", name), "msg": message, "type": "value_error"}])


def keys_of(model: type[Entity], sort: str) -> Keys:
    """The columns to sort by and whether each is reversed; the id is last, so that the order is total."""
    columns = model.__mapper__.columns
    hidden = {"row_version"{% if cookiecutter.auth != "none" %}, "auth_owner_id"{% endif %}, *(column.key for column in columns if column.info.get(HIDES))}
    found: Keys = []
    for word in [*sort.split(","), "id"]:
        name = word.removeprefix("-")
        if name not in columns or name in hidden or isinstance(columns[name].type, JsonDocument):
            raise refused("sort", f"there is no field {name!a} to sort by")
        if name not in {key.key for key, _ in found}:
            found.append((getattr(model, name), word.startswith("-")))
    return found


def ordered(found: Select[Any], keys: Keys, session: Session) -> Select[Any]:
    """In this order, nulls last; texts by their code points, whatever the language of the database."""
    return found.order_by(
        *(
            (_plain(key, session).desc() if down else _plain(key, session).asc()).nulls_last()
            for key, down in keys
        )
    )


def after(keys: Keys, cursor: str, session: Session) -> ColumnElement[bool]:
    """What comes after the row that the cursor names."""
    values = _values(keys, cursor)
    choices: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for (key, down), value in zip(keys, values, strict=True):
        column = _plain(key, session)
        if value is None:
            choices.append(false())
            same.append(key.is_(None))
            continue
        bound = literal(value, key.type)
        beyond = column < bound if down else column > bound
        choices.append(
            and_(*same, or_(beyond, key.is_(None)) if key.property.columns[0].nullable else beyond)
        )
        same.append(key == bound)
    return or_(*choices)


def cursor_at(keys: Keys, row: Entity) -> str:
    """The cursor of what comes after this row."""
    values = [to_jsonable_python(getattr(row, key.key)) for key, _ in keys]
    text = json.dumps([_names(keys), values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(key: InstrumentedAttribute[Any], session: Session) -> ColumnElement[Any]:
    text = key.type.python_type is str and session.get_bind().dialect.name == "postgresql"
    return key.collate("C") if text else key.expression


def _names(keys: Keys) -> list[str]:
    return ["-" * down + key.key for key, down in keys]


def _values(keys: Keys, cursor: str) -> Sequence[Any]:
    try:
        names, values = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
        if names != _names(keys) or len(values) != len(keys):
            raise refused("cursor", "belongs to another order")
        return [_value(key, value) for (key, _), value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, RecursionError) as error:  # also of pydantic
        raise refused("cursor", "is not a cursor of this list") from error


def _value(key: InstrumentedAttribute[Any], value: Any) -> Any:
    if value is None and key.property.columns[0].nullable:
        return None
    kind = key.type.python_type
    found = TypeAdapter(kind).validate_python(value)
    if (kind is int and abs(found) > LARGEST) or (kind is str and "\0" in found):
        raise ValueError("out of range")
    return found
