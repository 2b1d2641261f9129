<#- What a field is in TypeScript: as the API sends it, as it is read, and what its control checks. -#>
<% macro type(f) -%>
<% if f.type == "bool" %>boolean<% elif f.is_number or f.is_ref %>number<% elif f.type == "enum" %>(typeof <[ f.name.upper ]>_VALUES)[number]<% else %>string<% endif %>
<%- endmacro %>
<% macro reader(f) -%>
<% if f.type == "bool" %>flag<% elif f.is_number or f.is_ref %>number<% elif f.type == "enum" %>oneOf(<[ f.name.upper ]>_VALUES)<% else %>text<% endif %>
<%- endmacro %>
<# The functions of api/parsing that the fields need, besides those for every resource. #>
<% macro readers(feature) -%>
<% set kinds = feature.types -%>
<% if "bool" in kinds %>flag, <% endif %>members, <% if feature.fields | selectattr("optional") | list %>nullable, <% endif %>number, <% if "enum" in kinds %>oneOf, <% endif %>text
<%- endmacro %>
<# Whether nothing is not a value. A box is always ticked or not; an enum with a default offers nothing else. #>
<% macro needed(f) -%>
<% if not f.optional and f.type != "bool" and not (f.type == "enum" and f.has_default) and not (f.type in ("str", "text") and not f.min) %>yes<% endif %>
<%- endmacro %>
<% macro needs(feature) -%>
<% for f in feature.fields %><[ needed(f) ]><% endfor %>
<%- endmacro %>
<% macro bound(f, value) -%>
<[ value | int if f.is_whole else value ]>
<%- endmacro %>
<# The checks of a text, in order. #>
<% macro checks(f) -%>
<% if f.type in ("str", "text") -%>
<% if f.min > 1 %>atLeast(<[ f.min | int ]>), <% endif %>atMost(<[ f.max | int ]>)<% if f.pattern %>, matching(<[ f.pattern | json ]>, <[ f.spec.example[0] | json ]>)<% endif %>
<%- elif f.type == "email" -%>
atMost(<[ f.max ]>), email
<%- elif f.type == "url" -%>
atMost(<[ f.max ]>), webAddress
<%- elif f.type == "uuid" -%>
uuid
<%- elif f.is_whole -%>
whole(<[ bound(f, f.min) ]>, <[ bound(f, f.max) ]>)
<%- elif f.type == "float" -%>
numeric(<[ limits(f) ]>)
<%- elif f.type == "decimal" -%>
decimal(<[ f.digits - f.places ]>, <[ f.places ]><% if limits(f) %>, <[ limits(f) ]><% endif %>)
<%- endif %>
<%- endmacro %>
<% macro limits(f) -%>
<% if f.max is not none %><[ "undefined" if f.min is none else f.min ]>, <[ f.max ]><% elif f.min is not none %><[ f.min ]><% endif %>
<%- endmacro %>
<% macro check_names(feature) -%>
<% set found = namespace(names=[]) -%>
<% for f in feature.fields -%>
<% if checks(f) %><% set found.names = found.names + ["checked"] %><% endif -%>
<% if f.is_text %><% set found.names = found.names + ["atMost"] %><% endif -%>
<% if f.type in ("str", "text") and f.min > 1 %><% set found.names = found.names + ["atLeast"] %><% endif -%>
<% if f.type in ("str", "text") and f.pattern %><% set found.names = found.names + ["matching"] %><% endif -%>
<% set own = {"email": "email", "url": "webAddress", "uuid": "uuid", "int": "whole", "bigint": "whole", "float": "numeric", "decimal": "decimal"} -%>
<% if f.type in own %><% set found.names = found.names + [own[f.type]] %><% endif -%>
<% endfor -%>
<[ found.names | unique | sort(case_sensitive=false) | join(", ") ]>
<%- endmacro %>
<# What makes a resource, whose refs lead to what has the same number. #>
<% macro members(feature, number) -%>
<% for f in feature.fields %><[ f.wire.snake ]>: <% if f.is_ref %><[ number + 1 ]><% else %><[ f.sample(number) | json ]><% endif %>, <% endfor %>
<%- endmacro %>
<# What somebody enters for a value: a text, or whether a box is ticked. #>
<% macro entry(f, value) -%>
<% if f.type == "bool" and f.optional -%>
"<[ "Yes" if value else "No" ]>"
<%- elif f.type == "bool" -%>
<[ value | json ]>
<%- elif f.type == "datetime" -%>
toLocal("<[ value ]>")
<%- elif f.type == "float" -%>
"<[ value | int if value == value | int else value ]>"
<%- else -%>
<[ value | string | json ]>
<%- endif %>
<%- endmacro %>
<# A default as the API sends it. #>
<% macro default(f) -%>
<% if f.type == "decimal" %>"<[ ("%." ~ f.places ~ "f") | format(f.default) ]>"<% else %><[ f.default | json ]><% endif %>
<%- endmacro %>
<# The texts that people can enter and that are refused, with words of what they are told. #>
<% macro refused(f) -%>
<% set words = {"too_short": "At least", "too_long": "At most", "pattern": "right form", "below": "or more", "above": "or less", "places": "after the point"} -%>
<% set forms = {"int": "whole number", "bigint": "whole number", "float": "a number", "decimal": "a number", "uuid": "a UUID", "email": "an e-mail address", "url": "an address"} -%>
<% if needed(f) and not f.is_ref %>["<[ f.name.title ]>", "is needed", ""],
<% endif -%>
<% for wrong in f.invalid -%>
<% set said = forms.get(f.type) if wrong.kind == "format" else words.get(wrong.kind) -%>
<% if said and wrong.value != "" -%>
["<[ f.name.title ]>", "<[ said ]>", <% if wrong.kind == "too_long" %>"x".repeat(<[ wrong.value | length ]>)<% else %><[ wrong.value | string | json ]><% endif %>],
<% endif -%>
<% endfor -%>
<%- endmacro %>
<# What a page shows of the first example, as an expression. #>
<% macro seen(f) -%>
<% set it = "first." ~ f.wire.snake -%>
<% if f.is_ref -%>
<[ f.to.many.camel ]>Api.label(<[ f.to.many.upper ]>[0])
<%- elif f.type == "bool" -%>
<[ it ]> ? "Yes" : "No"
<%- elif f.type == "datetime" -%>
formatDate(<[ it ]><[ ' ?? ""' if f.optional ]>, "medium", "en-US")
<%- elif f.is_number -%>
String(<[ it ]>)
<%- elif f.type == "enum" or not f.optional -%>
<[ it ]><[ ".trim()" if f.type in ("str", "text") ]>
<%- else -%>
<[ it ]>?.trim()
<%- endif %>
<%- endmacro %>
