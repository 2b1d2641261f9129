<% import "parts/types.py" as types with context %>
<% set required = feature.fields | rejectattr("optional") | list %>
"""<[ feature.many.title ]> as they are sent and received."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator


class <[ feature.one.pascal ]>Create(BaseModel):
    """What makes a new <[ feature.one.human ]>."""

<% for f in feature.fields %>
    <[ f.wire.snake ]>: <[ types.schema(f) ]><% if f.optional %> | None = None<% elif f.has_default %> = <[ types.default(f) ]><% endif %>

<% endfor %>


class <[ feature.one.pascal ]>Update(BaseModel):
    """What changes a <[ feature.one.human ]>: only what is sent."""

<% for f in feature.fields %>
    <[ f.wire.snake ]>: <[ types.schema(f) ]> | None = None
<% endfor %>
<% if required %>

    @field_validator(<% for f in required %>"<[ f.wire.snake ]>", <% endfor %>mode="before")
    @classmethod
    def _not_null(cls, value: object) -> object:
        if value is None:
            raise ValueError("must not be null")
        return value
<% endif %>


class <[ feature.one.pascal ]>Read(BaseModel):
    """A <[ feature.one.human ]> as it is."""

    model_config = ConfigDict(from_attributes=True)

    id: int
<% for f in feature.fields %>
    <[ f.wire.snake ]>: <% if f.type == "datetime" %>AwareDatetime<% elif f.type == "enum" %><[ types.schema(f) ]><% else %><[ types.python(f) ]><% endif %><% if f.optional %> | None<% endif %>

<% endfor %>
    created_at: AwareDatetime
    updated_at: AwareDatetime


class <[ feature.one.pascal ]>Page(BaseModel):
    """A part of the list, and how long the whole list is."""

    items: list[<[ feature.one.pascal ]>Read]
    total: int
    limit: int
    offset: int
