"""Projects that exist: what kind they are, their names, what changed in them."""
