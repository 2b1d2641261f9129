"""The consents of this user: one file for each digest, in the user's own state folder and never in a project."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_state_path

from mity.errors import StorageError
from mity.system.files import storage_error, write_atomic
from mity.trust.item import Item


class Consents:
    """What this user trusted. It holds for the content that was shown: what changes is asked about again."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_state_path("mity") / "trust"
        self._given: set[str] = set()

    def has(self, one: Item) -> bool:
        """True when exactly this was trusted."""
        return one.digest in self._given or self._path(one).is_file()

    def missing(self, items: Iterable[Item]) -> list[Item]:
        """Those that were not trusted."""
        return [one for one in items if not self.has(one)]

    def give(self, items: Iterable[Item], *, keep: bool = True) -> None:
        """Consents to each: for this process, and for later ones in a file.

        Raises StorageError when it cannot be kept, unless `keep` is false: it is asked about again then.
        """
        for one in self.missing(items):
            try:
                self._write(one)
            except StorageError:
                if keep:
                    raise
            self._given.add(one.digest)

    def _write(self, one: Item) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise storage_error("write", self._folder, error) from error
        text = json.dumps({"schema": 1, **one.to_json()}, indent=2, ensure_ascii=False)
        write_atomic(self._path(one), text.encode("utf-8", "backslashreplace"), durable=False)

    def withdraw(self, items: Iterable[Item]) -> int:
        """Forgets the consent to each; how many there were. Raises StorageError."""
        held = [one for one in items if self.has(one)]
        for one in held:
            self._given.discard(one.digest)
            try:
                self._path(one).unlink(missing_ok=True)
            except OSError as error:
                raise storage_error("remove", self._path(one), error) from error
        return len(held)

    def _path(self, one: Item) -> Path:
        return self._folder / f"{one.digest}.json"
