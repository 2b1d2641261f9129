"""What the fix rules share about .NET projects. Read only."""
