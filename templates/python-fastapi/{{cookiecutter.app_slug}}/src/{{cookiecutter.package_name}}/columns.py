"""Column types that mean the same in every database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Float, Integer, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

from .documents import compact


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, read with its zone, whether or not the database knows zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What is read."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """The moment as it is stored."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """The moment as it is read."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class JsonDocument(TypeDecorator[Any]):
    """An object or an array of JSON: JSONB in PostgreSQL, a text in SQLite; NULL for none."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        """What the database has for it."""
        kind = JSONB if dialect.name == "postgresql" else JSON
        return dialect.type_descriptor(kind(none_as_null=True))  # type: ignore[no-any-return]

    def compare_values(self, x: Any, y: Any) -> bool:
        """Whether nothing changed: to Python true is 1, in JSON it is not."""
        return compact(x) == compact(y)


def big_id() -> TypeEngine[int]:
    """An id of 64 bits, also in SQLite, where only `INTEGER` counts up by itself."""
    return BigInteger().with_variant(Integer(), "sqlite")


def exact(digits: int, places: int) -> TypeEngine[Decimal]:
    """An exact decimal of at most 15 digits; SQLite has floats only, which hold so many exactly."""
    return Numeric(digits, places).with_variant(Float(asdecimal=True, decimal_return_scale=places), "sqlite")


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
