"""Column types that mean the same in every database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Float, Integer, Numeric
from sqlalchemy.types import TypeDecorator, TypeEngine


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


def big_id() -> TypeEngine[int]:
    """An id of 64 bits, also in SQLite, where only `INTEGER` counts up by itself."""
    return BigInteger().with_variant(Integer(), "sqlite")


def exact(digits: int, places: int) -> TypeEngine[Decimal]:
    """An exact decimal of at most 15 digits; SQLite has floats only, which hold so many exactly."""
    return Numeric(digits, places).with_variant(Float(asdecimal=True, decimal_return_scale=places), "sqlite")


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
