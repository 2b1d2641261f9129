<% import "parts/types.py" as types with context %>
"""<[ feature.many.title ]> as they are sent and received."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ...documents import Document, Stored, no_longer_than
from ...fields import UNSET, Day, Email, Exact, Flag, Float64, Id, Ids, Int64, Moment, Number, Text, Url, Uuid, Whole
from ...paging import ListQuery

<% for f in feature.fields if types.long(f) | trim %>
<[ types.alias(f) ]> = <[ types.schema(f) ]>
<% endfor %>


class <[ feature.one.pascal ]>Create(BaseModel):
    """What makes a new <[ feature.one.human ]>."""

    model_config = ConfigDict(extra="forbid")

<% for f in feature.fields %>
    <[ f.wire.snake ]>: <[ types.named(f) ]><% if f.optional %> | None = None<% elif f.has_default %> = <[ types.default(f) ]><% elif f.is_many %> = []<% endif %>

<% endfor %>


class <[ feature.one.pascal ]>Update(BaseModel):
    """What changes a <[ feature.one.human ]>: only what is sent."""

    model_config = ConfigDict(extra="forbid")

<% for f in feature.fields %>
    <[ f.wire.snake ]>: <[ types.named(f) ]><% if f.optional %> | None<% endif %> = UNSET
<% endfor %>


class <[ feature.one.pascal ]>Read(BaseModel):
    """A <[ feature.one.human ]> as it is."""

    model_config = ConfigDict(from_attributes=True)

    id: int
<% for f in feature.fields %>
    <[ f.wire.snake ]>: <[ types.answered(f) ]><% if f.optional %> | None<% endif %>

<% endfor %>
    created_at: AwareDatetime
    updated_at: AwareDatetime


class <[ feature.one.pascal ]>Query(ListQuery):
    """Which <[ feature.many.human ]> a list has: those whose fields have the values given."""

<% for f in feature.listed + feature.manys %>
    <[ f.wire.snake ]>: <[ types.asked(f) ]> | None = None
<% endfor %>
