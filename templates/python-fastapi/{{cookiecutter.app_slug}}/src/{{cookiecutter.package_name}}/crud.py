"""What can be done with every resource: a feature names its model and its schemas, and adds rules of its own."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from sqlalchemy import ColumnElement, ForeignKey, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from . import paging
from .columns import utc_now
from .db import Entity, begin_write
{% if cookiecutter.auth != "none" -%}
from .features.auth.ownership import check_owner, owner
{% endif -%}
from .paging import ListQuery
from .preconditions import Precondition
from .restorable import Hidden, all_there, check_unused, living

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
            raise self._missing()
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
        found = select(self.model).where(
            *living(self.model.__table__),
            *(self._has(name, value) for name, value in query.filters().items()),
        )
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
        """422 for ids that nothing has."""
        if unknown := self._unknown(session, values):
            raise RequestValidationError(
                [
                    {"loc": ("body", name), "msg": "Nothing has this id", "type": "unknown_id"}
                    for name in unknown
                ]
            )

    def _unknown(self, session: Session, values: Mapping[str, Any]) -> list[str]:
        """The members with an id that nothing has."""
        keys = {key.parent.name: key for key in self.model.__table__.foreign_keys}
        unknown = [
            name
            for name, key in keys.items()
            if values.get(name) is not None and not all_there(session, key, [values[name]])
        ]
        for name, _, link in self.links:
            if values.get(name) and not all_there(session, _key_of(link), values[name]):
                unknown.append(name)
        return unknown

    def _missing(self) -> HTTPException:
        return HTTPException(404, f"There is no {self.human} with this id.")


class RestorableCrud(Crud[Hidden]):
    """The rows of a model that are hidden when they are deleted, and can be restored."""

    def get(self, session: Session, key: int, *, lock: bool = False) -> Hidden:
        """The row with this id, for this transaction alone when it is locked; 404 for none and for a deleted one."""
        found = super().get(session, key, lock=lock)
        if found.deleted_at is not None:
            raise self._missing()
        return found

    def remove(self, session: Session, key: int, match: Precondition) -> None:
        """Hides a row. 412 when it is not as the request expects it, 409 while others refer to it."""
        begin_write(session)
        found = self.get(session, key, lock=True)
        {%- if cookiecutter.auth != "none" %}
        check_owner(session, found)
        {%- endif %}
        match.check(self.read, found)
        check_unused(session, found)
        found.deleted_at = utc_now()
        session.flush()

    def restore(self, session: Session, key: int) -> Hidden:
        """Shows a deleted row again.

        404 when there is none; 409 when another one has a unique value of it, or what it refers to is deleted.
        """
        begin_write(session)
        found = super().get(session, key, lock=True)
        if found.deleted_at is None:
            raise HTTPException(404, f"There is no deleted {self.human} with this id.")
        {%- if cookiecutter.auth != "none" %}
        check_owner(session, found)
        {%- endif %}
        names = [*self.model.__table__.columns.keys(), *(name for name, _, _ in self.links)]
        if unknown := self._unknown(session, {name: getattr(found, name) for name in names}):
            raise HTTPException(409, f"Restore first what it refers to: {', '.join(unknown)}.")
        found.deleted_at = None
        session.flush()
        session.refresh(found)
        return found


def _key_of(link: InstrumentedAttribute[int]) -> ForeignKey:
    """The foreign key by which links lead to the others."""
    keys: set[ForeignKey] = link.property.columns[0].foreign_keys
    return next(iter(keys))
