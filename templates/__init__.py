"""The stacks mity ships: one folder each, data only."""
