<#- What a field is in Python: in JSON (schemas) and in the table (models, migrations). -#>
<% macro schema(f) -%>
<% if f.is_json -%>
Annotated[Document, no_longer_than(<[ f.max ]>)]
<%- elif f.is_many -%>
Ids
<%- elif f.type == "email" -%>
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
<% if f.type == "enum" %><[ alias(f) ]><% else %><[ {"json": "Stored", "many": "Ids", "email": "Annotated[str, Field(json_schema_extra={\"format\": \"email\"})]", "url": "Annotated[str, Field(json_schema_extra={\"format\": \"uri\"})]", "datetime": "AwareDatetime", "uuid": "Uuid", "date": "Day", "decimal": "Exact", "float": "float", "bool": "bool", "int": "int", "bigint": "int", "ref": "int"}.get(f.type, "str") ]><% endif %>
<%- endmacro %>
<#- What a filter takes: text of the query that is read as the type. -#>
<% macro asked(f) -%>
<% if f.type == "enum" %><[ alias(f) ]><% else %><[ {"datetime": "Moment", "uuid": "Uuid", "date": "Day", "decimal": "Exact", "float": "Float64", "bool": "bool", "int": "Int64", "bigint": "Int64", "ref": "Int64", "many": "Int64"}.get(f.type, "Text") ]><% endif %>
<%- endmacro %>
<% macro python(f) -%>
<[ {"str": "str", "text": "str", "email": "str", "url": "str", "enum": "str", "int": "int", "bigint": "int", "float": "float", "decimal": "Decimal", "bool": "bool", "date": "date", "datetime": "datetime", "uuid": "UUID", "ref": "int", "json": "Any"}[f.type] ]>
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
<%- elif f.is_json -%>
<[ "sa.JSON().with_variant(postgresql.JSONB(), \"postgresql\")" if sa else "JsonDocument()" ]>
<%- elif f.type == "datetime" -%>
<[ "sa.DateTime(timezone=True)" if sa else "UtcDateTime()" ]>
<%- else -%>
<[ sa ]><[ {"int": "Integer()", "bigint": "BigInteger()", "float": "Double()", "bool": "Boolean()", "date": "Date()", "uuid": "Uuid()", "ref": "BigInteger()"}[f.type] ]>
<%- endif %>
<%- endmacro %>
<% macro default(f) -%>
<% if f.type == "decimal" %>Decimal("<[ f.default ]>")<% else %><[ f.default | py ]><% endif %>
<%- endmacro %>
<#- The table of the links of a many, in a migration: it is made behind the table of its feature. -#>
<% macro links(f) %>
<% set one = f.of.one.snake ~ "_id" %>
<% set other = f.to.one.snake ~ "_id" %>
    op.create_table(
        "<[ f.links.snake ]>",
        sa.Column("<[ one ]>", sa.BigInteger(), nullable=False),
        sa.Column("<[ other ]>", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("<[ one ]>", "<[ other ]>", name=op.f("pk_<[ f.links.snake ]>")),
        sa.ForeignKeyConstraint(
            ["<[ one ]>"],
            ["<[ f.of.many.snake ]>.id"],
            name=op.f("fk_<[ f.links.snake ]>_<[ one ]>_<[ f.of.many.snake ]>"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["<[ other ]>"],
            ["<[ f.to.many.snake ]>.id"],
            name=op.f("fk_<[ f.links.snake ]>_<[ other ]>_<[ f.to.many.snake ]>"),
<% if f.on_delete != "restrict" %>
            ondelete="CASCADE",
<% endif %>
        ),
    )
    op.create_index(op.f("ix_<[ f.links.snake ]>_<[ other ]>"), "<[ f.links.snake ]>", ["<[ other ]>"])
<% endmacro %>
<% macro unlinks(f) %>
    op.drop_index(op.f("ix_<[ f.links.snake ]>_<[ f.to.one.snake ]>_id"), table_name="<[ f.links.snake ]>")
    op.drop_table("<[ f.links.snake ]>")
<% endmacro %>
<#- What is unique among the rows that are not deleted. -#>
<% macro among_living(feature, f) %>
    op.create_index(
        op.f("uq_<[ feature.many.snake ]>_<[ f.wire.snake ]>"),
        "<[ feature.many.snake ]>",
        ["<[ f.wire.snake ]>"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
<% endmacro %>
