<% import "parts/types.py" as types with context %>
"""<[ feature.many.title ]> as they are stored."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, Float, ForeignKey, Integer, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from ...columns import ExactDecimal, UtcDateTime, utc_now
from ...db import Base


class <[ feature.one.pascal ]>(Base):
    """One <[ feature.one.human ]>."""

    __tablename__ = "<[ feature.many.snake ]>"

    id: Mapped[int] = mapped_column(Integer(), primary_key=True)
<% for f in feature.fields %>
    <[ f.wire.snake ]>: Mapped[<[ types.python(f) ]><% if f.optional %> | None<% endif %>] = mapped_column(<[ types.column(f) ]><% if f.is_ref %>, ForeignKey("<[ f.to.many.snake ]>.id"<% if f.on_delete != "restrict" %>, ondelete="<[ f.on_delete.replace("_", " ").upper() ]>"<% endif %>)<% endif %><% if f.unique %>, unique=True<% elif f.index %>, index=True<% endif %>)
<% endfor %>
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utc_now, onupdate=utc_now)
