DROP TABLE <[ feature.many.snake ]>;
