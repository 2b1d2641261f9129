"""Column types that mean the same in every database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, read with its zone, whether or not the database knows zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """The moment as it is stored."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """The moment as it is read."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with `places` digits after the point: stored as a whole number, exact in every database."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, _dialect: Any) -> int | None:
        """The number of smallest units."""
        return None if value is None else int(value.scaleb(self.places))

    def process_result_value(self, value: int | None, _dialect: Any) -> Decimal | None:
        """The decimal."""
        return None if value is None else Decimal(value).scaleb(-self.places)


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
