"""The marks in the keys of steps, by which a log knows what belongs to what."""

from __future__ import annotations

HOOKS = ("on_success/", "on_failure/", "finally/")
"""What begins the keys of actions."""
NESTED = ">"
"""Parts the names of a step within a sub-workflow: `caller>step`."""
RECOVERY = ".recovery"
"""Ends the key at which a person is asked whether a step is recovered."""
UNDO = ".undo"
"""Ends the key of what takes back the effects of a step."""


def is_inner(key: str) -> bool:
    """Whether a step belongs to another one: to a sub-workflow that it calls, or to an item of its loop."""
    return NESTED in key or key.endswith("]")
