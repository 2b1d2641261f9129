"""What the promises need: one application of a stack with two features, served on each database."""
