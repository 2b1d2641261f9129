"""Issues that are worked on: what they ask for, how the work is told there, and the pull request at its end."""
