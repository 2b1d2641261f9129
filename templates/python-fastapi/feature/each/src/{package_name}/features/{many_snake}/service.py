<% set texts = feature.fields | selectattr("is_text") | map(attribute="wire.snake") | list %>
"""What can be done with <[ feature.many.human ]>."""

<% set Base = "RestorableCrud" if feature.soft else "Crud" %>
from ...crud import <[ Base ]><% if feature.manys %>, Link<% endif %>

from .models import <[ feature.one.pascal ]><% for f in feature.manys %>, <[ feature.one.pascal ]><[ f.wire.pascal ]><% endfor %>

from .schemas import <[ feature.one.pascal ]>Read


class <[ feature.many.pascal ]>(<[ Base ]>[<[ feature.one.pascal ]>]):
    """All <[ feature.many.human ]>; rules of their own go here."""

    model = <[ feature.one.pascal ]>
    read = <[ feature.one.pascal ]>Read
    human = "<[ feature.one.human ]>"
<% if texts %>
    searched = (<% for name in texts %>"<[ name ]>", <% endfor %>)
<% endif %>
<% if feature.manys %>
    links = (
<% for f in feature.manys %>
        Link("<[ f.wire.snake ]>", <[ feature.one.pascal ]>.<[ f.wire.snake ]>_links, <[ feature.one.pascal ]><[ f.wire.pascal ]>.<[ f.to.one.snake ]>_id),
<% endfor %>
    )
<% endif %>


<[ feature.many.snake ]> = <[ feature.many.pascal ]>()
