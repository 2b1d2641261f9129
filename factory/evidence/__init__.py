"""Evidence that a command has to leave: read from what it made, whatever it said."""
