<% import "parts/sql.sql" as sql with context %>
CREATE TABLE <[ feature.many.snake ]> (
    id {auto_id},
<% for f in feature.stored %>
    <[ sql.column(f) ]><[ sql.refers(f) ]>,
<% endfor %>
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    row_version INTEGER DEFAULT 0 NOT NULL<% if feature.soft %>,
    deleted_at {timestamp}<% endif %>

);
<% for f in feature.fields if f.unique or f.index %>
<[ sql.index(feature, f, loop.index) ]>
<% endfor %>
<% for f in feature.manys %>
<[ sql.links(f) -]>
<% endfor %>
