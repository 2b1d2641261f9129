"""Release notes from commits and merged pull requests."""
