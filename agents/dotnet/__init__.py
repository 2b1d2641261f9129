"""What projects of .NET say of themselves: the readers that fix rules share."""
