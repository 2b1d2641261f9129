"""A change to a whole project, as one who works in a folder of it sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from mity.text.records import dataclass


class Announced(Protocol):
    """A change under way that mity's own writing is told to before it happens."""

    def declare(self, paths: Iterable[str]) -> None:
        """Announces paths that are about to be written. Raises StorageError, UsageError for one outside."""
        ...

    def content(self, path: str) -> bytes | None:
        """The bytes that a file had at the beginning; None when it was not there."""
        ...


@dataclass(frozen=True, slots=True)
class Below:
    """The change `around`, with paths below `folder`."""

    around: Announced
    folder: str

    def declare(self, paths: Iterable[str]) -> None:
        """Announces paths that are about to be written. Raises StorageError, UsageError for one outside."""
        self.around.declare(f"{self.folder}/{path}" for path in paths)

    def content(self, path: str) -> bytes | None:
        """The bytes that a file had at the beginning; None when it was not there."""
        return self.around.content(f"{self.folder}/{path}")
