"""What the fix rules share about Maven and JVM projects. Read only."""
