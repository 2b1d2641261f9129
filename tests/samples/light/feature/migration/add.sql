-- after <[ migration.previous ]>
<% for f in migration.fields %>
ALTER TABLE <[ feature.many.snake ]> ADD COLUMN <[ f.wire.snake ]> TEXT;
<% endfor %>
