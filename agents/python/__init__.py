"""What the fix rules share about Python projects: names, manifests, lock files, environments, sources. Read only."""
