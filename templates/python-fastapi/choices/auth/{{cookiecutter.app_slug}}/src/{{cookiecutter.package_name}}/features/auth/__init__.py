"""People: registration, signing in and out, roles, and who owns what."""
