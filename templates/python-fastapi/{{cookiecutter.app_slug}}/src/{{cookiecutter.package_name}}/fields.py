"""The types of JSON values, strict: nothing is taken for what it is not. Bodies and query parameters use them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    EmailStr,
    Field,
    HttpUrl,
    PlainSerializer,
    StrictBool,
    StrictFloat,
    StrictInt,
    TypeAdapter,
    WithJsonSchema,
)

LARGEST = 2**63 - 1
UNSET: Any = Field(default_factory=lambda: None)
"""The default of a member that may be left out of a change; `model_dump(exclude_unset=True)` knows which were sent."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d{1,19}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)
_url: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


def _written(form: re.Pattern[str], example: str) -> BeforeValidator:
    """Refuses what is not written in this form; values that are typed already pass, for answers."""

    def check(value: Any) -> Any:
        if isinstance(value, (date, UUID, Decimal)) or (isinstance(value, str) and form.fullmatch(value)):
            return value
        raise ValueError(f"must be a text such as {example!r}")

    return BeforeValidator(check)


def _storable(value: str) -> str:
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("must not hold the character NUL or half a pair of surrogates")
    return value


def _is_url(value: str) -> str:
    if value != value.strip():
        raise ValueError("must not begin or end with white space")
    _url.validate_python(value)
    return value


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 1.0 is the integer 1, as JSON Schema says. Beyond 2**53 a float is no longer exact."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be in the years 1 to 9999 of UTC") from None


Text = Annotated[str, AfterValidator(_storable)]
Email = Annotated[EmailStr, Field(max_length=254), AfterValidator(_storable)]
Url = Annotated[Text, Field(max_length=2000), AfterValidator(_is_url), WithJsonSchema({"type": "string", "format": "uri", "maxLength": 2000})]  # fmt: skip
Whole = Annotated[StrictInt, BeforeValidator(_whole)]
Number = Annotated[StrictFloat, Field(allow_inf_nan=False)]
Flag = StrictBool
Day = Annotated[date, _written(_DAY, "2024-02-28")]
Moment = Annotated[AwareDatetime, _written(_MOMENT, "2024-02-28T10:30:00Z"), AfterValidator(_in_utc)]
Uuid = Annotated[UUID, _written(_UUID, "00000000-0000-4000-8000-000000000001")]
Exact = Annotated[
    Decimal,
    _written(_DECIMAL, "12.50"),
    PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,30}(\.\d{1,30})?$"}),
]
Int64 = Annotated[int, Field(ge=-LARGEST - 1, le=LARGEST), _written(_WHOLE, "12")]
Float64 = Annotated[float, Field(allow_inf_nan=False)]
Key = Annotated[int, Path(alias="id", ge=1, le=LARGEST), _written(_WHOLE, "12")]
Id = Annotated[StrictInt, Field(ge=1, le=LARGEST), BeforeValidator(_whole)]


def _each_once(value: list[int]) -> list[int]:
    if len(set(value)) < len(value):
        raise ValueError("must not name one twice")
    return sorted(value)


Ids = Annotated[
    list[Id], Field(max_length=100, json_schema_extra={"uniqueItems": True}), AfterValidator(_each_once)
]
"""The ids of any number of others, in their order."""
