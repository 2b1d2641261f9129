"""What projects of Maven and the JVM say of themselves: the readers that fix rules share."""
