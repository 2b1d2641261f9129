<#- What a field is called and what it is in C#: stored, sent and received. -#>
<# A member must not have the name of its class. #>
<% macro prop(feature, f) -%>
<% set one = feature.one.pascal -%>
<[ f.wire.pascal ]><% if f.wire.pascal in (one, "New" ~ one, one ~ "Change", one ~ "Answer") %>Value<% endif %>
<%- endmacro %>
<% macro choice(feature, f) -%>
<[ feature.one.pascal ~ f.name.pascal ]><% if f.name.snake in ("change", "answer", "table") %>Kind<% endif %>
<%- endmacro %>
<% macro member(value) -%>
<[ (value | replace("-", "_") | lower | names).pascal ]>
<%- endmacro %>
<% macro stored(feature, f) -%>
<% if f.type == "enum" -%>
<[ choice(feature, f) ]>
<%- else -%>
<[ {"str": "string", "text": "string", "email": "string", "url": "string", "int": "int", "bigint": "long", "float": "double", "decimal": "decimal", "bool": "bool", "date": "DateOnly", "datetime": "DateTime", "uuid": "Guid", "ref": "long", "json": "string"}[f.type] ]>
<%- endif %>
<%- endmacro %>
<% macro sent(feature, f) -%>
<% if f.type == "decimal" %>string<% elif f.is_json %>JsonElement<% else %><[ stored(feature, f) ]><% endif %>
<%- endmacro %>
<% macro exact(f, value) -%>
"<[ ("%%.%df" | format(f.places)) | format(value) ]>"
<%- endmacro %>
<% macro literal(feature, f, value) -%>
<% if f.type == "decimal" -%>
<[ exact(f, value) ]>
<%- elif f.type == "enum" -%>
<[ choice(feature, f) ]>.<[ member(value) ]>
<%- elif f.type == "bigint" -%>
<[ value ]>L
<%- elif f.type == "float" -%>
<[ value | float ]>
<%- else -%>
<[ value | json ]>
<%- endif %>
<%- endmacro %>
<# The value that C# gives a member by itself. #>
<% macro is_zero(f, value) -%>
<% if (f.type == "bool" and not value) or (f.is_number and value == 0) or (f.type == "enum" and value == f.values[0]) %>yes<% endif %>
<%- endmacro %>
<% macro rules(f) -%>
<% if "_" in f.wire.snake %>
    [JsonPropertyName("<[ f.wire.snake ]>")]
<% endif %>
<% if f.is_text %>
    [StringLength(<[ f.max ]><% if f.min %>, MinimumLength = <[ f.min ]><% endif %>)]
<% if f.pattern %>
    [Pattern(<[ f.pattern | json ]>)]
<% endif %>
<% elif f.type == "int" and (f.min, f.max) != (-2147483648, 2147483647) %>
    [Range(<[ "int.MinValue" if f.min == -2147483648 else f.min ]>, <[ "int.MaxValue" if f.max == 2147483647 else f.max ]>)]
<% elif f.type == "bigint" %>
    [Range(typeof(long), "<[ f.min ]>", "<[ f.max ]>", ParseLimitsInInvariantCulture = true)]
<% elif f.type == "float" %>
    [Range(<[ "double.MinValue" if f.min is none else f.min | float ]>, <[ "double.MaxValue" if f.max is none else f.max | float ]>)]
<% elif f.type == "decimal" %>
    [ExactDecimal(<[ f.digits ]>, <[ f.places ]><% if f.min is not none %>, Minimum = <[ exact(f, f.min) ]><% endif %><% if f.max is not none %>, Maximum = <[ exact(f, f.max) ]><% endif %>)]
<% elif f.is_json %>
    [JsonRule(<[ f.max ]>)]
<% elif f.type == "datetime" %>
    [Zoned]
<% endif %>
<% endmacro %>
