-- Drops the table of <[ feature.many.human ]>.
DROP TABLE <[ feature.many.snake ]>;
