"""Who a run is told to be of, where nobody says another name."""

from __future__ import annotations

import os


def login() -> str:
    """The name of the user that this process runs as."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return str(os.getuid()) if hasattr(os, "getuid") else ""
