"""What an agent may do when it asks: look and edit within its copy, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LOOKING = frozenset({"read", "search", "think"})
EDITING = frozenset({"edit"})
_PATHS = ("file_path", "filePath", "path", "abs_path", "absolute_path", "notebook_path", "dir_path", "directory")
_LARGEST = 8 * 1024 * 1024


def inside(copy: Path, path: str) -> Path | None:
    """The place that a path of an agent means, links followed; None when it is not within the copy."""
    try:
        place = (copy / path).resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return place if place.is_relative_to(copy.resolve()) else None


def allowed(copy: Path, call: Mapping[str, Any]) -> bool:
    """Whether a call of a tool, in the protocol's own JSON, may be made.

    It must say that it only looks or edits, and every path that it names must be within the copy; one that edits must
    name one. Shells, the network, deleting and moving are refused: nothing would keep them within the copy.
    """
    kind = call.get("kind")
    paths = list(_named(call))
    if any(inside(copy, path) is None for path in paths):
        return False
    return kind in LOOKING or (kind in EDITING and bool(paths))


def read(copy: Path, path: str, line: int | None = None, limit: int | None = None) -> str:
    """The text of a file of the copy, from a line on (1 is the first). Raises PermissionError, OSError, ValueError."""
    place = _checked(copy, path)
    if place.stat().st_size > _LARGEST:
        raise PermissionError(f"{path} is larger than {_LARGEST} bytes")
    text = place.read_text(encoding="utf-8")
    if line is None and limit is None:
        return text
    rows = text.splitlines(keepends=True)[max((line or 1) - 1, 0) :]
    return "".join(rows if limit is None else rows[:limit])


def write(copy: Path, path: str, text: str) -> None:
    """Writes a file of the copy. Raises PermissionError for one outside of it or too large, OSError."""
    place = _checked(copy, path)
    if len(text) > _LARGEST:
        raise PermissionError(f"{path} would be larger than {_LARGEST} bytes")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def _checked(copy: Path, path: str) -> Path:
    place = inside(copy, path)
    if place is None:
        raise PermissionError(f"{path} is outside of the working folder {copy}")
    return place


def _named(call: Mapping[str, Any]) -> Iterator[str]:
    """Every path that a call names: its places, its differences, and what its input calls a path."""
    rows = [*(call.get("locations") or ()), *(call.get("content") or ())]
    yield from (row["path"] for row in rows if isinstance(row, dict) and isinstance(row.get("path"), str))
    given = call.get("rawInput")
    if isinstance(given, dict):
        yield from (given[name] for name in _PATHS if isinstance(given.get(name), str))
