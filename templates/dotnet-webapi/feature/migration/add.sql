<% import "parts/columns.sql" as sql with context %>
<% for f in migration.fields %>
ALTER TABLE <[ feature.many.snake ]> ADD COLUMN <[ f.wire.snake ]> <[ sql.column(f, true) ]>;
<% if f.unique %>
CREATE UNIQUE INDEX ux_<[ feature.many.snake ]>_<[ f.wire.snake ]> ON <[ feature.many.snake ]> (<[ f.wire.snake ]>);
<% elif f.index %>
CREATE INDEX ix_<[ feature.many.snake ]>_<[ f.wire.snake ]> ON <[ feature.many.snake ]> (<[ f.wire.snake ]>);
<% endif %>
<% endfor %>
