<% import "parts/sql.sql" as sql with context %>
<% for f in migration.fields %>
ALTER TABLE <[ feature.many.snake ]> ADD COLUMN <[ sql.column(f) ]><% if f.has_default %> DEFAULT <[ sql.value(f) ]><% endif %><[ sql.refers(f) ]>;
<% if f.unique or f.index %>
<[ sql.index(feature, f, migration.number ~ "_" ~ loop.index) ]>
<% endif %>
<% endfor %>
