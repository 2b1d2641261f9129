"""Which settings of a manifest may differ after a change: an allow-list for each format, compared by structure."""
