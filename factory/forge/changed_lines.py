"""Which lines of its files a unified diff touches or shows, as the change leaves them."""

from __future__ import annotations

from collections.abc import Mapping

from unidiff import PatchSet, UnidiffParseError

from mity.forge.errors import ForgeError
from mity.system.hunks import unquoted
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file of a diff: its path before, and the lines shown of it, each with its number before or 0 for a new one."""

    before: str
    lines: Mapping[int, int]


def files_of(diff: str) -> dict[str, ChangedFile]:
    """The files that a diff leaves, by path; lines count from 1. Raises ForgeError."""
    try:
        files = PatchSet(diff)
    except UnidiffParseError as error:
        raise ForgeError(f"the forge's diff cannot be read: {error}") from error
    found = {}
    for file in files:
        if file.is_removed_file:
            continue
        path, before = _path(file.target_file), _path(file.source_file)
        lines = {line.target_line_no: line.source_line_no or 0 for hunk in file for line in hunk if line.target_line_no}
        if lines:
            found[path] = ChangedFile(path if file.is_added_file else before, lines)
    return found


def lines_of(diff: str) -> dict[str, frozenset[int]]:
    """The lines of each file that are in the diff and still there, counted from 1. Raises ForgeError."""
    return {path: frozenset(file.lines) for path, file in files_of(diff).items()}


def _path(name: str) -> str:
    """The path behind `a/` or `b/`, which git quotes where it holds more than ASCII."""
    plain = unquoted(name[1:-1]) if name.startswith('"') and name.endswith('"') else name
    return plain[2:] if plain.startswith(("a/", "b/")) else plain
