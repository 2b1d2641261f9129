<% set Model = feature.one.pascal %>
<% set owned = app.auth | default("none") != "none" %>
"""The routes of <[ feature.many.human ]>."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from ...db import SessionDep
from ...errors import problems
from ...fields import Key
from ...paging import Page
from ...preconditions import IfMatch, show
<% if owned %>
from ..auth.access import SignedIn
<% endif %>
from .schemas import <[ Model ]>Create, <[ Model ]>Query, <[ Model ]>Read, <[ Model ]>Update
from .service import <[ feature.many.snake ]>

router = APIRouter(prefix="/api/<[ feature.many.kebab ]>", tags=["<[ feature.many.kebab ]>"], responses=problems(<% if owned %>401, <% endif %>422, 503)<% if owned %>, dependencies=[SignedIn]<% endif %>)

@router.post("", status_code=201, responses=problems(400, <% if owned and app.auth == "session" %>403, <% endif %>409, 413, 415))
def create_<[ feature.one.snake ]>(
    data: <[ Model ]>Create, session: SessionDep, request: Request, response: Response
) -> <[ Model ]>Read:
    """Makes a new <[ feature.one.human ]>."""
    made = <[ feature.many.snake ]>.add(session, data)
    response.headers["location"] = f"{request.url.path}/{made.id}"
    return show(response, <[ Model ]>Read, made)


@router.get("", response_model=Page[<[ Model ]>Read])
def list_<[ feature.many.snake ]>(query: Annotated[<[ Model ]>Query, Query()], session: SessionDep) -> dict[str, Any]:
    """A part of the list: filtered, searched, sorted, by offset or by cursor."""
    return <[ feature.many.snake ]>.page(session, query)


@router.get("/{id}", responses=problems(404))
def get_<[ feature.one.snake ]>(key: Key, session: SessionDep, response: Response) -> <[ Model ]>Read:
    """One <[ feature.one.human ]>."""
    return show(response, <[ Model ]>Read, <[ feature.many.snake ]>.get(session, key))


@router.patch("/{id}", responses=problems(400, <% if owned %>403, <% endif %>404, 409, 412, 413, 415, 428))
def update_<[ feature.one.snake ]>(
    key: Key, data: <[ Model ]>Update, session: SessionDep, match: IfMatch, response: Response
) -> <[ Model ]>Read:
    """Changes what is sent, and nothing else."""
    return show(response, <[ Model ]>Read, <[ feature.many.snake ]>.change(session, key, data, match))


@router.delete("/{id}", status_code=204, responses=problems(<% if owned %>403, <% endif %>404, 409, 412, 428))
def delete_<[ feature.one.snake ]>(key: Key, session: SessionDep, match: IfMatch) -> None:
    """<% if feature.soft %>Hides a <[ feature.one.human ]>, until it is restored<% else %>Deletes a <[ feature.one.human ]><% endif %>."""
    <[ feature.many.snake ]>.remove(session, key, match)
<% if feature.soft %>


@router.post("/{id}/restore", responses=problems(<% if owned %>403, <% endif %>404, 409))
def restore_<[ feature.one.snake ]>(key: Key, session: SessionDep, response: Response) -> <[ Model ]>Read:
    """Shows a deleted <[ feature.one.human ]> again, as it was."""
    return show(response, <[ Model ]>Read, <[ feature.many.snake ]>.restore(session, key))
<% endif %>
