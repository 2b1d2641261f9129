"""Rows that are hidden when they are deleted: they keep what they have, and can be restored."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar, cast

from fastapi import HTTPException
from sqlalchemy import ColumnElement, ForeignKey, FromClause, Index, exists, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from .columns import UtcDateTime
from .db import Base, Entity

HIDES = "hides"


class Restorable(Entity):
    """The base class of what is hidden when it is deleted."""

    __abstract__ = True

    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), info={HIDES: True})


Hidden = TypeVar("Hidden", bound=Restorable)


def unique_among_living(table: str, name: str) -> Index:
    """No two rows that are not deleted may have the same value: that of a deleted row is free."""
    living = text("deleted_at IS NULL")
    return Index(f"uq_{table}_{name}", name, unique=True, sqlite_where=living, postgresql_where=living)


def living(table: FromClause) -> list[ColumnElement[bool]]:
    """The conditions that rows of a table meet which are not deleted; none where deleted rows are gone."""
    return [column.is_(None) for column in table.columns if column.info.get(HIDES)]


def all_there(session: Session, key: ForeignKey, ids: Collection[int]) -> bool:
    """Whether all the ids are of rows that are not deleted, nor will be before this transaction ends."""
    table = key.column.table
    found = select(key.column).where(key.column.in_(ids), *living(table)).order_by(key.column)
    if living(table):
        found = found.with_for_update(read=True)  # no constraint of the database sees what is only hidden
    return len(session.scalars(found).all()) == len(ids)


def check_unused(session: Session, row: Restorable) -> None:
    """409 while something that is not deleted refers to the row."""
    table = type(row).__table__
    for other in Base.metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table is table and key.ondelete is None:
                refers = [key.parent == row.id, *_owner_lives(key)]
                if session.scalar(select(exists().where(*refers))):
                    raise HTTPException(409, "Others refer to it: delete them first.")


def _owner_lives(key: ForeignKey) -> list[ColumnElement[bool]]:
    """The conditions of living for who refers by a key: its row, or in a table of links what the link belongs to."""
    table = cast("Any", key.parent.table)
    if "id" in table.columns:
        return living(table)
    [own] = [one for one in table.foreign_keys if one is not key]
    return [own.parent == own.column, *living(own.column.table)]
