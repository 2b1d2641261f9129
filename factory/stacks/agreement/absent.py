"""Contents that a project names and that are not here, or that other clones have otherwise.

Large files by their pointers, repositories within it, bytes that attributes of git change on checkout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePath

from mity.reading import open_regular, read_text

_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_LONGEST_POINTER = 512
_PATH = re.compile(r"^\s*path\s*=\s*(\S.*?)\s*$", re.MULTILINE)
_ATTRIBUTE = re.compile(
    r"^[ \t]*(?![#\s])(?P<pattern>\S{1,200})[ \t](?:[^\n]{0,200}[ \t])?"
    r"(?P<what>ident|eol=crlf|working-tree-encoding=[\w-]{1,40})(?=[ \t\r]|$)",
    re.MULTILINE,
)
_OF_WINDOWS = re.compile(r"\.(?:bat|cmd|ps1|sln|slnx|vcxproj|rc|reg|ini|\{[a-z,]+\})$", re.IGNORECASE)


def otherwise(root: Path, files: Iterable[PurePath]) -> list[str]:
    """A clause for the files that attributes of git make different in other clones, which then were not tested."""
    found = []
    for path in files:
        if path.name == ".gitattributes":
            for at in _ATTRIBUTE.finditer(_text(root / path)):
                if at["what"] != "eol=crlf" or not _OF_WINDOWS.search(at["pattern"]):
                    found.append(f"{at['pattern']} ({at['what']}, {path.as_posix()})")
    return [f"other clones have other bytes in {found[0]}{_more(found)}"] if found else []


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
