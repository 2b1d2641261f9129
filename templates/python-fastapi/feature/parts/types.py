<#- What a field is in Python: in JSON (schemas) and in the table (models, migrations). -#>
<% macro schema(f) -%>
<% if f.is_text -%>
Annotated[str, StringConstraints(<% if f.min %>min_length=<[ f.min ]>, <% endif %>max_length=<[ f.max ]><% if f.pattern %>, pattern=<[ ("^(?:" ~ f.pattern ~ ")$") | json ]><% endif %>)]
<%- elif f.is_whole -%>
Annotated[int, Field(ge=<[ f.min ]>, le=<[ f.max ]>)]
<%- elif f.type == "float" -%>
Annotated[float, Field(<% if f.min is not none %>ge=<[ f.min ]>, <% endif %><% if f.max is not none %>le=<[ f.max ]>, <% endif %>allow_inf_nan=False)]
<%- elif f.type == "decimal" -%>
Annotated[Decimal, Field(<% if f.min is not none %>ge=Decimal("<[ f.min ]>"), <% endif %><% if f.max is not none %>le=Decimal("<[ f.max ]>"), <% endif %>max_digits=<[ f.digits ]>, decimal_places=<[ f.places ]>)]
<%- elif f.type == "enum" -%>
Literal[<[ f.values | map("json") | join(", ") ]>]
<%- else -%>
<[ {"bool": "bool", "date": "date", "datetime": "AwareDatetime", "uuid": "UUID", "ref": "Annotated[int, Field(ge=1, le=9223372036854775807)]"}[f.type] ]>
<%- endif %>
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
<[ "sa.BigInteger()" if sa else "ExactDecimal(" ~ f.places ~ ")" ]>
<%- elif f.type == "datetime" -%>
<[ "sa.DateTime(timezone=True)" if sa else "UtcDateTime()" ]>
<%- else -%>
<[ sa ]><[ {"int": "Integer()", "bigint": "BigInteger()", "float": "Float()", "bool": "Boolean()", "date": "Date()", "uuid": "Uuid()", "ref": "Integer()"}[f.type] ]>
<%- endif %>
<%- endmacro %>
<% macro default(f) -%>
<% if f.type == "decimal" %>Decimal("<[ f.default ]>")<% else %><[ f.default | py ]><% endif %>
<%- endmacro %>
