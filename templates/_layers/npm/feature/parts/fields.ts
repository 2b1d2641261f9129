<#- What a field is in TypeScript, in fields.ts, and in forms and tables. -#>
<% set kinds = {"str": "text", "text": "text", "int": "whole", "bigint": "whole", "float": "number", "decimal": "decimal", "bool": "flag", "date": "date", "datetime": "datetime", "uuid": "uuid", "email": "email", "url": "url", "enum": "choice", "ref": "reference", "json": "json", "many": "references"} %>
<% macro imports(fields) -%>
<% set used = namespace(names=[]) -%>
<% for f in fields %><% set used.names = used.names + [kinds[f.type]] %><% endfor -%>
<[ ((used.names + (["optional"] if fields | selectattr("optional") | list else [])) | unique | sort + ["type Fields"]) | join(", ") ]>
<%- endmacro %>
<% macro value(f, given) -%>
<% if given is none %>null<% elif f.type == "decimal" %>"<[ ("%." ~ f.places ~ "f") | format(given | float) ]>"<% else %><[ given | json ]><% endif %>
<%- endmacro %>
<% macro rules(f) -%>
{ label: <[ f.name.title | json ]>
<%- if f.has_default %>, initial: <[ value(f, f.default) ]><% endif %>
<%- if f.is_json %>, max: <[ f.max ]><% endif %>
<%- if f.type in ("str", "text") or f.is_whole or f.type in ("float", "decimal") %>
<%- if f.min is not none and not (f.type in ("str", "text") and f.min == 0) %>, min: <[ value(f, f.min) ]><% endif %>
<%- if f.max is not none %>, max: <[ value(f, f.max) ]><% endif %>
<%- endif %>
<%- if f.type == "str" and f.pattern %>, pattern: <[ f.pattern | json ]>, example: <[ f.spec.example[0] | json ]><% endif %>
<%- if f.type == "decimal" %>, digits: <[ f.digits ]>, places: <[ f.places ]><% endif %>
<%- if f.type == "enum" %>, values: [<[ f.values | map("json") | join(", ") ]>]<% endif %> }
<%- endmacro %>
<% macro field(f) -%>
<% if f.optional %>optional(<% endif %><[ kinds[f.type] ]>(<[ rules(f) ]>)<% if f.optional %>)<% endif %>
<%- endmacro %>
<# What a form shows of a value, as an expression of TypeScript. #>
<% macro typed(f, given) -%>
<% if f.type == "datetime" %>toLocal(<[ given | json ]>)<% elif f.is_ref %>"1"<% elif f.type == "float" %>String(<[ given | json ]>)<% elif given is string %><[ given | json ]><% else %><[ (given | json) | json ]><% endif %>
<%- endmacro %>
<# What a table shows of a value, as an expression of TypeScript. #>
<% macro shown(f, given, samples, short=true) -%>
<% if f.is_ref %><[ f.to.one.camel ]>Label(<[ samples ]>[0])<% elif f.is_many %><[ samples ]>.slice(0, 2).map(<[ f.to.one.camel ]>Label).join(", ")<% elif f.is_json %>showSize(SENT.<[ f.wire.snake ]>)<% if not short %> + showDocument(SENT.<[ f.wire.snake ]>)<% endif %><% elif f.type == "datetime" %>new Date(<[ given | json ]>).toLocaleString()<% elif f.type == "bool" %>"<[ "Yes" if given else "No" ]>"<% else %><[ typed(f, given) ]><% endif %>
<%- endmacro %>
