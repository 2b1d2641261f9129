"""<[ feature.many.title ]>: models, schemas, service and routes."""
