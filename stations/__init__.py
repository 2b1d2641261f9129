"""The built-in stations."""
