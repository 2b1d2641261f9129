<#- What a field is in Rust: in JSON, in rules, and in the table. -#>
<% macro enum(feature, f) %><[ feature.one.pascal ]><[ f.wire.pascal ]><% endmacro %>
<% macro variant(value) -%>
<% set name = (value | lower | replace("-", "_") | names).pascal -%>
<[ "SelfSame" if name == "Self" else name ]>
<%- endmacro %>
<% macro bare(feature, f) -%>
<% if f.is_json -%>
document::Document<<[ number(f.max, "int") ]>>
<%- elif f.is_many -%>
links::Ids
<%- elif f.is_text -%>
String
<%- elif f.type == "enum" -%>
<[ enum(feature, f) ]>
<%- elif f.type == "decimal" -%>
Decimal<<[ f.places ]>>
<%- else -%>
<[ {"int": "i32", "bigint": "i64", "ref": "i64", "float": "f64", "bool": "bool", "date": "Date", "datetime": "Timestamp", "uuid": "Uuid"}[f.type] ]>
<%- endif %>
<%- endmacro %>
<% macro rust(feature, f) %><% if f.optional %>Option<<[ bare(feature, f) ]>><% else %><[ bare(feature, f) ]><% endif %><% endmacro %>
<# A number as it is written in Rust: its digits in threes. #>
<% macro number(value, kind) -%>
<% set text = "{:_}".format((value | float) if kind == "float" else (value | int)) -%>
<% if "." in text and "e" not in text -%>
<% set whole, part = text.split(".") -%>
<[ whole ]>.<[ part | batch(3) | map("join") | join("_") if part | length > 3 else part ]>
<%- else -%>
<[ text ]>
<%- endif %>
<%- endmacro %>
<# As a literal of its own, which would be an i32 otherwise. #>
<% macro literal(value, kind) -%>
<[ number(value, kind) ]><[ "_i64" if kind == "bigint" and (value > 2147483647 or value < -2147483648) ]>
<%- endmacro %>
<# A decimal in its smallest unit. #>
<% macro units(value, places) -%>
<[ number((("%." ~ places ~ "f") | format(value)) | replace(".", ""), "int") ]>
<%- endmacro %>
<# A bound of a range; a decimal always has both, because its digits are counted. #>
<% macro bound(f, value, sign) -%>
<% if f.type == "decimal" -%>
Decimal::of(<[ sign ~ number("9" * f.digits, "int") if value is none else units(value, f.places) ]>)
<%- else -%>
<[ number(value, f.type) ]>
<%- endif %>
<%- endmacro %>
<# What garde checks beyond the type. #>
<% macro rules(f) -%>
<% set parts = [] -%>
<% if f.is_text -%>
<% set _ = parts.append("length(chars, " ~ ("min = " ~ number(f.min, "int") ~ ", " if f.min else "") ~ "max = " ~ number(f.max, "int") ~ ")") -%>
<% if f.type == "email" %><% set _ = parts.append("pattern(patterns::EMAIL)") -%>
<% elif f.type == "url" %><% set _ = parts.append("pattern(patterns::WEB)") -%>
<% elif f.pattern %><% set _ = parts.append("pattern(" ~ f.wire.upper ~ ")") %><% endif -%>
<% elif f.type == "decimal" or (f.is_number and f.type == "float" and (f.min is not none or f.max is not none)) or f.type == "bigint" or (f.type == "int" and (f.min > -2147483648 or f.max < 2147483647)) -%>
<% set ends = [] -%>
<% if f.type == "decimal" or f.min is not none %><% set _ = ends.append("min = " ~ (bound(f, f.min, "-") | trim)) %><% endif -%>
<% if f.type == "decimal" or f.max is not none %><% set _ = ends.append("max = " ~ (bound(f, f.max, "") | trim)) %><% endif -%>
<% set _ = parts.append("range(" ~ ends | join(", ") ~ ")") -%>
<% endif -%>
<[ parts | join(", ") if parts else "skip" ]>
<%- endmacro %>
<# How a list knows it. #>
<% macro listed(feature, f) -%>
<% if f.is_text -%>
Column::text("<[ f.wire.snake ]>")
<%- elif f.type == "enum" -%>
Column::choice::<<[ enum(feature, f) ]>>("<[ f.wire.snake ]>")
<%- else -%>
Column::of::<<[ bare(feature, f) ]>>("<[ f.wire.snake ]>")
<%- endif -%>
<% if f.optional %>.optional()<% endif -%>
<%- endmacro %>
<# What the OpenAPI document says of it. #>
<% macro schema(feature, f, sent="") -%>
<% set type = {"date": "String", "datetime": "String", "uuid": "String", "decimal": "String"}.get(f.type) -%>
<% set parts = [] -%>
<% if f.is_json -%>
<% set _ = parts.append("schema_with = document::" ~ ("or_null" if f.optional else "any")) -%>
<% elif f.is_many -%>
<% set _ = parts.append("schema_with = links::schema") -%>
<% elif f.type == "enum" -%>
<% set kind = "or_null" if f.optional else ("or_default" if f.has_default and sent == "create" else "any") -%>
<% set _ = parts.append("schema_with = choice::" ~ kind ~ "::<" ~ enum(feature, f) ~ ">") -%>
<% elif type or sent == "update" -%>
<% set type = type or bare(feature, f) -%>
<% set _ = parts.append("value_type = " ~ ("Option<" ~ type ~ ">" if f.optional else type)) -%>
<% endif -%>
<% set format = {"date": "date", "datetime": "date-time", "uuid": "uuid", "decimal": "decimal", "email": "email", "url": "uri"}.get(f.type) -%>
<% if format %><% set _ = parts.append("format = \"" ~ format ~ "\"") %><% endif -%>
<% if f.type == "decimal" -%>
<% set _ = parts.append("pattern = " ~ (("^-?[0-9]{1," ~ (f.digits - f.places) ~ "}" ~ ("(\\.[0-9]{1," ~ f.places ~ "})?" if f.places else "") ~ "$") | json)) -%>
<% endif -%>
<% if f.is_text -%>
<% if f.min %><% set _ = parts.append("min_length = " ~ f.min) %><% endif -%>
<% set _ = parts.append("max_length = " ~ f.max) -%>
<% if f.pattern %><% set _ = parts.append("pattern = " ~ (("^(?:" ~ f.pattern ~ ")$") | json)) %><% endif -%>
<% elif f.is_number -%>
<% if f.min is not none %><% set _ = parts.append("minimum = " ~ literal(f.min, f.type)) %><% endif -%>
<% if f.max is not none %><% set _ = parts.append("maximum = " ~ literal(f.max, f.type)) %><% endif -%>
<% elif f.is_ref -%>
<% set _ = parts.append("minimum = 1") -%>
<% endif -%>
<% if f.has_default and sent == "create" and f.type != "enum" %><% set _ = parts.append("default = " ~ json_default(f)) %><% endif -%>
<[ parts | join(",\n        ") ]>
<%- endmacro %>
<# In one line when it fits. #>
<% macro attribute(parts) -%>
<% set line = parts | replace(",\n        ", ", ") -%>
<% if line | length > 84 -%>
#[schema(
        <[ parts ]>
    )]
<%- else -%>
#[schema(<[ line ]>)]
<%- endif %>
<%- endmacro %>
<% macro json_default(f) -%>
<% if f.type == "decimal" -%>
"<[ ("%." ~ f.places ~ "f") | format(f.default) ]>"
<%- elif f.is_number -%>
<[ literal(f.default, f.type) ]>
<%- else -%>
<[ f.default | json ]>
<%- endif %>
<%- endmacro %>
<% macro default(feature, f) -%>
<% if f.type == "decimal" -%>
Decimal::of(<[ units(f.default, f.places) ]>)
<%- elif f.is_text -%>
<[ f.default | json ]>.to_owned()
<%- else -%>
<[ json_default(f) ]>
<%- endif %>
<%- endmacro %>
<# What stands above the field beside its schema: bounds that a schema of text cannot say. #>
<% macro about(f) -%>
<% if f.type == "decimal" and (f.min is not none or f.max is not none) -%>
<% set low = ("%." ~ f.places ~ "f") | format(f.min if f.min is not none else 0) -%>
<% set high = ("%." ~ f.places ~ "f") | format(f.max if f.max is not none else 0) -%>
: <% if f.min is none %><[ high ]> or less<% elif f.max is none %><[ low ]> or more<% else %><[ low ]> to <[ high ]><% endif %>
<%- endif %>
<%- endmacro %>
