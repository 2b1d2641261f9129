<% import "parts/columns.sql" as sql with context %>
CREATE TABLE <[ feature.many.snake ]> (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
<% for f in feature.fields %>
    <[ f.wire.snake ]> <[ sql.column(f) ]><% if f.unique %> UNIQUE<% endif %>,
<% endfor %>
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
<% for f in feature.fields if f.index %>

CREATE INDEX ix_<[ feature.many.snake ]>_<[ f.wire.snake ]> ON <[ feature.many.snake ]> (<[ f.wire.snake ]>);
<% endfor %>
