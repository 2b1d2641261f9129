"""The marks in the keys of steps, by which a log knows what belongs to what.

No name of a step has `>`, `[`, `#`, `~`, `/` or `.`, so a key is read in one way, whatever steps are called.
"""

from __future__ import annotations

import hashlib

HOOKS = ("on_success/", "on_failure/", "finally/")
"""What begins the keys of actions."""
NESTED = ">"
"""Parts the names of a step within a sub-workflow: `caller>step`."""
RECOVERY = ".recovery"
"""Ends the key at which a person is asked whether a step is recovered."""
INNER = "~"
"""Parts a step from what runs for it, a recovery step or an action: `step~mend`."""
RULE = "#condition-"
"""Begins the names of a workflow's conditions, in keys and addresses: `caller>#condition-1`."""
UNDO = ".undo"
"""Ends the key of what takes back the effects of a step."""


def is_inner(key: str) -> bool:
    """Whether a step belongs to another one: to a sub-workflow that it calls, or to an item of its loop."""
    return NESTED in key or key.endswith("]")


_LONGEST = 200
"""Bytes of a name of a file that is made of a key: file systems take 255, and a suffix comes behind it."""
_CUT = 120


def file_name(key: str) -> str:
    """The name of a file for a step, without its suffix; one of a long key is cut, with a digest behind it."""
    return fitted(key.replace(NESTED, "."))


def fitted(name: str) -> str:
    """A name of a file, of letters of one byte: cut, with a digest behind it, where no file system takes the whole."""
    return name if len(name) <= _LONGEST else f"{name[:_CUT]}%{hashlib.sha256(name.encode()).hexdigest()[:32]}"
