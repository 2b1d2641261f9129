-- Brings the table of <[ feature.many.human ]> to what version 2 of its templates makes; rows begin with the version 0.
ALTER TABLE <[ feature.many.snake ]> ADD COLUMN row_version INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE <[ feature.many.snake ]> ALTER COLUMN row_version DROP DEFAULT;
