"""What the fix rules share about cargo projects. Read only."""
