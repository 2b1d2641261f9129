"""One change to one file, as data."""

from __future__ import annotations

from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a file: `path` relative to the project, its new bytes (None: leave them), its new mode.

    A path that does not exist yet is created; nothing is ever deleted by an edit.
    """

    path: str
    content: bytes | None = None
    mode: int | None = None
