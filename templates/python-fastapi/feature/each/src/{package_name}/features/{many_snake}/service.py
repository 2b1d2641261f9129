<% set texts = feature.fields | selectattr("is_text") | map(attribute="wire.snake") | list %>
"""What can be done with <[ feature.many.human ]>."""

from ...crud import Crud
from .models import <[ feature.one.pascal ]>
from .schemas import <[ feature.one.pascal ]>Read


class <[ feature.many.pascal ]>(Crud[<[ feature.one.pascal ]>]):
    """All <[ feature.many.human ]>; rules of their own go here."""

    model = <[ feature.one.pascal ]>
    read = <[ feature.one.pascal ]>Read
    human = "<[ feature.one.human ]>"
<% if texts %>
    searched = (<% for name in texts %>"<[ name ]>", <% endfor %>)
<% endif %>


<[ feature.many.snake ]> = <[ feature.many.pascal ]>()
