"""Which lines of its files a unified diff touches or shows, as the change leaves them."""

from __future__ import annotations

from unidiff import PatchSet, UnidiffParseError

from mity.forge.errors import ForgeError


def lines_of(diff: str) -> dict[str, frozenset[int]]:
    """The lines of each file that are in the diff and still there, counted from 1. Raises ForgeError."""
    try:
        files = PatchSet(diff)
    except UnidiffParseError as error:
        raise ForgeError(f"the forge's diff cannot be read: {error}") from error
    return {
        file.path: frozenset(line.target_line_no for hunk in file for line in hunk if line.target_line_no)
        for file in files
        if not file.is_removed_file
    }
