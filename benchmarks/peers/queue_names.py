"""What both sides of row 14 are called."""

MITY, BARE = "bench", "bare"
"""The queues."""
STATION = "bench-trivial"
