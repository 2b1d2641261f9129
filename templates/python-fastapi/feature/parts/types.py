<#- What a field is in Python: in JSON (schemas) and in the table (models, migrations). -#>
<% macro schema(f) -%>
<% if f.type == "email" -%>
Email
<%- elif f.type == "url" -%>
Url
<%- elif f.is_text -%>
Annotated[Text, Field(<% if f.min %>min_length=<[ f.min ]>, <% endif %>max_length=<[ f.max ]><% if f.pattern %>, pattern=<[ ("^(?:" ~ f.pattern ~ ")$") | json ]><% endif %>)]
<%- elif f.is_whole -%>
Annotated[Whole, Field(ge=<[ f.min ]>, le=<[ f.max ]>)]
<%- elif f.type == "float" -%>
<% if f.min is none and f.max is none %>Number<% else %>Annotated[Number, Field(<% if f.min is not none %>ge=<[ f.min ]>, <% endif %><% if f.max is not none %>le=<[ f.max ]>, <% endif %>)]<% endif %>
<%- elif f.type == "decimal" -%>
Annotated[Exact, Field(<% if f.min is not none %>ge=Decimal("<[ f.min ]>"), <% endif %><% if f.max is not none %>le=Decimal("<[ f.max ]>"), <% endif %>max_digits=<[ f.digits ]>, decimal_places=<[ f.places ]>)]
<%- elif f.type == "enum" -%>
Literal[<[ f.values | map("json") | join(", ") ]>]
<%- else -%>
<[ {"bool": "Flag", "date": "Day", "datetime": "Moment", "uuid": "Uuid", "ref": "Id"}[f.type] ]>
<%- endif %>
<%- endmacro %>
<#- True for a type that is too long to be written more than once. -#>
<% macro long(f) -%>
<% if "[" in schema(f) %>yes<% endif %>
<%- endmacro %>
<% macro alias(f) -%>
<[ f.wire.pascal ]>Value
<%- endmacro %>
<% macro named(f) -%>
<% if long(f) | trim %><[ alias(f) ]><% else %><[ schema(f) ]><% endif %>
<%- endmacro %>
<#- What is answered: not checked again, since stored rows may be older than a rule. -#>
<% macro answered(f) -%>
<% if f.type == "enum" %><[ alias(f) ]><% else %><[ {"email": "Annotated[str, Field(json_schema_extra={\"format\": \"email\"})]", "url": "Annotated[str, Field(json_schema_extra={\"format\": \"uri\"})]", "datetime": "AwareDatetime", "uuid": "Uuid", "date": "Day", "decimal": "Exact", "float": "float", "bool": "bool", "int": "int", "bigint": "int", "ref": "int"}.get(f.type, "str") ]><% endif %>
<%- endmacro %>
<#- What a filter takes: text of the query that is read as the type. -#>
<% macro asked(f) -%>
<% if f.type == "enum" %><[ alias(f) ]><% else %><[ {"datetime": "Moment", "uuid": "Uuid", "date": "Day", "decimal": "Exact", "float": "Float64", "bool": "bool", "int": "Int64", "bigint": "Int64", "ref": "Int64"}.get(f.type, "Text") ]><% endif %>
<%- endmacro %>
<% macro python(f) -%>
<[ {"str": "str", "text": "str", "email": "str", "url": "str", "enum": "str", "int": "int", "bigint": "int", "float": "float", "decimal": "Decimal", "bool": "bool", "date": "date", "datetime": "datetime", "uuid": "UUID", "ref": "int"}[f.type] ]>
<%- endmacro %>
<% macro column(f, sa="") -%>
<% if f.type == "text" -%>
<[ sa ]>Text()
<%- elif f.is_text -%>
<[ sa ]>String(<[ f.max ]>)
<%- elif f.type == "enum" -%>
<[ sa ]>String(40)
<%- elif f.type == "decimal" -%>
<% if sa %>sa.Numeric(<[ f.digits ]>, <[ f.places ]>).with_variant(sa.Float(), "sqlite")<% else %>exact(<[ f.digits ]>, <[ f.places ]>)<% endif %>
<%- elif f.type == "datetime" -%>
<[ "sa.DateTime(timezone=True)" if sa else "UtcDateTime()" ]>
<%- else -%>
<[ sa ]><[ {"int": "Integer()", "bigint": "BigInteger()", "float": "Double()", "bool": "Boolean()", "date": "Date()", "uuid": "Uuid()", "ref": "BigInteger()"}[f.type] ]>
<%- endif %>
<%- endmacro %>
<% macro default(f) -%>
<% if f.type == "decimal" %>Decimal("<[ f.default ]>")<% else %><[ f.default | py ]><% endif %>
<%- endmacro %>
