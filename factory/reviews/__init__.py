"""Findings at the lines that a pull request changed, what is remarked of them, and issues sorted in."""
