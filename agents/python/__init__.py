"""What fix rules know of Python projects: names, manifests, locks, environments, sources. Reads, never writes."""
