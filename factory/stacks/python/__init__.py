"""What a Python project says of itself: how it is installed and tested, by which interpreter. Nothing of it is run."""
