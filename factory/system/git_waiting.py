"""Pipes under names that git reads in every folder: it would wait at one without end, so it is let go and told of."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_READ = frozenset({".gitignore", ".gitattributes", ".gitmodules", ".mailmap"})
LOOK_S = 5.0
"""How long git may take before somebody looks whether it waits; large repositories take longer and go on."""


def pipes(root: Path) -> Iterator[Path]:
    """The pipes and other odd files below a folder at which git would wait."""
    for here, _, names in os.walk(root):
        for name in _READ.intersection(names):
            with contextlib.suppress(OSError):
                if stat.S_ISFIFO((Path(here) / name).lstat().st_mode):
                    yield Path(here) / name


@contextmanager
def let_go(root: Path, look_s: float = LOOK_S) -> Iterator[list[Path]]:
    """Opens the pipes at which a git in `root` waits within it, so that it reads nothing there; which these were."""
    found: list[Path] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(look_s):
            for path in pipes(root):
                with contextlib.suppress(OSError):  # nobody waits at it
                    os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                    found.append(path)

    watcher = threading.Thread(target=look, daemon=True, name="mity-git-waits")
    watcher.start()
    try:
        yield found
    finally:
        over.set()
