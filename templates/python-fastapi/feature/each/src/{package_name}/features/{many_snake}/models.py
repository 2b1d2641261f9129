<% import "parts/types.py" as types with context %>
<% set owned = app.auth | default("none") != "none" %>
<% set uniques = feature.fields | selectattr("unique") | list if feature.soft else [] %>
"""<[ feature.many.title ]> as they are stored."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, Double, ForeignKey, Integer, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...columns import JsonDocument, UtcDateTime, exact
from ...db import Base, Entity
from ...restorable import Restorable, unique_among_living
<% if owned %>
from ..auth.models import Owned
<% endif %>

<% for f in feature.manys %>

class <[ feature.one.pascal ]><[ f.wire.pascal ]>(Base):
    """A <[ f.to.one.human ]> that is among the <[ f.wire.human ]> of a <[ feature.one.human ]>."""

    __tablename__ = "<[ f.links.snake ]>"

    <[ feature.one.snake ]>_id: Mapped[int] = mapped_column(BigInteger(), ForeignKey("<[ feature.many.snake ]>.id", ondelete="CASCADE"), primary_key=True)
    <[ f.to.one.snake ]>_id: Mapped[int] = mapped_column(BigInteger(), ForeignKey("<[ f.to.many.snake ]>.id"<% if f.on_delete != "restrict" %>, ondelete="CASCADE"<% endif %>), primary_key=True, index=True)

<% endfor %>


class <[ feature.one.pascal ]>(<% if owned %>Owned<[ ", Restorable" if feature.soft ]><% else %><[ "Restorable" if feature.soft else "Entity" ]><% endif %>):
    """One <[ feature.one.human ]>."""

    __tablename__ = "<[ feature.many.snake ]>"
<% if uniques %>
    __table_args__ = (<% for f in uniques %>unique_among_living("<[ feature.many.snake ]>", "<[ f.wire.snake ]>"), <% endfor %>)
<% endif %>

<% for f in feature.stored %>
    <[ f.wire.snake ]>: Mapped[<[ types.python(f) ]><% if f.optional %> | None<% endif %>] = mapped_column(<[ types.column(f) ]><% if f.is_ref %>, ForeignKey("<[ f.to.many.snake ]>.id"<% if f.on_delete != "restrict" %>, ondelete="<[ f.on_delete.replace("_", " ").upper() ]>"<% endif %>)<% endif %><% if f.unique and not feature.soft %>, unique=True<% elif f.index %>, index=True<% endif %>)
<% endfor %>
<% for f in feature.manys %>
<% set Link = feature.one.pascal ~ f.wire.pascal %>
    <[ f.wire.snake ]>_links: Mapped[list[<[ Link ]>]] = relationship(cascade="all, delete-orphan", lazy="selectin", order_by=<[ Link ]>.<[ f.to.one.snake ]>_id, passive_deletes=True)
<% endfor %>
<% for f in feature.manys %>
<% set Link = feature.one.pascal ~ f.wire.pascal %>

    @property
    def <[ f.wire.snake ]>(self) -> list[int]:
        """The ids of its <[ f.wire.human ]>."""
        return [link.<[ f.to.one.snake ]>_id for link in self.<[ f.wire.snake ]>_links]

    @<[ f.wire.snake ]>.setter
    def <[ f.wire.snake ]>(self, ids: list[int]) -> None:
        kept = {link.<[ f.to.one.snake ]>_id: link for link in self.<[ f.wire.snake ]>_links}
        self.<[ f.wire.snake ]>_links = [kept.get(key) or <[ Link ]>(<[ f.to.one.snake ]>_id=key) for key in ids]
<% endfor %>

    def __repr__(self) -> str:
        """Which one it is, in logs."""
        return f"<<[ feature.one.pascal ]> {self.id}>"
