<% set Model = feature.one.pascal %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
"""What can be done with <[ feature.many.human ]>."""

from collections.abc import Sequence

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

<% for to in targets %>
from ..<[ to.many.snake ]>.models import <[ to.one.pascal ]>
<% endfor %>
from .models import <[ Model ]>
from .schemas import <[ Model ]>Create, <[ Model ]>Update


def add(session: Session, data: <[ Model ]>Create) -> <[ Model ]>:
    """Stores a new <[ feature.one.human ]>."""
<% if feature.refs %>
    _check_refs(session, data)
<% endif %>
    made = <[ Model ]>(**data.model_dump())
    session.add(made)
    session.flush()
    session.refresh(made)  # as it is stored: a decimal, for one, with all its digits
    return made


def page(<% if feature.refs | length > 2 %>  # noqa: PLR0913, PLR0917  # one filter for each reference<% endif %>

    session: Session, limit: int, offset: int<% for f in feature.refs %>, <[ f.wire.snake ]>: int | None = None<% endfor %>

) -> tuple[Sequence[<[ Model ]>], int]:
    """A part of the list by id, and how many there are in all."""
    found = select(<[ Model ]>)
<% for f in feature.refs %>
    if <[ f.wire.snake ]> is not None:
        found = found.where(<[ Model ]>.<[ f.wire.snake ]> == <[ f.wire.snake ]>)
<% endfor %>
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.scalars(found.order_by(<[ Model ]>.id).limit(limit).offset(offset)).all()
    return rows, total


def get(session: Session, key: int) -> <[ Model ]>:
    """The <[ feature.one.human ]> with this id; 404 when there is none."""
    found = session.get(<[ Model ]>, key)
    if found is None:
        raise HTTPException(404, "There is no <[ feature.one.human ]> with this id.")
    return found


def change(session: Session, key: int, data: <[ Model ]>Update) -> <[ Model ]>:
    """Changes what was sent, and nothing else."""
    found = get(session, key)
<% if feature.refs %>
    _check_refs(session, data)
<% endif %>
    for name, value in data.model_dump(exclude_unset=True).items():
        setattr(found, name, value)
    session.flush()
    session.refresh(found)
    return found


def remove(session: Session, key: int) -> None:
    """Deletes the <[ feature.one.human ]> with this id."""
    session.delete(get(session, key))
    session.flush()
<% if feature.refs %>


def _check_refs(session: Session, data: <[ Model ]>Create | <[ Model ]>Update) -> None:
    """422 for an id that nothing has."""
    unknown = [
        name
        for name, model, key in (
<% for f in feature.refs %>
            ("<[ f.wire.snake ]>", <[ f.to.one.pascal ]>, data.<[ f.wire.snake ]>),
<% endfor %>
        )
        if key is not None and session.get(model, key) is None
    ]
    if unknown:
        raise RequestValidationError(
            [{"loc": ("body", name), "msg": "Nothing has this id", "type": "unknown_id"} for name in unknown]
        )
<% endif %>
