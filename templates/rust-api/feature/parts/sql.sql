<#- What a field is in the table, in words of both databases. -#>
<% macro column(f) -%>
<[ f.wire.snake ]> <% if f.type == "text" -%>
TEXT
<%- elif f.is_text -%>
VARCHAR(<[ f.max ]>)
<%- else -%>
<[ {"int": "INTEGER", "bigint": "BIGINT", "float": "DOUBLE PRECISION", "decimal": "{decimal}(" ~ f.digits ~ ", " ~ f.places ~ ")", "bool": "BOOLEAN", "date": "{date}", "datetime": "{timestamp}", "uuid": "{uuid}", "enum": "VARCHAR(40)", "ref": "BIGINT", "json": "{json}"}[f.type] ]>
<%- endif %>
<% if not f.optional %> NOT NULL<% endif %>
<%- endmacro %>
<% macro refers(f) -%>
<% if f.is_ref %> REFERENCES <[ f.to.many.snake ]> (id)<% if f.on_delete != "restrict" %> ON DELETE <[ f.on_delete.replace("_", " ") | upper ]><% endif %><% endif %>
<%- endmacro %>
<# PostgreSQL cuts names after 63 characters. #>
<% macro index(feature, f, number) -%>
<% set name = ("uq_" if f.unique else "ix_") ~ feature.many.snake ~ "_" ~ f.wire.snake -%>
<% if name | length > 63 %><% set name = name[:56] ~ "_" ~ number %><% endif -%>
CREATE <% if f.unique %>UNIQUE <% endif %>INDEX <[ name ]> ON <[ feature.many.snake ]> (<[ f.wire.snake ]>)<% if f.unique and feature.soft %> WHERE deleted_at IS NULL<% endif %>;
<%- endmacro %>
<# A default; SQLite keeps a decimal in its smallest unit. #>
<% macro value(f, whole=false) -%>
<% if f.type == "decimal" -%>
<% set text = ("%." ~ f.places ~ "f") | format(f.default) -%>
<[ text | replace(".", "") | int if whole else text ]>
<%- elif f.type == "bool" -%>
<[ "TRUE" if f.default else "FALSE" ]>
<%- elif f.is_number -%>
<[ f.default ]>
<%- else -%>
'<[ f.default | replace("'", "''") ]>'
<%- endif %>
<%- endmacro %>
<# The table of the links of a many. #>
<% macro links(f) %>
CREATE TABLE <[ f.links.snake ]> (
    <[ f.of.one.snake ]>_id BIGINT NOT NULL REFERENCES <[ f.of.many.snake ]> (id) ON DELETE CASCADE,
    <[ f.to.one.snake ]>_id BIGINT NOT NULL REFERENCES <[ f.to.many.snake ]> (id)<% if f.on_delete != "restrict" %> ON DELETE CASCADE<% endif %>,
    PRIMARY KEY (<[ f.of.one.snake ]>_id, <[ f.to.one.snake ]>_id)
);
CREATE INDEX ix_<[ f.links.snake ]> ON <[ f.links.snake ]> (<[ f.to.one.snake ]>_id);
<% endmacro %>
