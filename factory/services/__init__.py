"""The tools that an App gives to every station, and its settings."""
