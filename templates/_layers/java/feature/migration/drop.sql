-- Drops the table of <[ feature.many.human ]>.
<% for f in feature.manys %>
DROP TABLE <[ f.links.snake ]>;
<% endfor %>
DROP TABLE <[ feature.many.snake ]>;
