"""What an earlier build left and a tool would take for current: a proof must rest on the sources as they are."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from mity.system.trees import names

_BEHIND_NS = 2_000_000_000
"""A file that was changed later than its date by less than this was dated by a coarse clock."""


def freshen(project: Path, ignore: Iterable[str], generated: Iterable[str]) -> None:
    """Keeps tools from taking old results for current ones.

    Python takes bytecode for current when a source has the size and second that it names, so the bytecode beside
    sources goes. Cargo, Maven, make and their kin go by dates: where one of the `generated` folders is there, a source
    that was changed after its date is given the present one. What matches `ignore` is passed over.
    """
    ignored = tuple(ignore)
    built = any((project / name).exists() for name in generated if not set(name) & set("*?["))
    for name in names(project, ignored):
        if name.endswith(".py"):
            _drop_bytecode(project / name)
        if not built:
            continue
        path = f"{project}/{name}"
        with contextlib.suppress(OSError):
            info = os.lstat(path)
            if info.st_ctime_ns - info.st_mtime_ns > _BEHIND_NS and not stat.S_ISLNK(info.st_mode):
                os.utime(path)


def _drop_bytecode(source: Path) -> None:
    for stale in source.parent.glob(f"__pycache__/{source.stem}.*.pyc"):
        with contextlib.suppress(OSError):
            stale.unlink()
