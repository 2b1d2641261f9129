"""What the fix rules share about Node projects. Read only."""
