"""Healing: a failed outcome becomes a diagnosis, a fix, and a verified change. Pure control, no I/O."""
