"""Contents that a project names and that are not here: large files by their pointers, repositories within it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePath

from mity.reading import open_regular, read_text

_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_LONGEST_POINTER = 512
_PATH = re.compile(r"^\s*path\s*=\s*(\S.*?)\s*$", re.MULTILINE)


def absent(root: Path, files: Iterable[PurePath]) -> list[str]:
    """A clause for the pointers of Git LFS among `files` (relative), and for submodules without anything in them."""
    attributes = _text(root / ".gitattributes")
    pointers = [str(path) for path in files if _is_pointer(root / path)] if "lfs" in attributes else []
    empty = [place for place in _PATH.findall(_text(root / ".gitmodules")) if _is_empty(root, place)]
    found = [f"{pointers[0]}{_more(pointers)} is only a pointer of Git LFS (git lfs pull)"] if pointers else []
    return (
        [*found, f"the submodule {empty[0]}{_more(empty)} is not here (git submodule update --init)"]
        if empty
        else found
    )


def _more(names: list[str]) -> str:
    return f" (and {len(names) - 1} more)" if len(names) > 1 else ""


def _is_pointer(path: Path) -> bool:
    try:
        if path.is_symlink() or not 0 < path.stat().st_size <= _LONGEST_POINTER:
            return False
        with open_regular(path) as file:
            return file.read(len(_POINTER)) == _POINTER
    except OSError:
        return False


def _is_empty(root: Path, place: str) -> bool:
    if ".." in Path(place).parts or Path(place).is_absolute():
        return False
    try:
        return not any((root / place).iterdir())
    except OSError:
        return True


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, ValueError):
        return ""
