<#- Values as the tests write them, within `json!`. -#>
<% macro value(given) -%>
<% if given is mapping -%>
{<% for name, part in given.items() %>"<[ name ]>": <[ value(part) ]><[ "" if loop.last else ", " ]><% endfor %>}
<%- elif given is sequence and given is not string -%>
[<% for part in given %><% if part is string and part | length > 40 %>"x".repeat(<[ "{:_}".format(part | length) ]>)<% else %><[ value(part) ]><% endif %><[ "" if loop.last else ", " ]><% endfor %>]
<%- elif given is boolean or given is string or given is none -%>
<[ given | json ]>
<%- elif given is integer -%>
<[ "{:_}".format(given) ]><[ "_i64" if given > 2147483647 or given < -2147483648 ]>
<%- else -%>
<% set text = "{:_}".format(given) -%>
<% if "." in text and "e" not in text -%>
<% set whole, part = text.split(".") -%>
<[ whole ]>.<[ part | batch(3) | map("join") | join("_") if part | length > 3 else part ]>
<%- else -%>
<[ text ]>
<%- endif %>
<%- endif %>
<%- endmacro %>
<# A wrong value: of long texts only the length counts. #>
<% macro wrong(given) -%>
<% if given is string and given | length > 40 -%>
json!("x".repeat(<[ "{:_}".format(given | length) ]>))
<%- else -%>
json!(<[ value(given) ]>)
<%- endif %>
<%- endmacro %>
<# An object, with what the feature refers to taken from `ids`; in one line when it fits. #>
<% macro object(feature, number, indent, refs=false, required=false) -%>
<% set pairs = [] -%>
<% for name, given in feature.body(number, required_only=required).items() -%>
<% set _ = pairs.append((name | json) ~ ": " ~ value(given)) -%>
<% endfor -%>
<% if refs -%>
<% for f in feature.refs -%>
<% set _ = pairs.append((f.wire.snake | json) ~ ": ids[\"" ~ f.to.one.snake ~ "\"]") -%>
<% endfor -%>
<% endif -%>
<% set line = pairs | join(", ") -%>
<% if line | length > 60 -%>
json!({
<% for pair in pairs %>
<[ " " * indent ]>    <[ pair ]>,
<% endfor %>
<[ " " * indent ]>})
<%- else -%>
json!({<[ line ]>})
<%- endif %>
<%- endmacro %>
<% macro default(f) -%>
<% if f.is_many -%>
[]
<%- elif f.type == "decimal" and f.has_default -%>
"<[ ("%." ~ f.places ~ "f") | format(f.default) ]>"
<%- elif f.type == "float" and f.has_default -%>
<[ value(f.default | float) ]>
<%- else -%>
<[ value(f.default) ]>
<%- endif %>
<%- endmacro %>
