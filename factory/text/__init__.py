"""Pure helpers on text and signals."""
