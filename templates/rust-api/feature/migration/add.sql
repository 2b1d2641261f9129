<% import "parts/sql.sql" as sql with context %>
<% macro add(f, whole=false) %>
ALTER TABLE <[ feature.many.snake ]> ADD COLUMN <[ sql.column(f) ]><% if f.has_default %> DEFAULT <[ sql.value(f, whole) ]><% endif %><[ sql.refers(f) ]>;
<% endmacro %>
<% for f in migration.fields if not f.is_many %>
<% if f.type == "decimal" and f.has_default %>
--! sqlite
<[ add(f, whole=true) -]>
--! postgres
<[ add(f) -]>
--! both
<% else %>
<[ add(f) -]>
<% endif %>
<% if f.unique or f.index %>
<[ sql.index(feature, f, migration.number ~ "_" ~ loop.index) ]>
<% endif %>
<% endfor %>
<% for f in migration.fields if f.is_many %>
<[ sql.links(f) -]>
<% endfor %>
