<% import "parts/types.py" as types with context %>
"""<[ feature.many.title ]> as they are stored."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, Double, ForeignKey, Integer, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from ...columns import UtcDateTime, exact
<% if app.auth | default("none") != "none" %>
from ..auth.models import Owned
<% else %>
from ...db import Entity
<% endif %>


class <[ feature.one.pascal ]>(<% if app.auth | default("none") != "none" %>Owned<% else %>Entity<% endif %>):
    """One <[ feature.one.human ]>."""

    __tablename__ = "<[ feature.many.snake ]>"

<% for f in feature.fields %>
    <[ f.wire.snake ]>: Mapped[<[ types.python(f) ]><% if f.optional %> | None<% endif %>] = mapped_column(<[ types.column(f) ]><% if f.is_ref %>, ForeignKey("<[ f.to.many.snake ]>.id"<% if f.on_delete != "restrict" %>, ondelete="<[ f.on_delete.replace("_", " ").upper() ]>"<% endif %>)<% endif %><% if f.unique %>, unique=True<% elif f.index %>, index=True<% endif %>)
<% endfor %>

    def __repr__(self) -> str:
        """Which one it is, in logs."""
        return f"<<[ feature.one.pascal ]> {self.id}>"
