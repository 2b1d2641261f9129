"""Forges: where issues, pull requests and releases of a repository live, whichever product serves them."""
