"""What projects of cargo say of themselves: the readers that fix rules share."""
