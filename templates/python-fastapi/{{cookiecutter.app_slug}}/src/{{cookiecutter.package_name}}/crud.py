"""What can be done with every resource: a feature names its model and its schemas, and adds rules of its own."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from . import paging
from .columns import utc_now
from .db import Entity, begin_write
{% if cookiecutter.auth != "none" -%}
from .features.auth.ownership import check_owner, owner
{% endif -%}
from .paging import ListQuery
from .preconditions import Precondition

Row = TypeVar("Row", bound=Entity)


class Link(NamedTuple):
    """A member that is the ids of any number of others: its name, the links of a row, and the id that a link names."""

    name: str
    links: InstrumentedAttribute[Any]
    key: InstrumentedAttribute[int]


class Crud(Generic[Row]):
    """The rows of a model: made, listed, changed and deleted. One transaction each, which the session is of."""

    model: type[Row]
    read: type[BaseModel]
    human: ClassVar[str]
    searched: ClassVar[tuple[str, ...]] = ()
    links: ClassVar[tuple[Link, ...]] = ()

    def add(self, session: Session, data: BaseModel) -> Row:
        """Stores a new row. 422 for an id that nothing has."""
        begin_write(session)
        values = data.model_dump()
        self._check_refs(session, values)
        made = self.model(**values{% if cookiecutter.auth != "none" %}, **owner(session, self.model){% endif %})
        session.add(made)
        session.flush()
        session.refresh(made)  # as it is stored: a decimal, for one, with all its digits
        return made

    def get(self, session: Session, key: int, *, lock: bool = False) -> Row:
        """The row with this id, for this transaction alone when it is locked; 404 when there is none."""
        found = session.get(self.model, key, with_for_update=lock or None)
        if found is None:
            raise HTTPException(404, f"There is no {self.human} with this id.")
        return found

    def change(self, session: Session, key: int, data: BaseModel, match: Precondition) -> Row:
        """Changes what was sent, and nothing else. 412 when it is not as the request expects it."""
        begin_write(session)
        found = self.get(session, key, lock=True)
        {%- if cookiecutter.auth != "none" %}
        check_owner(session, found)
        {%- endif %}
        match.check(self.read, found)
        values = data.model_dump(exclude_unset=True)
        self._check_refs(session, values)
        for name, value in values.items():
            setattr(found, name, value)
        if session.is_modified(found):
            found.updated_at = utc_now()  # also where nothing but its links changed
        session.flush()
        session.refresh(found)
        return found

    def remove(self, session: Session, key: int, match: Precondition) -> None:
        """Deletes a row. 412 when it is not as the request expects it."""
        begin_write(session)
        found = self.get(session, key, lock=True)
        {%- if cookiecutter.auth != "none" %}
        check_owner(session, found)
        {%- endif %}
        match.check(self.read, found)
        session.delete(found)
        session.flush()

    def page(self, session: Session, query: ListQuery) -> dict[str, Any]:
        """A part of the list: `items`, `total`, `limit`, `offset`, `next_cursor`."""
        if query.cursor is not None and query.offset:
            raise paging.refused("offset", "does not go together with a cursor")
        keys = paging.keys_of(self.model, query.sort)
        found = select(self.model).where(*(self._has(name, value) for name, value in query.filters().items()))
        if query.q is not None:
            texts = (getattr(self.model, name) for name in self.searched)
            found = found.where(or_(False, *(text.icontains(query.q, autoescape=True) for text in texts)))
        total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
        part = found if query.cursor is None else found.where(paging.after(keys, query.cursor, session))
        part = paging.ordered(part, keys, session).limit(query.limit + 1).offset(query.offset)
        rows: Sequence[Row] = session.scalars(part).all()
        more = len(rows) > query.limit
        items = rows[: query.limit]
        cursor = paging.cursor_at(keys, items[-1]) if more else None
        return {
            "items": [self.read.model_validate(row) for row in items],
            "total": total,
            "limit": query.limit,
            "offset": query.offset,
            "next_cursor": cursor,
        }

    def _has(self, name: str, value: Any) -> ColumnElement[bool]:
        """Those whose member has this value, or names this id among others."""
        found: ColumnElement[bool] = getattr(self.model, name) == value
        for member, links, key in self.links:
            if member == name:
                found = links.any(key == value)
        return found

    def _check_refs(self, session: Session, values: Mapping[str, Any]) -> None:
        unknown = [
            column.name
            for column in self.model.__table__.columns
            for key in column.foreign_keys
            if values.get(column.name) is not None
            and session.scalar(select(key.column).where(key.column == values[column.name])) is None
        ]
        unknown += [name for name, _, key in self.links if not _all_there(session, key, values.get(name))]
        if unknown:
            raise RequestValidationError(
                [
                    {"loc": ("body", name), "msg": "Nothing has this id", "type": "unknown_id"}
                    for name in unknown
                ]
            )


def _all_there(session: Session, link: InstrumentedAttribute[int], ids: Sequence[int] | None) -> bool:
    """Whether each of the ids has a row in the table that the links lead to."""
    [key] = link.property.columns[0].foreign_keys
    found = select(func.count()).select_from(key.column.table).where(key.column.in_(ids or ()))
    return not ids or session.scalar(found) == len(ids)
