"""Which processes still run."""

from __future__ import annotations

import psutil


def runs(pid: int) -> bool:
    """Whether the process runs. One that has ended does not, though its parent may not have taken note of it yet."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
