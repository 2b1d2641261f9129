"""Lets the usual run write in memory where there is plenty: thousands of journals are written through to disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from slow_suites import usual

MEMORY = Path("/dev/shm")
NEEDED = 4 << 30  # bytes; a run leaves a tenth of that, and pytest keeps three


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Sets the folder of temporary folders, unless the environment has one."""
    if not usual(config) or not MEMORY.is_dir() or not hasattr(os, "statvfs"):
        return
    found = os.statvfs(MEMORY)
    if found.f_bavail * found.f_frsize > NEEDED and not found.f_flag & getattr(os, "ST_NOEXEC", 0):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
