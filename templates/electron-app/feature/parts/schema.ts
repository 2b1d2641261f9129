<#- What a field is in the contract: a type of zod. -#>
<% set kinds = {"str": "text", "text": "text", "int": "whole", "bigint": "whole", "float": "number", "decimal": "decimal", "date": "date", "datetime": "datetime", "uuid": "uuid", "email": "email", "url": "url", "ref": "reference", "json": "json", "many": "references"} %>
<% macro a(feature) -%>
<[ "an" if feature.one.human[0] in "aeio" else "a" ]> <[ feature.one.human ]>
<%- endmacro %>
<% macro imports(fields) -%>
<% set used = namespace(names=[]) -%>
<% for f in fields if f.type in kinds %><% set used.names = used.names + [kinds[f.type]] %><% endfor -%>
<[ used.names | unique | sort | join(", ") ]>
<%- endmacro %>
<% macro value(f, given) -%>
<% if f.is_many %>[]<% elif given is none %>null<% elif f.type == "decimal" %>"<[ ("%." ~ f.places ~ "f") | format(given | float) ]>"<% else %><[ given | json ]><% endif %>
<%- endmacro %>
<% macro bounds(f) -%>
{<% if f.min is not none and not (f.is_text and f.min == 0) %> min: <[ f.min | json ]>,<% endif %>
<%- if f.max is not none %> max: <[ f.max | json ]>,<% endif %>
<%- if f.pattern %> pattern: <[ f.pattern | json ]>,<% endif %>
<%- if f.type == "decimal" %> digits: <[ f.digits ]>, places: <[ f.places ]>,<% endif %> }
<%- endmacro %>
<% macro field(f) -%>
<% if f.type == "bool" %>z.boolean()
<%- elif f.type == "enum" %>z.enum([<[ f.values | map("json") | join(", ") ]>])
<%- elif f.type in ("str", "text") or f.is_whole or f.type == "decimal" %><[ kinds[f.type] ]>(<[ bounds(f) ]>)
<%- elif f.is_json %>json({ max: <[ f.max ]> })
<%- elif f.type == "float" %>number(<% if f.min is not none or f.max is not none %><[ bounds(f) ]><% endif %>)
<%- else %><[ kinds[f.type] ]>()
<%- endif %>
<%- if f.optional %>.nullable()<% endif %>
<%- endmacro %>
