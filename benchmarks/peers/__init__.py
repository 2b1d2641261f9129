"""One script for each engine, run by the Python of that engine's own environment."""
