"""Compiled Python files that no longer match their source: moved aside, and Python compiles them again."""

from __future__ import annotations

import os
import re
from pathlib import Path

from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_BROKEN = re.compile(
    r"marshal data too short|bad marshal data|bad magic number|import file mismatch|HINT: remove __pycache__"
)
_ABSENT = re.compile(r"(?:cannot import name|has no attribute|unexpected keyword argument) '(?P<name>\w+)'")
_MAGIC = re.compile(r"bad magic number in '(?P<module>[\w.]+)'")
_ENVIRONMENTS = {".venv", "venv", "env", "node_modules", ".git", ".mity", "site-packages"}
_UNCHECKED = b"\x01\x00\x00\x00"  # PEP 552: never compared with the source


class StaleBytecode(Rule):
    """Moves the project's own __pycache__ folders aside, not those of its environment."""

    id = "stale-bytecode"
    title = "recompile the project's Python files"

    def propose(self, failure: FailureContext) -> Proposal | None:
        broken = _BROKEN.search(failure.output)
        if not broken and not _ABSENT.search(failure.output):
            return None
        caches = list(_caches(failure.root))
        if not broken:
            caches = [cache for cache in caches if any(_unchecked(path) for path in cache.glob("*.pyc"))]
        elif orphan := _orphan(failure):
            return Advice(
                f"{orphan} was compiled by another Python and has no source file: restore the source or delete it"
            )
        names = tuple(str(cache.relative_to(failure.root)) for cache in caches)
        if not names or "__pycache__" not in failure.ignore:
            return None
        return Fix(self.id, f"move the compiled Python files of {len(names)} folders aside", move_aside=names)


def _caches(root: Path) -> list[Path]:
    found = []
    for folder, folders, _ in os.walk(root):
        folders[:] = sorted(set(folders) - _ENVIRONMENTS)
        if "__pycache__" in folders:
            found.append(Path(folder) / "__pycache__")
            folders.remove("__pycache__")
    return found


def _unchecked(path: Path) -> bool:
    """True for compiled code that Python takes without a look at its source."""
    with path.open("rb") as handle:
        return handle.read(8)[4:] == _UNCHECKED


def _orphan(failure: FailureContext) -> str:
    """The compiled module without a source file that the traceback refers to."""
    found = _MAGIC.search(failure.output)
    if found is None:
        return ""
    tail = found["module"].replace(".", "/") + ".pyc"
    for place in ("", "src/", "lib/", "app/"):
        path = failure.root / place / tail
        if path.is_file() and not path.with_suffix(".py").exists():
            return place + tail
    return ""
