<% import "parts/sql.jinja" as sql with context %>
-- Widens the table of <[ feature.many.human ]>; what is stored already gets the defaults.
<% for f in migration.fields if not f.is_many %>
ALTER TABLE <[ feature.many.snake ]> ADD COLUMN <[ sql.column(f, added=true) ]>;
<% if f.has_default %>
ALTER TABLE <[ feature.many.snake ]> ALTER COLUMN <[ f.wire.snake ]> DROP DEFAULT;
<% endif %>
<% if f.unique and feature.soft %>
ALTER TABLE <[ feature.many.snake ]> ADD UNIQUE (<[ f.wire.snake ]>, living);
<% endif %>
<% if f.index %>
CREATE INDEX ON <[ feature.many.snake ]> (<[ f.wire.snake ]>);
<% endif %>
<% endfor %>
<% for f in migration.fields if f.is_many %>
<[ sql.links(f) -]>
<% endfor %>
