<% set Model = feature.one.pascal %>
"""The routes of <[ feature.many.human ]>."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from ...db import SessionDep
from . import service
from .schemas import <[ Model ]>Create, <[ Model ]>Page, <[ Model ]>Read, <[ Model ]>Update

router = APIRouter(prefix="/<[ feature.many.kebab ]>", tags=["<[ feature.many.kebab ]>"])

Id = Annotated[int, Path(ge=1, le=9223372036854775807)]
Filter = Annotated[int | None, Query(ge=1, le=9223372036854775807)]


@router.post("", status_code=201)
def create_<[ feature.one.snake ]>(data: <[ Model ]>Create, session: SessionDep, response: Response) -> <[ Model ]>Read:
    """Makes a new <[ feature.one.human ]>."""
    made = service.add(session, data)
    response.headers["location"] = f"/<[ feature.many.kebab ]>/{made.id}"
    return <[ Model ]>Read.model_validate(made)


@router.get("")
def list_<[ feature.many.snake ]>(<% if feature.refs | length > 2 %>  # noqa: PLR0913, PLR0917  # one filter for each reference<% endif %>

    session: SessionDep,
<% for f in feature.refs %>
    <[ f.wire.snake ]>: Filter = None,
<% endfor %>
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=9223372036854775807)] = 0,
) -> <[ Model ]>Page:
    """A part of the list, by id."""
    rows, total = service.page(session, limit, offset<% for f in feature.refs %>, <[ f.wire.snake ]><% endfor %>)
    items = [<[ Model ]>Read.model_validate(row) for row in rows]
    return <[ Model ]>Page(items=items, total=total, limit=limit, offset=offset)


@router.get("/{key}")
def get_<[ feature.one.snake ]>(key: Id, session: SessionDep) -> <[ Model ]>Read:
    """One <[ feature.one.human ]>."""
    return <[ Model ]>Read.model_validate(service.get(session, key))


@router.patch("/{key}")
def update_<[ feature.one.snake ]>(key: Id, data: <[ Model ]>Update, session: SessionDep) -> <[ Model ]>Read:
    """Changes what is sent, and nothing else."""
    return <[ Model ]>Read.model_validate(service.change(session, key, data))


@router.delete("/{key}", status_code=204)
def delete_<[ feature.one.snake ]>(key: Id, session: SessionDep) -> None:
    """Deletes a <[ feature.one.human ]>."""
    service.remove(session, key)
