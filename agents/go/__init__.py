"""What the fix rules share about Go modules. Read only."""
