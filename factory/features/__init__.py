"""Features as data: what a resource is, what is wrong with one, and what its files look like. No I/O."""
