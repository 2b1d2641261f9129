"""What this kernel's Landlock can hold."""

from __future__ import annotations

import ctypes
import os
import sys

FOR_CONNECTIONS, FOR_SIGNALS = 4, 6
"""The versions from which on Landlock holds connections, and signals and sockets without a place."""
_CREATE_RULESET, _VERSION = 444, 1
_MACHINES = ("x86_64", "aarch64")


def version() -> int:
    """The version of Landlock that this kernel has; 0 for none."""
    if sys.platform != "linux" or os.uname().machine not in _MACHINES:
        return 0
    return max(int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, _VERSION)), 0)
