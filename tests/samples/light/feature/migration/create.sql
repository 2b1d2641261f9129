-- after <[ migration.previous or "nothing" ]>
CREATE TABLE <[ feature.many.snake ]> (id INTEGER PRIMARY KEY<% for f in feature.fields %>, <[ f.wire.snake ]> TEXT<% endfor %>);
