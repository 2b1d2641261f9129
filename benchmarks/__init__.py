"""mity against its peers and against the floor: `python -m benchmarks` prints the table."""
