<% macro names(fields) %>[<[ fields | map(attribute="wire.snake") | map("json") | join(", ") ]>]<% endmacro %>
<% macro ids(one) %>{<% for f in one.refs %>"<[ f.wire.snake ]>": "<[ f.to.spec.name ]>", <% endfor %>}<% endmacro %>
"""<[ feature.many.title ]> over HTTP."""

<% set Base = "RestorableTests" if feature.soft else "ResourceTests" %>
from resource_tests import <[ Base ]>


class Test<[ feature.many.pascal ]>(<[ Base ]>):
    """What every resource promises, with the data of <[ feature.many.human ]>."""

    path = "/api/<[ feature.many.kebab ]>"
    bodies = [
        <[ feature.body(0) | py ]>,
        <[ feature.body(1) | py ]>,
        <[ feature.body(2) | py ]>,
    ]
<% if feature.refs or feature.manys %>
    parents = [
<% for one in feature.ancestors %>
        ("<[ one.spec.name ]>", "/api/<[ one.many.kebab ]>", [<[ one.body(0) | py ]>, <[ one.body(1) | py ]>], <[ ids(one) ]>),
<% endfor %>
    ]
<% if feature.refs %>
    refs = <[ ids(feature) ]>
<% endif %>
<% if feature.manys %>
    manys = {<% for f in feature.manys %>"<[ f.wire.snake ]>": "<[ f.to.spec.name ]>", <% endfor %>}
<% endif %>
    on_delete = [<% for f in feature.refs + feature.manys %>("<[ f.wire.snake ]>", "<[ f.on_delete ]>"), <% endfor %>]
<% endif %>
    required = <[ names(feature.fields | selectattr("required") | list) ]>
    optional = <[ names(feature.fields | selectattr("optional") | list) ]>
    unique = <[ names(feature.fields | selectattr("unique") | list) ]>
<% if feature.fields | selectattr("is_json") | list %>
    unlisted = <[ names(feature.fields | selectattr("is_json") | list) ]>
<% endif %>
    defaults = {
<% for f in feature.fields if not f.required %>
        "<[ f.wire.snake ]>": <% if f.type == "decimal" and f.has_default %>"<[ ("%." ~ f.places ~ "f") | format(f.default) ]>"<% else %><[ [] if f.is_many else f.default | py ]><% endif %>,
<% endfor %>
    }
    wrong = [
<% for f, wrong in feature.violations if not wrong.missing %>
        ("<[ f.wire.snake ]>", <[ wrong.value | py ]>),
<% endfor %>
    ]
