"""What projects of Node say of themselves: the readers that fix rules share."""
