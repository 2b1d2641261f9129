-- Brings the table of <[ feature.many.human ]> to what version 2 of its templates makes; rows begin with the version 0.
ALTER TABLE <[ feature.many.snake ]> ADD COLUMN row_version INTEGER DEFAULT 0 NOT NULL;
--! postgres
<% for f in feature.fields if f.type in ("date", "datetime", "uuid", "decimal") %>
<% set name = f.wire.snake %>
<% if f.type == "decimal" %>
ALTER TABLE <[ feature.many.snake ]> ALTER COLUMN <[ name ]> DROP DEFAULT;
ALTER TABLE <[ feature.many.snake ]> ALTER COLUMN <[ name ]> TYPE NUMERIC(<[ f.digits ]>, <[ f.places ]>)
    USING <[ name ]><% if f.places %> * 0.<[ "0" * (f.places - 1) ]>1<% endif %>;
<% else %>
<% set type = {"date": "DATE", "datetime": "TIMESTAMPTZ", "uuid": "UUID"}[f.type] %>
ALTER TABLE <[ feature.many.snake ]> ALTER COLUMN <[ name ]> DROP DEFAULT;
ALTER TABLE <[ feature.many.snake ]> ALTER COLUMN <[ name ]> TYPE <[ type ]> USING <[ name ]>::<[ type ]>;
<% endif %>
<% endfor %>
<% for name in ("created_at", "updated_at") %>
ALTER TABLE <[ feature.many.snake ]> ALTER COLUMN <[ name ]> TYPE TIMESTAMPTZ USING <[ name ]>::TIMESTAMPTZ;
<% endfor %>
--! both
