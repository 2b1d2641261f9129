"""Newer versions of templates, taken over by applications that were made from older ones."""
