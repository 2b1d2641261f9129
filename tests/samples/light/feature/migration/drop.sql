-- after <[ migration.previous ]>
DROP TABLE <[ feature.many.snake ]>;
